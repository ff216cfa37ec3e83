/** A cron expression of EventBridge: what each field allows. Days are tested within a month, for `L`, `W` and `#`. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: (year: number, month: number, day: number) => boolean;
}

type IsDay = Cron['isDay'];

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const [FIRST_YEAR, LAST_YEAR] = [1970, 2199];
const DAY_MS = 86_400_000;

/**
 * Parses the six fields: minutes, hours, day of month, month, day of week, year. One of the days must be `?`
 * (eb-scheduled-rule-pattern.html, "Cron expressions").
 * @param expression what stands within `cron(…)`.
 * @returns undefined if it is not valid.
 */
export const parseCron = (expression: string): Cron | undefined => {
  const fields = expression.trim().toUpperCase().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [minuteField = '', hourField = '', dayField = '', monthField = '', weekdayField = '', yearField = ''] = fields;
  if ((dayField === '?') === (weekdayField === '?')) return undefined;
  const minutes = parseValues(minuteField, 0, 59);
  const hours = parseValues(hourField, 0, 23);
  const months = parseValues(monthField, 1, 12, MONTHS);
  const years = parseValues(yearField, FIRST_YEAR, LAST_YEAR);
  const isDay = dayField === '?' ? parseWeekday(weekdayField) : parseDayOfMonth(dayField);
  return minutes && hours && months && years && isDay && { minutes, hours, months, years, isDay };
};

/** The first moment after `afterMs` that the expression names, in UTC; undefined if there is none. Both in epoch milliseconds. */
export const nextCronMs = (cron: Cron, afterMs: number): number | undefined => {
  const earliestMs = Math.floor(afterMs / 60_000) * 60_000 + 60_000;
  let dayMs = Math.floor(earliestMs / DAY_MS) * DAY_MS;
  const endMs = Date.UTC(LAST_YEAR + 1, 0);
  while (dayMs < endMs) {
    const date = new Date(dayMs);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    if (!cron.years.has(year)) dayMs = Date.UTC(year + 1, 0);
    else if (!cron.months.has(month)) dayMs = Date.UTC(year, month);
    else {
      const foundMs = cron.isDay(year, month, day) ? firstTimeOf(cron, dayMs, earliestMs) : undefined;
      if (foundMs !== undefined) return foundMs;
      dayMs += DAY_MS;
    }
  }
  return undefined;
};

const firstTimeOf = ({ hours, minutes }: Cron, dayMs: number, earliestMs: number): number | undefined => {
  for (const hour of [...hours].sort((a, b) => a - b)) {
    for (const minute of [...minutes].sort((a, b) => a - b)) {
      const timeMs = dayMs + (hour * 60 + minute) * 60_000;
      if (timeMs >= earliestMs) return timeMs;
    }
  }
  return undefined;
};

/** Numbers or names, their lists, ranges and steps. */
const parseValues = (
  field: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined => {
  const values = new Set<number>();
  const numberOf = (text: string): number => {
    const named = names.indexOf(text);
    if (named !== -1) return named + least;
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  for (const part of field.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    const [from = '', to, ...others] = range.split('-');
    const first = from === '*' ? least : numberOf(from);
    const last = to === undefined ? (from === '*' || step !== undefined ? most : first) : numberOf(to);
    const increment = step === undefined ? 1 : numberOf(step);
    const valid = first >= least && last <= most && first <= last && increment >= 1;
    if (!valid || more.length > 0 || others.length > 0) return undefined;
    for (let value = first; value <= last; value += increment) values.add(value);
  }
  return values;
};

const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 1 for Sunday, as EventBridge counts. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** `L` is the last day, `15W` the weekday nearest to the 15th within the month, `LW` the last weekday. */
const parseDayOfMonth = (field: string): IsDay | undefined => {
  if (field === 'L') return (year, month, day) => day === lengthOf(year, month);
  if (field === 'LW') return (year, month, day) => day === nearestWeekday(year, month, lengthOf(year, month));
  const near = Number(/^(\d{1,2})W$/.exec(field)?.[1]);
  if (near >= 1 && near <= 31) {
    return (year, month, day) => near <= lengthOf(year, month) && day === nearestWeekday(year, month, near);
  }
  const days = parseValues(field, 1, 31);
  return days && ((_year, _month, day) => days.has(day));
};

const nearestWeekday = (year: number, month: number, day: number): number => {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === lengthOf(year, month) ? day - 2 : day + 1;
  return day;
};

/** `L` is Saturday, `6L` the last Friday of the month, `3#2` its second Tuesday. */
const parseWeekday = (field: string): IsDay | undefined => {
  if (field === 'L') return (year, month, day) => weekdayOf(year, month, day) === 7;
  const [, weekdayText = '', suffix = ''] = /^([1-7]|[A-Z]{3})(L|#[1-5])$/.exec(field) ?? [];
  const weekday = DAYS.includes(weekdayText) ? DAYS.indexOf(weekdayText) + 1 : Number(weekdayText);
  if (suffix !== '' && weekday >= 1) {
    return (year, month, day) => {
      if (weekdayOf(year, month, day) !== weekday) return false;
      return suffix === 'L' ? day + 7 > lengthOf(year, month) : Math.ceil(day / 7) === Number(suffix[1]);
    };
  }
  const weekdays = parseValues(field, 1, 7, DAYS);
  return weekdays && ((year, month, day) => weekdays.has(weekdayOf(year, month, day)));
};
