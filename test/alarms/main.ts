import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { table } from '../../ops/terminal/table';
import { ROWS_VARIABLE, type Row } from './rows';
import { SCENARIOS } from './scenarios';

const ROOT = join(import.meta.dirname, '../..');

/** Runs the scenarios and prints what they measured. */
const main = async (): Promise<void> => {
  const command = new Command('npm run test:alarms --')
    .description(
      'Raises every alarm of the stack by what it is for, and tells after how many seconds of the environment’s clock it was raised and over. ' +
        'Whatever else is given goes to Jest: --testPathPatterns gateway, --shard 1/4',
    )
    .option('--json', 'prints the measurements as one line of JSON, the last one of stdout', false)
    .allowUnknownOption()
    .allowExcessArguments()
    .parse();
  const { json } = command.opts<{ json: boolean }>();
  const folder = await mkdtemp(join(tmpdir(), 'alarm-rows-'));
  const file = join(folder, 'rows');
  try {
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    // Two at once: more of these environments than processors would make time limits count that say nothing about the service.
    const args = ['--selectProjects', 'alarms', '--maxWorkers', '2', ...command.args];
    const child = spawn(process.execPath, [jest, ...args], {
      cwd: ROOT,
      stdio: ['inherit', json ? 2 : 'inherit', 'inherit'],
      env: { ...process.env, [ROWS_VARIABLE]: file },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
    const rows = (await readFile(file, 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row)
      .toSorted((one, other) => one.scenario.localeCompare(other.scenario) || one.alarm.localeCompare(other.alarm));
    for (const line of report(rows)) (json ? console.error : console.log)(line);
    if (json) console.log(JSON.stringify(summary(rows)));
  } finally {
    await rm(folder, { recursive: true });
  }
};

const report = (rows: readonly Row[]): string[] =>
  table(
    ['alarm', 'scenario', 'raised after', 'promised', 'over after', 'promised'],
    rows.map((row) => [
      row.alarm,
      row.scenario,
      `${row.firedAfterSeconds} s`,
      `${row.promisedSeconds} s`,
      row.clearedAfterSeconds === null ? 'not over' : `${row.clearedAfterSeconds} s`,
      `${row.promisedToClearSeconds} s`,
    ]),
  );

/** Only alarms that were raised within their time have a row. */
const summary = (rows: readonly Row[]) => ({
  alarms: Object.keys(SCENARIOS).length,
  fired: rows.length,
  cleared: rows.filter(({ clearedAfterSeconds }) => clearedAfterSeconds !== null).length,
  rows,
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
