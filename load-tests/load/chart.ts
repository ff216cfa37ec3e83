/** A line of a chart. Its colour is that of the page's CSS variable `--<tone>`. */
interface Line {
  readonly name: string;
  readonly tone: string;
  /** By time; null where there is nothing to show, which breaks the line. */
  readonly points: readonly { readonly atSecond: number; readonly value: number | null }[];
}

export interface ChartOptions {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly lastSecond: number;
  readonly phases: readonly { readonly name: string; readonly fromSecond: number; readonly seconds: number }[];
}

const WIDTH = 960;
const HEIGHT = 260;
const LEFT = 56;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 28;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A step of 1, 2 or 5 times a power of ten that divides up to `most` in about five. */
export const tickStep = (most: number): number => {
  const rough = Math.max(most, Number.EPSILON) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((step) => step * power >= rough) ?? 10);
};

const shown = (value: number): string => Number(value.toPrecision(6)).toLocaleString('en');
const spokenSecond = (second: number): string =>
  `${Math.floor(second / 60)}:${String(Math.round(second % 60)).padStart(2, '0')}`;

/** Least room that the name of a phase needs, pixels per character. */
const CHARACTER = 6.4;

/** One chart as SVG, to stand in a page that has the colours; each point tells its value when the mouse rests on it. */
export const chart = ({ title, unit, lines, lastSecond, phases }: ChartOptions): string => {
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const step = tickStep(Math.max(1, ...values.map((value) => value * 1.05)));
  const top = step * Math.ceil(Math.max(1, ...values) / step);
  const x = (second: number): number => LEFT + (second / Math.max(1, lastSecond)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const at = (number: number): string => number.toFixed(1);
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step).map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}"/>` +
      `<text class="tick" x="${LEFT - 8}" y="${at(y(value) + 4)}" text-anchor="end">${shown(value)}</text>`,
  );
  const secondStep = [10, 15, 30, 60, 120, 300, 600].find((each) => lastSecond / each <= 12) ?? 1_800;
  const times = Array.from({ length: Math.floor(lastSecond / secondStep) + 1 }, (_, index) => index * secondStep).map(
    (second) =>
      `<text class="tick" x="${at(x(second))}" y="${HEIGHT - 8}" text-anchor="middle">${spokenSecond(second)}</text>`,
  );
  const bands = phases
    .filter(({ fromSecond }) => fromSecond < lastSecond)
    .map(({ name, fromSecond, seconds }, index) => {
      const from = x(fromSecond);
      const to = x(Math.min(lastSecond, fromSecond + seconds));
      const label =
        to - from > name.length * CHARACTER
          ? `<text class="phase" x="${at(from + 5)}" y="14">${escaped(name)}</text>`
          : '';
      return `<g><title>${escaped(name)}</title><rect class="band ${index % 2 ? 'odd' : 'even'}" x="${at(from)}" y="0" width="${at(to - from)}" height="${HEIGHT - BOTTOM}"/>${label}</g>`;
    });
  const drawn = lines.map(({ name, tone, points }) => {
    let isOpen = false;
    const path = points
      .map(({ atSecond, value }) => {
        if (value === null) {
          isOpen = false;
          return '';
        }
        const command = isOpen ? 'L' : 'M';
        isOpen = true;
        return `${command}${at(x(atSecond))} ${at(y(value))}`;
      })
      .join('');
    const dots = points
      .filter(({ value }) => value !== null)
      .map(
        ({ atSecond, value }) =>
          `<circle class="dot" style="--tone:var(--${tone})" cx="${at(x(atSecond))}" cy="${at(y(value ?? 0))}" r="5"><title>${escaped(name)} at ${spokenSecond(atSecond)}: ${shown(Number((value ?? 0).toFixed(2)))} ${escaped(unit)}</title></circle>`,
      );
    return `<path class="line" style="--tone:var(--${tone})" d="${path}"/>${dots.join('')}`;
  });
  const legend = lines.map(
    ({ name, tone }) => `<span class="key"><i style="background:var(--${tone})"></i>${escaped(name)}</span>`,
  );
  return `<figure><figcaption><b>${escaped(title)}</b> <span class="unit">${escaped(unit)}</span><span class="legend">${legend.join('')}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}, ${escaped(unit)}">${bands.join('')}${grid.join('')}${times.join('')}${drawn.join('')}</svg></figure>`;
};
