import { appendFileSync } from 'node:fs';

/** File to which scenarios append what they measured, a JSON object a line; set by `main.ts`, which prints them as a table. */
export const ROWS_VARIABLE = 'ALARM_ROWS';

/** What a scenario measured of one alarm, in seconds of the environment's clock. */
export interface Row {
  readonly alarm: string;
  readonly scenario: string;
  readonly firedAfterSeconds: number;
  readonly promisedSeconds: number;
  /** Null if it was not over within the promised time. */
  readonly clearedAfterSeconds: number | null;
  readonly promisedToClearSeconds: number;
}

export const noteRow = (row: Row): void => {
  const file = process.env[ROWS_VARIABLE];
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
};
