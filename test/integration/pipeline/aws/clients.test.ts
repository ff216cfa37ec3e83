import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type LoopbackServer, startLoopbackServer } from '../../../../load-tests/loopback-server';
import { stageClients } from '../../../../pipeline/aws/clients';
import { failureClassOf } from '../../../../pipeline/batch/failure-class';

const Key = { PK: 'order-1' };
const limits = { requestTimeoutMs: 30 };

let aws: LoopbackServer;
/** How many requests get no answer, from the next one on. */
let unanswered: number;

const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB'] as const;
const before = VARIABLES.map((name) => [name, process.env[name]] as const);
beforeAll(async () => {
  // A connection that a network dropped without a word: what is sent arrives nowhere, and nothing ever comes back.
  aws = await startLoopbackServer((request, response) => {
    if (unanswered-- > 0) return;
    request
      .resume()
      .once('end', () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'));
  });
  for (const name of VARIABLES) process.env[name] = aws.url;
});
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await aws.close();
});

/** As the SDK counts them: a busy server may not have seen an attempt that was given up. */
const attemptsOf = (answer: unknown): number => (answer as { $metadata: { attempts: number } }).$metadata.attempts;

test('a request that nobody answers is sent again on another connection', async () => {
  unanswered = 1;
  const answer = await stageClients(limits).documents.send(new GetCommand({ TableName: 'orders', Key }));
  expect(attemptsOf(answer)).toBeGreaterThan(1);
});

test.each([
  ['DynamoDB', () => stageClients(limits).documents.send(new GetCommand({ TableName: 'orders', Key }))],
  ['SQS', () => stageClients(limits).queues.send(new ListQueuesCommand())],
])(
  '%s that answers none of three attempts is a dependency in trouble, long before the invocation is over',
  async (_, ask) => {
    unanswered = Number.POSITIVE_INFINITY;
    const error = await ask().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(failureClassOf(error)).toBe('dependency');
    expect(attemptsOf(error)).toBe(3);
  },
);

test('a write that must not be repeated is given up after its only attempt', async () => {
  unanswered = Number.POSITIVE_INFINITY;
  const write = stageClients(limits).withoutRetries.send(new PutCommand({ TableName: 'orders', Item: Key }));
  await expect(write).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 1 } });
});
