import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../../contracts/tables/counter-table';
import { type Environment, startEnvironment } from '../../../local/environment';
import { shellVariables } from '../../../local/shell-variables';
import { builtAssembly } from '../../built';
import { runOperator } from '../../operator-process';

let environment: Environment;
let variables: Record<string, string>;

beforeAll(async () => {
  environment = await startEnvironment({ clockScale: 10, assembly: builtAssembly() });
  variables = shellVariables(environment);
});
afterAll(() => environment.stop());

const ops = async (...args: string[]) => {
  const ran = await runOperator(variables, args);
  return { ...ran, lines: ran.stdout.trim().split('\n') };
};

/** The object that is the last line of `--json`. */
const json = async <T>(...args: string[]): Promise<T> =>
  JSON.parse((await ops(...args, '--json')).lines.at(-1) ?? '') as T;

const until = async <T>(look: () => Promise<T>, isEnough: (found: T) => boolean): Promise<T> => {
  for (;;) {
    const found = await look();
    if (isEnough(found)) return found;
  }
};

test('an order is poisoned, found, understood, its cause repaired, redriven and completed', async () => {
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  await documents.send(
    new UpdateCommand({
      TableName: variables.COUNTER_TABLE_NAME,
      Key: { PK: stockKey('astoria', 'p2') },
      UpdateExpression: 'SET available = :text',
      ExpressionAttributeValues: { ':text': 'plenty' },
    }),
  );
  documents.destroy();
  await ops('order', 'place', '--order', 'poisoned', '--shop', 'astoria', '--product', 'p2', '--quantity', '2');

  const list = await until(
    () => json<{ letters: number; queues: { queue: string; visible: number }[] }>('dlq', 'list'),
    ({ letters }) => letters > 0,
  );
  expect(list.queues.filter(({ visible }) => visible > 0).map(({ queue }) => queue)).toEqual(['inventory-dlq']);

  const shown = await ops('dlq', 'show', 'inventory-dlq');
  expect(shown.stdout).toContain('Payment Validated  order poisoned  shop astoria');
  expect(shown.stdout).toMatch(/why {6}\S+.*\n.*recorded by the stage/);

  const order = await ops('order', 'show', 'poisoned');
  expect(order.stdout).toContain('its Payment Validated lies in inventory-dlq');
  expect(order.stdout).toContain('waiting for inventory to reserve the stock (Payment Validated)');

  const repaired = await json<{ fixed: number }>(
    'stock',
    'reconcile',
    '--shop',
    'astoria',
    '--fix',
    '--settle',
    '100ms',
  );
  expect(repaired.fixed).toBe(1);
  expect(await json('dlq', 'redrive', 'inventory-dlq', '--order', 'poisoned')).toMatchObject({ redriven: 1 });

  await ops('order', 'ready', 'poisoned');
  const watched = await ops('order', 'watch', 'poisoned', '--timeout', '60s');
  expect(watched.lines.at(-1)).toBe('order poisoned is fulfilled');
  expect(watched.code).toBe(0);
  expect(environment.gateway.ledger.entries('poisoned').filter(({ type }) => type === 'captured')).toHaveLength(1);
  expect(await json('dlq', 'list')).toMatchObject({ letters: 0 });
  expect(await json('stock', 'reconcile')).toMatchObject({ differences: [] });
});

