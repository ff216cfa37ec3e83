import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadLetterQueueNamed, mappingOf, namesFrom, variableName } from '../../../../ops/target/names';
import { findVariables, parseVariables } from '../../../../ops/target/variables';

const variables = {
  EVENT_BUS_NAME: 'bus',
  ORDERS_TABLE_NAME: 'orders',
  CONFIG_TABLE_NAME: 'config',
  COUNTER_TABLE_NAME: 'counters',
  DELIVERY_FAILURE_QUEUE_URL: 'http://sqs/0/shop-delivery-failures',
  PAYMENT_QUEUE_URL: 'http://sqs/0/shop-payment.fifo',
  PAYMENT_DEAD_LETTER_QUEUE_URL: 'http://sqs/0/shop-payment-dlq.fifo',
  PAYMENT_INGRESS_QUEUE_URL: 'http://sqs/0/shop-payment-ingress',
  PAYMENT_INGRESS_DEAD_LETTER_QUEUE_URL: 'http://sqs/0/shop-payment-ingress-dlq',
  PAYMENT_MAPPING_ID: 'mapping-1',
};

test('every stage that the outputs name is known, a fourth one too', () => {
  const names = namesFrom(
    {
      ...variables,
      [variableName('LoyaltyDeadLetterQueueUrl')]: 'http://sqs/0/shop-loyalty-dlq.fifo',
      [variableName('LoyaltyMappingId')]: 'mapping-4',
    },
    'stack shop',
  );
  expect(names.deadLetterQueues.map(({ name }) => name)).toEqual([
    'payment-dlq',
    'payment-ingress-dlq',
    'loyalty-dlq',
    'delivery-failures',
  ]);
  expect(names.mappingIds).toEqual({ payment: 'mapping-1', loyalty: 'mapping-4' });
});

test('a dead-letter queue knows its source, and answers to its short, its stage’s and its physical name', () => {
  const names = namesFrom(variables, 'here');
  const queue = deadLetterQueueNamed(names, 'payment-dlq');
  expect(queue.sourceUrl).toBe(variables.PAYMENT_QUEUE_URL);
  expect(deadLetterQueueNamed(names, 'payment')).toBe(queue);
  expect(deadLetterQueueNamed(names, 'shop-payment-dlq.fifo')).toBe(queue);
  expect(deadLetterQueueNamed(names, 'payment-ingress').sourceUrl).toBe(variables.PAYMENT_INGRESS_QUEUE_URL);
  expect(() => deadLetterQueueNamed(names, 'paymnt-dlq')).toThrow('did you mean payment-dlq?');
  expect(() => mappingOf(names, 'payments')).toThrow('did you mean payment?');
});

test('the gateway is known as far as the outputs tell of it', () => {
  expect(namesFrom(variables, 'here').gateway).toEqual({});
  const more = { GATEWAY_SECRET_ARN: 'arn:s', GATEWAY_ENVIRONMENT: 'a/r/s', GATEWAY_URL: 'http://127.0.0.1:1' };
  expect(namesFrom({ ...variables, ...more }, 'here').gateway).toEqual({
    secretArn: 'arn:s',
    environment: 'a/r/s',
    url: 'http://127.0.0.1:1',
  });
});

test('a missing name is named, with where it was looked for', () => {
  expect(() => namesFrom({ ...variables, ORDERS_TABLE_NAME: '' }, 'stack shop')).toThrow(
    'stack shop has no ORDERS_TABLE_NAME',
  );
});

describe('where the names come from', () => {
  let folder: string;
  let variablesFile: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ops-'));
    variablesFile = join(folder, 'env');
    await writeFile(
      variablesFile,
      '# npm start\nORDERS_TABLE_NAME=local-orders\nexport AWS_ENDPOINT_URL=http://127.0.0.1:1?a=b\n\n',
    );
  });
  afterAll(() => rm(folder, { recursive: true }));
  const find = (sources: { variablesFile?: string; environment?: NodeJS.ProcessEnv }) =>
    findVariables({ environment: {}, defaultFile: variablesFile, ...sources });

  test('the file that npm start writes, if nothing else is given', async () => {
    expect((await find({})).variables).toEqual({
      ORDERS_TABLE_NAME: 'local-orders',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1?a=b',
    });
  });
  test('the environment goes before that file', async () => {
    const { variables: found } = await find({ environment: { ORDERS_TABLE_NAME: 'other' } });
    expect(found).toEqual({ ORDERS_TABLE_NAME: 'other' });
  });
  test('a file that is asked for goes before the environment', async () => {
    const { variables: found } = await find({ variablesFile, environment: { ORDERS_TABLE_NAME: 'other' } });
    expect(found.ORDERS_TABLE_NAME).toBe('local-orders');
  });
  test('nothing at all says what to do', async () => {
    await expect(findVariables({ environment: {}, defaultFile: join(folder, 'none') })).rejects.toThrow('npm start');
    await expect(find({ variablesFile: join(folder, 'none') })).rejects.toThrow('--variables-file');
  });
  test('lines that are no variables are skipped', () =>
    expect(parseVariables('ready\n\na=b\nA_B=\n')).toEqual({ A_B: '' }));
});
