import { type Command, InvalidArgumentError } from 'commander';
import type { Run } from '../run';
import { report } from './report';

const calendarDay = (text: string): string => {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text))
    return text;
  throw new InvalidArgumentError(`must be a day like 2026-11-24, got ${text}`);
};

/** `ops report` */
export const reportCommands = (program: Command, run: Run): void => {
  program
    .command('report')
    .description('a day of business: orders, payments, revenue, times')
    .option('--date <yyyy-mm-dd>', 'the day, UTC; today if not given', calendarDay)
    .action(
      run<[], { date?: string }>((session, _, { date }) =>
        report(session, date ?? new Date(session.now()).toISOString().slice(0, 10)),
      ),
    );
};
