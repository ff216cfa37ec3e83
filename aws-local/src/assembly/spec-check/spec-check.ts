import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../../bundled-program';
import type { CheckedResource } from './resource-check';
import type { SpecProblem } from './type-problems';

/** What CloudFormation would refuse of each of the resources. */
type Verdict = readonly (readonly SpecProblem[])[];

/** Verdicts of this process by what was asked: whoever starts several environments on one assembly pays once. */
const verdicts = new Map<string, Verdict>();

const startChecker = (): ChildProcess => {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  const checker = spawn(process.execPath, ['-', fileURLToPath(import.meta.url)], {
    env,
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
  });
  // It may not start, or end before it has read its program: whoever asks is told.
  checker.on('error', () => undefined);
  checker.stdin?.on('error', () => undefined);
  checker.stdin?.end(bundledProgram(new URL('./checker.ts', import.meta.url)));
  return checker;
};

let prepared: ChildProcess | undefined;

/** Starts to load the specification for the next check, while the app is synthesized, say. Keeps no process alive that has nothing else to do. */
export const prepareTemplateCheck = (): void => {
  if (verdicts.size > 0 || prepared !== undefined) return;
  prepared = startChecker();
  prepared.unref();
  prepared.channel?.unref();
};

const takePrepared = (): ChildProcess | undefined => {
  const checker = prepared;
  prepared = undefined;
  checker?.ref();
  checker?.channel?.ref();
  return checker;
};

const answerOf = (checker: ChildProcess, resources: readonly CheckedResource[]): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`the templates could not be checked: the checker ${reason}`));
    checker.once('message', (verdict) => resolve(verdict as unknown as Verdict));
    checker.once('exit', (code, signal) => fail(`ended (${signal ?? `exit status ${code}`})`));
    checker.send([...resources], (error) => error && fail(`does not listen (${error.message})`));
  });

/**
 * The check against CloudFormation's resource specification, in a process of its own: the 140 MB that the specification takes go with it (of a thread's, 26 MB
 * stayed), and it loads while the environment starts.
 */
export class SpecCheck {
  #checker: ChildProcess | undefined;

  /** Loads the specification unless a verdict of this process may do. */
  public constructor() {
    this.#checker = takePrepared() ?? (verdicts.size === 0 ? startChecker() : undefined);
  }

  /**
   * @returns per resource what CloudFormation would refuse of it.
   * @throws Error that says why, if the checker cannot run.
   */
  public async check(resources: readonly CheckedResource[]): Promise<Verdict> {
    const key = createHash('sha256').update(JSON.stringify(resources)).digest('base64');
    const known = verdicts.get(key);
    const verdict = known ?? (await this.#ask(resources));
    verdicts.set(key, verdict);
    this.close();
    return verdict;
  }

  /** Ends the process if it runs. */
  public close(): void {
    this.#checker?.kill('SIGKILL');
    this.#checker = undefined;
  }

  #ask(resources: readonly CheckedResource[]): Promise<Verdict> {
    this.#checker ??= startChecker();
    return answerOf(this.#checker, resources);
  }
}
