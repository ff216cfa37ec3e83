import { execFile } from 'node:child_process';
import { scaledClock } from '../../../src/clock/clock';
import { eventBridgeService } from '../../../src/eventbridge/api';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import type { Operation } from '../../../src/http/json-service';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { sqsService } from '../../../src/sqs/api';
import { SqsEngine } from '../../../src/sqs/engine';
import { silentEndpoints } from '../../conformance/other-side';

/** How an emulator misleads: what becomes of an operation's input before it is worked. */
type Lies = Readonly<Record<string, (input: Record<string, unknown>) => Record<string, unknown>>>;

let server: HttpServer | undefined;
let closeEngines: () => void = () => undefined;

/** Somebody else's SQS and EventBridge: ours behind another port, with the lies and without the operations of SQS that are `missing`. */
const someoneElse = async (lies: Lies, missing: readonly string[] = []): Promise<string> => {
  const clock = scaledClock();
  const sqs = new SqsEngine({ clock });
  const events = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
  const service = sqsService(sqs);
  const lying = Object.entries(lies).map(([name, lie]): [string, Operation] => [
    name,
    (input, context) => service.operations[name]?.(lie(input), context),
  ]);
  const operations = Object.entries({ ...service.operations, ...Object.fromEntries(lying) });
  server = await startHttpServer({
    services: [
      { ...service, operations: Object.fromEntries(operations.filter(([name]) => !missing.includes(name))) },
      eventBridgeService(events),
    ],
  });
  closeEngines = () => {
    events.close();
    sqs.close();
  };
  return server.url;
};

afterEach(async () => {
  closeEngines();
  await server?.close();
});

/** What `npm run test:conformance -- --json` says of the services at `url`, all of them or those that `variable` is about. */
const conformance = (
  url: string,
  only: string,
  variable = 'AWS_ENDPOINT_URL',
): Promise<{ code: number; result: Record<string, unknown> }> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', 'aws-local/test/conformance/main.ts', '--json', '--only', only];
    // What the machine's own settings may say must not lead elsewhere.
    const env = { PATH: process.env.PATH, [variable]: url, AWS_REGION: 'us-east-1' };
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    execFile(process.execPath, args, { env: { ...env, ...keys } }, (error, stdout) => {
      const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
      resolve({ code: Number(error?.code ?? 0), result });
    });
  });

const GROUPS = 'one receive gives several messages of one group, in order';
const LOCK = 'nothing that comes after a message in flight is given out of its group; other groups go on';
const CONTENT = 'content-based deduplication goes by the body; a given id goes before it';

test.each([
  {
    lie: 'one message per receive',
    behaviour: GROUPS,
    lies: { ReceiveMessage: (input) => ({ ...input, MaxNumberOfMessages: 1 }) },
  },
  {
    lie: 'a group of its own for every message',
    behaviour: LOCK,
    lies: {
      SendMessage: (input) => ({ ...input, MessageGroupId: `${Math.random()}` }),
      SendMessageBatch: ({ Entries, ...input }) => ({
        ...input,
        Entries: (Entries as object[]).map((entry) => ({ ...entry, MessageGroupId: `${Math.random()}` })),
      }),
    },
  },
  {
    lie: 'no deduplication',
    behaviour: CONTENT,
    lies: {
      SendMessage: (input) => ({ ...input, MessageDeduplicationId: `${Math.random()}` }),
      SendMessageBatch: ({ Entries, ...input }) => ({
        ...input,
        Entries: (Entries as object[]).map((entry) => ({ ...entry, MessageDeduplicationId: `${Math.random()}` })),
      }),
    },
  },
] satisfies { lie: string; behaviour: string; lies: Lies }[])(
  'another emulator that lies ($lie) fails where a truthful one passes',
  async ({ behaviour, lies }) => {
    const truthful = await conformance(await someoneElse({}), behaviour);
    expect(truthful).toEqual({
      code: 0,
      result: { behaviours: 1, passed: 1, failed: 0, failures: [], notCovered: [], sources: expect.any(Number) },
    });
    closeEngines();
    await server?.close();

    const lying = await conformance(await someoneElse(lies), behaviour);
    expect(lying).toEqual({
      code: 1,
      result: {
        behaviours: 1,
        passed: 0,
        failed: 1,
        failures: [behaviour],
        notCovered: [],
        sources: expect.any(Number),
      },
    });
  },
  60_000,
);

test('what needs a clock or functions is not covered elsewhere, and says why', async () => {
  const url = await someoneElse({});
  const long = 'a visibility timeout of 15 minutes holds for 15 minutes';
  const mapping = 'the messages of a group come in order';
  expect((await conformance(url, long)).result).toMatchObject({
    passed: 0,
    notCovered: [{ behaviour: long, reason: expect.stringContaining('needs a clock') }],
  });
  expect((await conformance(url, mapping)).result).toMatchObject({
    passed: 0,
    notCovered: [{ behaviour: mapping, reason: expect.stringContaining('functions are made in our own') }],
  });
}, 60_000);

test('what needs a service without an endpoint is not covered, a refusal that is waited for included', async () => {
  const url = await someoneElse({});
  const refused = 'an operator that nobody knows is refused';
  const { code, result } = await conformance(url, refused, 'AWS_ENDPOINT_URL_SQS');
  expect(code).toBe(0);
  expect(result).toMatchObject({
    passed: 0,
    failed: 0,
    notCovered: [{ behaviour: refused, reason: expect.stringContaining('AWS_ENDPOINT_URL_EVENTBRIDGE') }],
  });
}, 60_000);

test('an operation that the other side lacks is not covered, a refusal that is waited for included', async () => {
  const url = await someoneElse({}, ['StartMessageMoveTask']);
  const refused = 'a queue that is nobody’s dead-letter queue has nothing to move';
  expect((await conformance(url, refused)).result).toMatchObject({
    passed: 0,
    failed: 0,
    notCovered: [{ behaviour: refused, reason: expect.stringContaining('StartMessageMoveTask') }],
  });
}, 60_000);

test('what holds for several messages of a group in flight is not asked where a receive gives one', async () => {
  const url = await someoneElse({ ReceiveMessage: (input) => ({ ...input, MaxNumberOfMessages: 1 }) });
  const { code, result } = await conformance(url, 'deleting the messages in flight');
  expect(result.notCovered).toEqual([
    {
      behaviour: 'deleting the messages in flight lets their group go on',
      reason: 'needs 2 messages of one group in one receive, which gave a1',
    },
  ]);
  expect(code).toBe(0);
});

test('an endpoint at which nothing answers is told by its variable', async () => {
  const url = await someoneElse({});
  expect(await silentEndpoints({ AWS_ENDPOINT_URL_SQS: url, AWS_REGION: 'us-east-1' })).toEqual([]);
  await server?.close();
  expect(await silentEndpoints({ AWS_ENDPOINT_URL_SQS: url })).toEqual([`AWS_ENDPOINT_URL_SQS=${url}`]);
});
