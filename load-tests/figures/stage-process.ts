import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { REPOSITORY_ROOT } from '../../cdk/bundle-options';
import { executedFiles } from './executed-files';

/** What the handler's process answers to one event. */
export interface HandlerAnswer {
  readonly response: SQSBatchResponse;
  readonly coverage: readonly Profiler.ScriptCoverage[];
}

/** A stage's handler in a fresh process. */
export interface StageProcess {
  /**
   * Has the handler handle one message as a batch of its own.
   * @returns the files of the repository that executed a function between the handler's call and its answer.
   * @throws Error if the handler throws or fails the message.
   */
  handle(message: SQSRecord): Promise<readonly string[]>;
  stop(): void;
}

/**
 * Loads a handler in a process of its own, each source file as a script of its own.
 * @param entry the handler's file, relative to the repository.
 * @param variables the process's environment variables; it gets no others but PATH.
 * @throws Error if the handler's module does not load; what it said is on stderr.
 */
export const startStageProcess = async (
  entry: string,
  variables: Readonly<Record<string, string>>,
): Promise<StageProcess> => {
  const program = join(import.meta.dirname, 'handler-process.ts');
  const child = fork(program, [pathToFileURL(join(REPOSITORY_ROOT, entry)).href], {
    cwd: REPOSITORY_ROOT,
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, ...variables },
    // The handler's own log lines are not wanted; its errors are.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the process of ${entry} ended with ${signal ?? `code ${code}`}`);
  });
  // Ending is an error only for who waits for an answer.
  ended.catch(() => undefined);
  const nextMessage = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), ended]))[0];
  await nextMessage();

  return {
    async handle(message) {
      child.send({ Records: [message] });
      const { response, coverage } = (await nextMessage()) as HandlerAnswer;
      if (response.batchItemFailures.length > 0) throw new Error(`${entry} failed message ${message.messageId}`);
      const files = executedFiles(coverage, REPOSITORY_ROOT);
      if (!files.includes(entry)) throw new Error(`coverage has no executed function of ${entry}: it cannot be right`);
      return files;
    },
    stop: () => void child.kill(),
  };
};
