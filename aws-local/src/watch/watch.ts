import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildFailure, formatMessages } from 'esbuild';
import { readAssembly } from '../assembly/assembly';
import type { AppSources } from './app-sources';
import { FunctionBundle } from './function-bundle';
import { importedBy } from './imported-by';
import { type Saves, watchSaves } from './saves';
import { watchedFunctions } from './watched-functions';

/** Editors put files of their own beside those that they save. */
const SOURCE = /\.([mc]?tsx?|[mc]?js|json)$/;

export interface WatchOptions {
  /** The assembly that runs now. */
  readonly assembly: string;
  /** What the CDK app and its functions are made of. */
  readonly sources: AppSources;
  readonly swapCode: (functionName: string, codePath: string) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * Bundles again whenever a source file is saved and swaps the functions whose code is another; queues, tables and everything else stay. A source
 * that does not compile is reported with file and line, and what ran before goes on. What may change the stacks is said to need a restart.
 * Resolves when it watches; returns a function that ends it.
 */
export const watchSources = async (options: WatchOptions): Promise<() => Promise<void>> => {
  const { assembly, sources, swapCode } = options;
  const { root, folders, files: rootFiles } = sources;
  const say = (text: string) => options.say(text.replaceAll(/^/gm, 'watch | '));
  const { watched, others } = watchedFunctions(await readAssembly(assembly), sources.entryMetadata);
  const folder = await mkdtemp(join(tmpdir(), 'order-processor-watch-'));
  const bundles = await Promise.all(watched.map((one) => FunctionBundle.open(one, sources, folder)));
  const ofApp = await importedBy(root, sources.main);
  const changesStacks = (file: string): boolean =>
    rootFiles.includes(file) || ofApp.has(file) || sources.stackFolders.some((name) => file.startsWith(`${name}/`));

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
  const endWatching = watchSaves(root, { folders, files: rootFiles }, ({ files, noticedMs }) => {
    const saves = { files: files.filter((file) => SOURCE.test(file)), noticedMs };
    if (saves.files.length === 0) return;
    const stacks = saves.files.filter(changesStacks);
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
