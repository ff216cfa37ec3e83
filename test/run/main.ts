import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { confirm } from '../../ops/terminal/confirm';
import { EXIT, exitCodeOf, failureLine } from '../../ops/terminal/failure';
import { DEPLOYED, TARGET_VARIABLE } from './mode';
import { NOT_COVERED, NOT_COVERED_VARIABLE, type NotCovered, notCoveredLines, type Suite } from './not-covered';
import { type Deployed, deployedIn } from './target';

const ROOT = join(import.meta.dirname, '../..');

const jest = async (args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<number> => {
  const command = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [command, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...variables },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? EXIT.failed;
};

/** Runs what can be seen of a deployed environment, and lists the rest. */
const againstDeployed = async (suite: Suite, { description }: Deployed, args: readonly string[]): Promise<number> => {
  console.error(`test:${suite} against ${description}`);
  const folder = await mkdtemp(join(tmpdir(), 'not-covered-'));
  const notes = join(folder, 'notes');
  try {
    const leftOut = NOT_COVERED[suite];
    const ignored = leftOut.flatMap(({ what }) => ['--testPathIgnorePatterns', `/test/${what.replaceAll('.', '\\.')}`]);
    const code = await jest(['--selectProjects', suite, ...args, ...ignored], {
      [TARGET_VARIABLE]: DEPLOYED,
      [NOT_COVERED_VARIABLE]: notes,
    });
    const noted = await readFile(notes, 'utf8').catch(() => '');
    const lines = noted.split('\n').filter(Boolean);
    const all = [...leftOut, ...lines.map((line) => JSON.parse(line) as NotCovered)];
    console.error(`\n${notCoveredLines(all).join('\n')}`);
    return code;
  } finally {
    await rm(folder, { recursive: true });
  }
};

const main = async (): Promise<void> => {
  const command = new Command('npm run test:e2e --')
    .description(
      'Runs the tests in environments of their own or, if the variables that npm start prints are set, in the one that they name. ' +
        'Whatever else is given goes to Jest: --testPathPatterns outcomes',
    )
    .usage('[options] [options of Jest]')
    .addArgument(new Argument('<suite>').choices(['e2e', 'integration']))
    .option('--confirm', 'runs against what is not on this machine without asking', false)
    .allowUnknownOption()
    .allowExcessArguments()
    .parse();
  const [suite, ...args] = command.args as [Suite, ...string[]];
  const deployed = deployedIn(process.env);
  if (!deployed) {
    process.exitCode = await jest(['--selectProjects', suite, ...args]);
    return;
  }
  if (!deployed.isHere) {
    const { confirm: confirmed } = command.opts<{ confirm: boolean }>();
    const what = `Tests place orders at ${deployed.description}, which costs money, and the gateway's key must be a test key`;
    await confirm(what, confirmed, { input: process.stdin, output: process.stderr });
  }
  process.exitCode = await againstDeployed(suite, deployed, args);
};

main().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
  console.error(`error: ${failureLine(error, process.env.AWS_ENDPOINT_URL)}`);
});
