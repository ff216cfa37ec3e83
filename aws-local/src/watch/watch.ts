import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildFailure, formatMessages } from 'esbuild';
import { readAssembly } from '../assembly/assembly';
import { REPOSITORY } from '../assembly/synthesize';
import { appSources } from './app-sources';
import { FunctionBundle } from './function-bundle';
import { type Saves, watchSaves } from './saves';
import { watchedFunctions } from './watched-functions';

/** `local` is not among them: it is what runs, and its tests and tools change it without any effect on a stage. */
const FOLDERS = ['contracts', 'pipeline', 'stages', 'cdk'];
const FILES = ['cdk.json', 'package.json'];
/** Editors put files of their own beside those that they save. */
const SOURCE = /\.([mc]?tsx?|[mc]?js|json)$/;

export interface WatchOptions {
  /** The assembly that runs now. */
  readonly assembly: string;
  /** Folder of the CDK app; this repository unless given. */
  readonly root?: string;
  readonly swapCode: (functionName: string, codePath: string) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * Bundles again whenever a source file is saved and swaps the functions whose code is another; queues, tables and everything else stay. A source
 * that does not compile is reported with file and line, and what ran before goes on. What may change the stacks is said to need a restart.
 * Resolves when it watches; returns a function that ends it.
 */
export const watchSources = async (options: WatchOptions): Promise<() => Promise<void>> => {
  const { assembly, root = REPOSITORY, swapCode } = options;
  const say = (text: string) => options.say(text.replaceAll(/^/gm, 'watch | '));
  const { watched, others } = watchedFunctions(await readAssembly(assembly));
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-watch-'));
  const bundles = await Promise.all(watched.map((one) => FunctionBundle.open(one, root, folder)));
  const ofApp = await appSources(root);

  const swap = async (bundle: FunctionBundle, noticedMs?: number): Promise<boolean> => {
    if (!(await bundle.rebuild())) return false;
    await swapCode(bundle.functionName, bundle.codePath);
    const elapsed = noticedMs === undefined ? '' : ` (${Math.round(performance.now() - noticedMs)} ms after the save)`;
    say(`${bundle.functionName} runs the new code${elapsed}`);
    return true;
  };

  /** The first bundling tells what each function is made of, and finds what was saved while the environment came up. */
  const swapChanged = async (saves?: Saves): Promise<void> => {
    const concerned = bundles.filter((bundle) => saves === undefined || bundle.isMadeOf(saves.files));
    const results = await Promise.allSettled(concerned.map((bundle) => swap(bundle, saves?.noticedMs)));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) {
      const reasons = await Promise.all(failures.map(reasonOf));
      say(`the old code goes on:\n${[...new Set(reasons)].join('\n')}`);
    } else if (saves && !saves.files.some((file) => ofApp.has(file)) && !results.some(isSwapped)) {
      say(`no function’s code is another by ${saves.files.join(', ')}`);
    }
  };

  let running: Promise<void> = Promise.resolve();
  const endWatching = watchSaves(root, { folders: FOLDERS, files: FILES }, ({ files, noticedMs }) => {
    const saves = { files: files.filter((file) => SOURCE.test(file)), noticedMs };
    if (saves.files.length === 0) return;
    const stacks = saves.files.filter((file) => FILES.includes(file) || file.startsWith('cdk/') || ofApp.has(file));
    if (stacks.length > 0) say(`${stacks.join(', ')} may change the stacks: restart for that`);
    running = running.then(() => swapChanged(saves));
  });
  running = running.then(() => swapChanged());
  if (others.length > 0) say(`not watched, their templates do not say what they are made of: ${others.join(', ')}`);
  return async () => {
    endWatching();
    await running;
    await Promise.all(bundles.map((bundle) => bundle.close()));
    await rm(folder, { recursive: true, force: true });
  };
};

const isSwapped = (result: PromiseSettledResult<boolean>): boolean => result.status === 'fulfilled' && result.value;

const reasonOf = async (error: unknown): Promise<string> => {
  const errors = (error as Partial<BuildFailure>).errors;
  if (errors === undefined) return error instanceof Error ? error.message : String(error);
  return (await formatMessages(errors, { kind: 'error' })).join('').trim();
};
