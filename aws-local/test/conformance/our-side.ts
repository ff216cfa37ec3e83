import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type SharedClock, scaledClock } from '../../src/clock/clock';
import { jumpingClock } from '../../src/clock/jumping-clock';
import { eventBridgeService } from '../../src/eventbridge/api';
import { EventBridgeEngine } from '../../src/eventbridge/engine';
import { startHttpServer } from '../../src/http/server';
import { isJson } from '../../src/json-text';
import { lambdaApi } from '../../src/lambda/api';
import { LambdaEngine } from '../../src/lambda/engine';
import { Pipe } from '../../src/pipes/pipe';
import { queueTarget } from '../../src/pipes/queue-target';
import { sqsService } from '../../src/sqs/api';
import { type Queue, SqsEngine } from '../../src/sqs/engine';
import type { Behaviour } from './behaviour';
import type { QueueUnderTest } from './queue-under-test';
import {
  type FunctionUnderTest,
  type MappingUnderTest,
  type PipeUnderTest,
  Queues,
  type RunningFunction,
  type RunningMapping,
  type Side,
} from './side';

/** Fast enough for a minute to take seconds, slow enough for a thread to start within a visibility timeout. */
const SCALE = 20;
/** Real time in which a request that was sent before a wait has reached its service. */
const REQUEST_UNDER_WAY_MS = 15;
const START_MS = Date.parse('2026-11-24T08:00:00Z');

const clockOf = (kind: Behaviour['clock']): { clock: SharedClock; wait: (ms: number) => Promise<void> } => {
  if (kind === 'scaled') {
    const clock = scaledClock({ scale: SCALE });
    return { clock, wait: (ms) => clock.sleep(ms) };
  }
  const clock = jumpingClock(START_MS);
  const wait = async (ms: number): Promise<void> => {
    await setTimeout(REQUEST_UNDER_WAY_MS);
    let isOver = false;
    clock.schedule(ms, () => {
      isOver = true;
    });
    // What an action sets going ends before the next action's moment comes.
    while (!isOver && clock.jump()) await setImmediate();
  };
  return { clock, wait };
};

/** Our own services, fresh for one behaviour, on a clock that jumps or, where functions run, is fast. */
export const ourSide = async (kind: Behaviour['clock'], dynamodbUrl: () => Promise<string>): Promise<Side> => {
  const { clock, wait } = clockOf(kind);
  const printedBy = new Map<string, unknown[]>();
  const sqs = new SqsEngine({ clock });
  const lambda = new LambdaEngine({
    clock,
    sqs,
    onLog: ({ functionName, text }) => {
      if (isJson(text)) printedBy.get(functionName)?.push(JSON.parse(text));
    },
  });
  const events = new EventBridgeEngine({ clock, sqs, invokeFunction: (arn, event) => lambda.invoke(arn, event) });
  const http = await startHttpServer({
    services: [sqsService(sqs), eventBridgeService(events)],
    paths: [lambdaApi(lambda)],
  });
  const client = {
    endpoint: http.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const clients = {
    sqs: new SQSClient(client),
    events: new EventBridgeClient(client),
    lambda: new LambdaClient(client),
    dynamodb: new DynamoDBClient({
      ...client,
      endpoint: async () => {
        const url = new URL(await dynamodbUrl());
        return { protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: '/' };
      },
    }),
  };
  const queues = new Queues(() => clients.sqs, 0);
  const pipes: Pipe[] = [];
  const folders: string[] = [];
  const unique = (stem: string): string => `${stem}-${randomUUID().slice(0, 8)}`;
  const engineQueue = ({ arn }: QueueUnderTest): Queue => {
    const queue = sqs.queueByArn(arn);
    if (!queue) throw new Error(`there is no queue ${arn}`);
    return queue;
  };

  const makeFunction = async ({ handler, timeoutSeconds = 30 }: FunctionUnderTest): Promise<RunningFunction> => {
    const name = unique('function');
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    folders.push(folder);
    await writeFile(join(folder, 'index.mjs'), `export const handler = async (event, context) => { ${handler} };`);
    const printed: unknown[] = [];
    printedBy.set(name, printed);
    lambda.createFunction({
      functionName: name,
      codePath: folder,
      handler: 'index.handler',
      timeoutMs: timeoutSeconds * 1000,
      memoryMb: 128,
      environment: {},
    });
    return { name, printed: () => printed };
  };

  return {
    ...clients,
    unique,
    wait,
    queue: (attributes = {}) => queues.create(unique('queue'), attributes),
    propagated: async () => undefined,
    async pipe({ source, target, batchSize = 10, groupIdPath, deduplicationIdPath, ...more }: PipeUnderTest) {
      const to = queueTarget({ queue: engineQueue(target), groupIdPath, deduplicationIdPath });
      const from = engineQueue(source);
      const pipe = new Pipe({ name: unique('pipe'), clock, source: from, target: to, batchSize, ...more });
      pipes.push(pipe);
      pipe.start();
    },
    function: makeFunction,
    async mapping(definition: MappingUnderTest): Promise<RunningMapping> {
      const { name, printed } = await makeFunction(definition);
      const { uuid } = lambda.createMapping({
        functionName: name,
        queueArn: definition.queue.arn,
        batchSize: definition.batchSize ?? 10,
        reportBatchItemFailures: definition.reportBatchItemFailures ?? true,
        enabled: true,
        ...(definition.maximumConcurrency !== undefined && { maximumConcurrency: definition.maximumConcurrency }),
      });
      return { uuid, name, printed };
    },
    lacking: () => undefined,
    async close() {
      events.close();
      const stopped = Promise.all(pipes.map((pipe) => pipe.stop()));
      await lambda.close();
      sqs.close();
      await stopped;
      for (const each of Object.values(clients)) each.destroy();
      await http.close();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
};
