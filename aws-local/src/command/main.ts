import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareTemplateCheck } from '../assembly/spec-check/spec-check';
import { synthesize } from '../assembly/synthesize';
import { startAwsLocal } from '../aws-local';
import type { AwsLocal } from '../environment';
import { type CommandOptions, readOptions } from './options';
import { printable, shellLines, startText } from './report';

/** A terminal's Ctrl-C comes twice through npm: from the terminal and from npm. A later one means now. */
const SAME_SIGNAL_MS = 1_000;

/** Runs the command line until a signal ends it. @param argv as `process.argv` has it. */
export const main = async (argv: readonly string[]): Promise<void> => {
  // npm exec -w runs commands in the workspace's folder; paths are meant from where it was typed.
  const { npm_command: npmCommand, INIT_CWD: typedIn } = process.env;
  if (npmCommand === 'exec' && typedIn !== undefined) process.chdir(typedIn);
  try {
    await run(readOptions(argv));
  } catch (error) {
    console.error(`aws-local: ${printable(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = 1;
  }
};

const run = async (options: CommandOptions): Promise<void> => {
  const synthesized = options.assembly === undefined ? await synthesizedApp(options) : undefined;
  const remove = () => {
    if (synthesized !== undefined) rmSync(synthesized, { recursive: true, force: true });
    if (options.variablesFile !== undefined) rmSync(options.variablesFile, { force: true });
  };
  process.once('exit', remove);
  let isEnding = false;
  const dieOf = (reason: string): void => {
    if (isEnding) return;
    console.error(`aws-local: ${printable(reason)}`);
    process.exit(1);
  };
  const aws = await startAwsLocal({
    assembly: options.assembly ?? synthesized ?? '',
    port: options.port,
    clockScale: options.clockScale,
    alarms: true,
    ignore: options.ignore,
    parameters: options.parameters,
    ssm: options.ssm,
    iam: options.iam,
    onDenied: ({ missing }) => console.log(printable(`denied: ${missing}`)),
    ...(options.persist !== undefined && { dataFolder: resolve(options.persist) }),
    onLog: ({ functionName, text }) => {
      if (!options.quiet) console.log(printable(`${functionName} | ${text}`));
    },
    onPipeFailure: ({ pipe, reason }) => console.log(printable(`${pipe} | ${reason}`)),
    onDroppedEvent: (dropped) => console.log(printable(`an event reached no target: ${JSON.stringify(dropped)}`)),
    onDeath: dieOf,
    onUnwritable: dieOf,
  });
  const { variablesFile } = options;
  if (variablesFile !== undefined) await writeFile(variablesFile, `${shellLines(aws.variables).join('\n')}\n`);
  endWithSignal(aws, () => {
    isEnding = true;
  });
  console.log(startText(aws, options.ignore));
};

const endWithSignal = (aws: AwsLocal, onEnd: () => void): void => {
  let sinceMs: number | undefined;
  const end = () => {
    if (sinceMs !== undefined) {
      if (performance.now() - sinceMs > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    sinceMs = performance.now();
    onEnd();
    void aws.stop().finally(() => {
      console.log('aws-local has stopped');
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
};

const synthesizedApp = async ({ app, folder }: CommandOptions): Promise<string> => {
  const outputFolder = await mkdtemp(join(tmpdir(), 'aws-local-'));
  prepareTemplateCheck();
  await synthesize({ app: resolve(folder), command: app, outputFolder });
  return outputFolder;
};
