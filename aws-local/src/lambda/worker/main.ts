import { open as openInspector } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { installClock } from '../../clock/install';
import type { ConsumedCapacity } from '../../dynamodb/consumed-capacity';
import { AccessRecord } from '../../iam/record';
import { TableGuard } from '../../iam/table-guard';
import { errorPayload } from './error-payload';
import { type Handler, loadHandler } from './load-handler';
import type { Invocation, InvocationCosts, LoadOrder, WorkerReport, WorkerSettings } from './protocol';
import { countRequests } from './request-counts';
import { watchTables } from './watched-tables';

const port = parentPort;
if (port === null) throw new Error('aws-local/src/lambda/worker/main.ts runs in a worker thread only');
const settings = workerData as WorkerSettings;
const report = (message: WorkerReport) => port.postMessage(message);
const requestsSinceLastTime = countRequests();
let consumed: ConsumedCapacity[] = [];

const costsSinceLastTime = (): InvocationCosts => {
  const costs = { requests: requestsSinceLastTime(), consumed };
  consumed = [];
  return costs;
};

const contextOf = (invocation: Invocation) => ({
  functionName: settings.functionName,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: invocation.functionArn,
  memoryLimitInMB: String(settings.memoryMb),
  awsRequestId: invocation.requestId,
  logGroupName: settings.logGroupName,
  logStreamName: settings.logStreamName,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
});

const serialise = (result: unknown): string => {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
};

const answer = async (handler: Handler, invocation: Invocation): Promise<WorkerReport> => {
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    return { kind: 'returned', payload: serialise(result), ...costsSinceLastTime() };
  } catch (error) {
    return { kind: 'threw', error: errorPayload(error), ...costsSinceLastTime() };
  }
};

const load = async ({ code, makesCode }: LoadOrder) => {
  try {
    const { handler, compiled } = await loadHandler(settings.codePath, settings.handler, code);
    port.on('message', async (invocation: Invocation) => report(await answer(handler, invocation)));
    const own = makesCode ? compiled?.() : undefined;
    report({ kind: 'ready', ...(own && { code: own }) });
  } catch (error) {
    report({ kind: 'unloadable', error: errorPayload(error) });
  }
};

const watchCalls = ({ tables, measuredPort }: WorkerSettings): void => {
  const port = tables?.port ?? measuredPort;
  if (port === undefined) return;
  watchTables(port, {
    guard: tables && new TableGuard(tables, new AccessRecord((noted) => report({ kind: 'judged', noted }))),
    onConsumed: measuredPort === undefined ? undefined : (more) => consumed.push(...more),
  });
};

installClock(settings.clock);
watchCalls(settings);
if (settings.inspect) openInspector(0, '127.0.0.1');
port.once('message', (order: LoadOrder) => void load(order));
