import { Session } from 'node:inspector/promises';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { HandlerAnswer } from './stage-process';

/*
 * Runs one handler under V8's precise coverage, in a process of its own: `handler-process.ts <URL of the module>`.
 * Each message of the parent is an event; the answer says what was executed from the handler's call to its answer.
 * Nothing of the repository is imported here but the handler, so no other code shows in its coverage.
 */

const TIMEOUT_MS = 30_000;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
// Before the handler's module is loaded: V8 counts the functions of what it compiles from here on.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

/** What was executed since the last call of this function; the counts begin anew. */
const takeCoverage = async () => {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result.filter(
    ({ url }) => url !== import.meta.url && url.startsWith('file:') && !url.includes('/node_modules/'),
  );
};

const { handler } = (await import(process.argv[2] ?? '')) as {
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
};

const answerTo = async (event: SQSEvent): Promise<HandlerAnswer> => {
  const deadlineMs = Date.now() + TIMEOUT_MS;
  const context = {
    awsRequestId: 'figures',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  } as Context;
  await takeCoverage();
  const response = await handler(event, context);
  return { response, coverage: await takeCoverage() };
};

process.on('message', async (event: SQSEvent) => process.send?.(await answerTo(event)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