test('a whole queue is redriven and followed, a stage paused and resumed', async () => {
  expect(await json('stage', 'pause', 'payment', '--confirm')).toMatchObject({ state: 'Disabled' });
  const { orderId } = await json<{ orderId: string }>('order', 'place', '--no-confirm');
  expect((await ops('order', 'show', orderId)).code).toBe(1);
  expect(await json('stage', 'resume', 'payment')).toMatchObject({ state: 'Enabled' });
  const known = await until(
    () => json<{ state: string; waitingFor: string[] }>('order', 'show', orderId),
    ({ waitingFor }) => waitingFor.join().startsWith('Order Confirmed'),
  );
  expect(known.state).toBe('open');
  await ops('order', 'cancel', orderId, '--reason', 'test');
  expect((await ops('order', 'watch', orderId, '--timeout', '60s')).lines.at(-1)).toBe(`order ${orderId} is cancelled`);
  expect(await json('order', 'list', '--state', 'cancelled', '--since', '1h')).toMatchObject({ orders: [{ orderId }] });
  expect(await json('dlq', 'show', 'kitchen')).toEqual({ error: expect.stringContaining('there is no queue kitchen') });
  expect(await json('dlq', 'redrive', 'payment-dlq', '--wait')).toEqual({
    queue: 'payment-dlq',
    status: 'COMPLETED',
    moved: 0,
  });
});

test('a pause by hand outlasts the breaker, also where its keeper had paused the stage before', async () => {
  type Stages = { stages: { stage: string; state: string }[] };
  const payment = async () => (await json<Stages>('stage', 'list')).stages.find(({ stage }) => stage === 'payment');
  await ops('breaker', 'open', '--for', '10m', '--confirm');
  await until(payment, (found) => found?.state === 'Disabled');
  expect(await json('stage', 'pause', 'payment', '--confirm')).toMatchObject({ state: 'Disabled' });
  await ops('breaker', 'open', '--for', '1s', '--confirm');
  // By then the keeper, who looks every minute, would have started it for a probe.
  await environment.clock.sleep(90_000);
  expect(await payment()).toMatchObject({ state: 'Disabled' });
  await ops('breaker', 'close', '--confirm');
  expect(await json('stage', 'resume', 'payment')).toMatchObject({ state: 'Enabled' });
});

test.each([
  [2, ['dlq', 'show', 'paymnt-dlq'], 'did you mean payment-dlq?'],
  [2, ['dlq', 'show', 'paymnt'], 'did you mean payment?'],
  [2, ['dlq', 'lsit'], 'Did you mean list?'],
  [2, ['breaker', 'open', 'paymnt-gateway', '--confirm'], 'did you mean payment-gateway?'],
  [2, ['order', 'place', '--product', 'p3x'], 'the menu has no price for p3x, did you mean p'],
  [2, ['--variables-file', '/nowhere', 'dlq', 'list'], '--variables-file: /nowhere cannot be read'],
  [2, ['stage', 'pause', 'payment'], 'needs --confirm'],
  [2, ['stage', 'resume', 'kitchen'], 'there is no stage kitchen (there are: payment'],
  [2, ['order', 'list', '--since', 'yesterday'], 'must be a duration'],
  [2, ['dlq', 'redrive', 'delivery-failures'], 'CouldNotDetermineMessageSource'],
  [2, ['dlq', 'drop', 'payment-dlq', '--order', 'o-1'], 'needs --confirm'],
  [1, ['dlq', 'drop', 'payment-dlq', '--order', 'nobody', '--confirm'], ''],
  [1, ['order', 'show', 'nobody'], ''],
])('exit code %i of %j, in one line', async (code, args, said) => {
  const { code: actual, stderr } = await ops(...args);
  expect(actual).toBe(code);
  expect(stderr).toContain(said);
  expect(stderr).not.toContain('    at ');
});

test.each([
  [['dlq', 'lsit'], "unknown command 'lsit'"],
  [['dlq'], 'a command is missing, see --help'],
  [['order', 'list', '--since', 'yesterday'], 'must be a duration'],
  [['dlq', 'show', 'paymnt'], 'there is no queue paymnt'],
])('%j tells a program, too, what was wrong with it', async (args: string[], said) => {
  expect(await json(...args)).toEqual({ error: expect.stringContaining(said) });
});

test.each([[[]], [['dlq']], [['dlq', 'redrive']], [['order', 'list']], [['breaker', 'open']]])(
  'help of %j is there, and no failure',
  async (args: string[]) => {
    const { code, stdout } = await ops(...args, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: npm run ops -- ${args.join(' ')}`);
  },
);
