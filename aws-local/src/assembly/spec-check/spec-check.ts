import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import type { CheckedResource } from './resource-check';
import type { SpecProblem } from './type-problems';
import type { SpecWorkerData } from './worker';

/** What CloudFormation would refuse of each of the resources. */
type Verdict = readonly (readonly SpecProblem[])[];

/** Verdicts of this process by what was asked: whoever starts several environments on one assembly pays once. */
const verdicts = new Map<string, Verdict>();

const workerSource = (): string => {
  const [output] = buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  }).outputFiles;
  if (output === undefined) throw new Error('esbuild gave no output for aws-local/src/assembly/spec-check/worker.ts');
  return output.text;
};

const startWorker = (): Worker => {
  const data: SpecWorkerData = { packageFile: fileURLToPath(import.meta.url) };
  return new Worker(workerSource(), { eval: true, name: 'spec-check', workerData: data, execArgv: [] });
};

/**
 * The check against CloudFormation's resource specification, in a thread of its own: what the specification takes (140 MB, half a second of CPU) goes
 * with the thread, and passes while the environment starts.
 */
export class SpecCheck {
  #worker: Worker | undefined;

  /** Loads the specification unless a verdict of this process may do. */
  public constructor() {
    if (verdicts.size === 0) this.#worker = startWorker();
  }

  /** @returns per resource what CloudFormation would refuse of it. */
  public async check(resources: readonly CheckedResource[]): Promise<Verdict> {
    const key = createHash('sha256').update(JSON.stringify(resources)).digest('base64');
    const verdict = verdicts.get(key) ?? (await this.#ask(resources));
    verdicts.set(key, verdict);
    await this.close();
    return verdict;
  }

  /** Ends the thread if it runs. */
  public async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #ask(resources: readonly CheckedResource[]): Promise<Verdict> {
    this.#worker ??= startWorker();
    const answer = once(this.#worker, 'message');
    this.#worker.postMessage(resources);
    const [verdict] = (await answer) as [Verdict];
    return verdict;
  }
}
