import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LambdaEngine, type LogLine } from '@coffee-shop/aws-local';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../../../cdk/bundle-options';

/** As a stage is made: bundled with its libraries, which see what the handler sees. */
const HANDLER = `
import { Logger } from '@aws-lambda-powertools/logger';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';

const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'orders' });
const config = new IdempotencyConfig({ expiresAfterSeconds: 60 });
const logger = new Logger({ serviceName: 'stage' });
const work = makeIdempotent(async () => ({ at: Date.now() }), { persistenceStore, config });
export const handler = async (event, context) => {
  config.registerLambdaContext(context);
  logger.info('working');
  return work(event);
};`;
const START = '2031-05-06T07:08:00Z';
const START_MS = Date.parse(START);
/** The environment runs so fast that real time in its place would show within the test. */
const SCALE = 60;

let table: Server;
let codePath: string;
let lambda: LambdaEngine;
const requests: { headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
const log: LogLine[] = [];

beforeAll(async () => {
  codePath = await mkdtemp(join(tmpdir(), 'one-clock-'));
  table = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: JSON.parse(await text(request)) as Record<string, unknown> });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  await new Promise<void>((resolve) => table.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await lambda?.close();
  await rm(codePath, { recursive: true, force: true });
  table.closeAllConnections();
  await new Promise((resolve) => table.close(resolve));
});

test('handler, Powertools and the SDK’s signatures tell one time: the environment’s', async () => {
  const clock = scaledClock({ scale: SCALE, startMs: START_MS });
  lambda = new LambdaEngine({ clock, sqs: { queueByArn: () => undefined }, onLog: (line) => log.push(line) });
  const { entryPoints: _, ...options } = bundleOptions('', join(codePath, 'index.js'));
  buildSync({ ...options, stdin: { contents: HANDLER, resolveDir: process.cwd(), loader: 'ts' } });
  lambda.createFunction({
    functionName: 'stage',
    codePath,
    handler: 'index.handler',
    timeoutMs: 600_000,
    memoryMb: 128,
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(table.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  const beforeMs = clock.now();
  const result = (await lambda.invoke('stage', { orderId: 'o-1' })) as { at: number };
  const afterMs = clock.now();
  const isNow = (ms: number) => ms >= Math.floor(beforeMs / 1_000) * 1_000 && ms <= afterMs;

  expect(isNow(result.at)).toBe(true);
  const logged = JSON.parse(log.find(({ text }) => text.includes('working'))?.text ?? '{}') as { timestamp: string };
  expect(isNow(Date.parse(logged.timestamp))).toBe(true);

  const signedMs = requests.map(({ headers }) =>
    Date.parse(
      String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
    ),
  );
  expect(signedMs.length).toBeGreaterThanOrEqual(2);
  expect(signedMs.filter((ms) => !isNow(ms))).toEqual([]);
  expect(requests[0]?.headers.authorization).toContain(
    `/${START.slice(0, 10).replaceAll('-', '')}/us-east-1/dynamodb/`,
  );

  const claim = requests.find(({ body }) => 'Item' in body)?.body.Item as { expiration: { N: string } };
  expect(isNow(Number(claim.expiration.N) * 1_000 - 60_000)).toBe(true);
});
