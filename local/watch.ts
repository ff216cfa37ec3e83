import { type FSWatcher, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssemblyStack, readAssembly } from './assembly/assembly';
import { physicalName } from './assembly/resource-type';
import { REPOSITORY, synthesize } from './assembly/synthesize';

/** What the functions' code is made of. */
const SOURCES = ['contracts', 'pipeline', 'stages'];
/** An editor saves in several steps. */
const SETTLE_MS = 100;

/** A function's code in an assembly: `key` follows from its content. */
export interface FunctionCode {
  readonly functionName: string;
  readonly key: string;
  readonly codePath: string;
}

/** The code of every function of the stacks. */
export const functionCodes = (stacks: readonly AssemblyStack[]): FunctionCode[] =>
  stacks.flatMap(({ name: stackName, template, assets }) =>
    Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
      const key = (Properties.Code as { S3Key?: unknown } | undefined)?.S3Key;
      const codePath = assets.get(String(key));
      if (Type !== 'AWS::Lambda::Function' || typeof key !== 'string' || codePath === undefined) return [];
      const { FunctionName = physicalName({ stackName, logicalId, assets }, 64) } = Properties;
      return typeof FunctionName === 'string' ? [{ functionName: FunctionName, key, codePath }] : [];
    }),
  );

/** The codes that are new or other than before. */
export const changedCodes = (before: readonly FunctionCode[], after: readonly FunctionCode[]): FunctionCode[] =>
  after.filter(({ functionName, key }) => !before.some((one) => one.functionName === functionName && one.key === key));

export interface WatchOptions {
  /** The assembly that runs now. */
  readonly assembly: string;
  readonly swapCode: (functionName: string, codePath: string) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * Synthesizes again whenever a source file is saved and swaps the functions whose code has changed; queues, tables and everything else stay. A source
 * that does not compile is reported, and what ran before goes on. Returns a function that ends it.
 */
export const watchSources = async ({ assembly, swapCode, say }: WatchOptions): Promise<() => Promise<void>> => {
  let codes = functionCodes(await readAssembly(assembly));
  const folders: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const swapChanged = async (): Promise<void> => {
    const startedMs = performance.now();
    const folder = await mkdtemp(join(tmpdir(), 'order-processor-'));
    folders.push(folder);
    try {
      await synthesize(folder);
      const now = functionCodes(await readAssembly(folder));
      for (const { functionName, codePath } of changedCodes(codes, now)) {
        await swapCode(functionName, codePath);
        say(`watch | ${functionName} runs the new code (${Math.round(performance.now() - startedMs)} ms)`);
      }
      codes = now;
    } catch (error) {
      say(`watch | the old code goes on: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const onSave = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(swapChanged);
    }, SETTLE_MS);
  };
  const watchers: FSWatcher[] = SOURCES.map((folder) => watch(join(REPOSITORY, folder), { recursive: true }, onSave));
  return async () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    await running;
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  };
};
