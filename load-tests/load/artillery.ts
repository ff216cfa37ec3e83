import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { npmCommand, packagedNode } from '../platform';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** A folder of its own: node_modules beside the other code of load-tests would hide the root's AWS SDK from it. */
const INSTALL = join(REPOSITORY, 'load-tests', 'artillery');
const NODE = join(INSTALL, 'node_modules', 'node', packagedNode(process.platform));
const ARTILLERY = join(INSTALL, 'node_modules', 'artillery', 'bin', 'run');

/** Sends nothing to anybody but the bus. */
const SILENT = {
  ARTILLERY_DISABLE_TELEMETRY: 'true',
  NO_UPDATE_NOTIFIER: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
};

const exitCodeOf = async (child: ChildProcess): Promise<number> => {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};

/** Installs artillery and the Node.js that it wants where they are missing: once, about 650 MB. @throws Error if npm fails. */
export const installArtillery = async (say: (line: string) => void): Promise<void> => {
  if (existsSync(NODE) && existsSync(ARTILLERY)) return;
  say('installing artillery (once, about 650 MB) …');
  const install = ['ci', '--prefix', '.', '--no-fund', '--no-audit', '--loglevel=error'];
  const { file, args, shell } = npmCommand(process.platform, install, process.env.npm_execpath);
  const npm = spawn(file, args, {
    cwd: INSTALL,
    shell,
    stdio: 'inherit',
    env: { ...process.env, ...SILENT },
  });
  const code = await exitCodeOf(npm);
  if (code !== 0) throw new Error(`npm ci in load-tests/artillery failed (${code}): npm run test:load needs it once`);
};

/** A phase of artillery.yml. */
export interface Phase {
  readonly name?: string;
  readonly duration?: number;
  readonly arrivalRate?: number;
  readonly rampTo?: number;
  readonly arrivalCount?: number;
}

/** When a phase begins, in seconds from the start of the run, and how long it lasts. */
export interface PhaseSpan {
  readonly name: string;
  readonly fromSecond: number;
  readonly seconds: number;
}

interface Script {
  readonly config: {
    readonly phases?: readonly Phase[];
    readonly environments?: Readonly<Record<string, { readonly phases?: readonly Phase[] }>>;
  };
}

/**
 * The phases that an environment of artillery.yml runs.
 * @throws Error that names the environment if there is none of this name or it has no phases, and if there are phases outside of all: artillery merges
 * the two lists phase by phase, so that neither is run.
 */
export const phasesOf = ({ config }: Script, environment: string): readonly Phase[] => {
  const { phases, environments = {} } = config;
  const chosen = environments[environment];
  if (!chosen) {
    throw new Error(
      `--environment: artillery.yml has no ${environment}, only ${Object.keys(environments).join(', ') || 'none'}`,
    );
  }
  if (phases) throw new Error('artillery.yml: config.phases must move into an environment');
  if (!chosen.phases?.length) throw new Error(`artillery.yml: environment ${environment} has no phases`);
  return chosen.phases;
};

/** Reads YAML with the parser that artillery's install brings. */
export const readScript = (text: string): Script =>
  (createRequire(join(INSTALL, 'package.json'))('js-yaml') as { load(text: string): Script }).load(text);

/**
 * Bundles the scenario's functions for artillery, to the file that artillery.yml names. It would bundle TypeScript itself, to a `.js` that Node.js takes for an
 * ES module here. Async functions must stay such: artillery calls others with a callback.
 */
export const bundleScenario = (): Promise<unknown> =>
  build({
    absWorkingDir: REPOSITORY,
    entryPoints: ['load-tests/scenario/processor.ts'],
    outfile: 'load-tests/scenario/dist/processor.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  });

const POLITE_MS = 5_000;

export interface ArtilleryRun {
  /** Resolves with artillery's exit code: other than 0 if a threshold of `ensure` was missed. */
  readonly ended: Promise<number>;
  /** Asks it to end, and ends it after five seconds; its users stop where they are. */
  stop(): void;
}

/** Runs artillery.yml in the Node.js of its own install. */
export const startArtillery = (options: {
  readonly environment: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly output: string;
}): ArtilleryRun => {
  const { environment, variables, output } = options;
  const child = spawn(NODE, [ARTILLERY, 'run', 'artillery.yml', '--output', output, '--environment', environment], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit'],
    // One worker: what limits a laptop is the environment, and each more takes a core from it.
    env: { WORKERS: '1', ...process.env, ...variables, ...SILENT },
  });
  return {
    ended: exitCodeOf(child),
    stop: () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      // It lets its users finish first, and they may wait for their orders.
      setTimeout(() => child.kill('SIGKILL'), POLITE_MS).unref();
    },
  };
};
