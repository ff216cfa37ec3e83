import { deployedIn } from '../../run/target';

const local: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4567',
  EVENT_BUS_NAME: 'coffee-bus',
  ORDERS_TABLE_NAME: 'coffee-orders',
  CONFIG_TABLE_NAME: 'coffee-config',
  COUNTER_TABLE_NAME: 'coffee-counters',
  DELIVERY_FAILURE_QUEUE_URL: 'http://127.0.0.1:4566/0/delivery-failures',
  ...Object.fromEntries(
    ['PAYMENT', 'INVENTORY', 'FULFILLMENT'].flatMap((stage) => [
      [`${stage}_QUEUE_URL`, `http://127.0.0.1:4566/0/${stage}.fifo`],
      [`${stage}_DEAD_LETTER_QUEUE_URL`, `http://127.0.0.1:4566/0/${stage}-dlq.fifo`],
    ]),
  ),
};
const { AWS_ENDPOINT_URL: _services, AWS_ENDPOINT_URL_DYNAMODB: _tables, ...onAws } = local;

test('a shell without the variables means an environment of the tests’ own', () => {
  expect(deployedIn({ PATH: '/bin', AWS_REGION: 'eu-west-1', EVENT_BUS_NAME: '' })).toBeUndefined();
});

test('an endpoint alone means none either: a platform without dynoxide sets that of DynamoDB', () => {
  expect(deployedIn({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' })).toBeUndefined();
});

test('what npm start prints is an environment on this machine', () => {
  expect(deployedIn(local)).toMatchObject({
    description: 'coffee-bus at http://127.0.0.1:4566',
    isHere: true,
    names: { busName: 'coffee-bus', ordersTable: 'coffee-orders' },
  });
});

test('with only some of them, everything that is missing is named at once, and what to unset instead', () => {
  const { EVENT_BUS_NAME: _bus, INVENTORY_QUEUE_URL: _queue, AWS_REGION: _region, ...some } = local;
  expect(() => deployedIn(some)).toThrow(
    /^ORDERS_TABLE_NAME names an environment, but EVENT_BUS_NAME, INVENTORY_QUEUE_URL, AWS_REGION are missing: .* unset ORDERS_TABLE_NAME, /,
  );
  expect(() => deployedIn({ COUNTER_TABLE_NAME: 'left-over' })).toThrow(
    expect.objectContaining({ name: 'UsageError' }),
  );
});

test.each([
  ['AWS', onAws, 'coffee-bus at AWS, region us-east-1'],
  [
    'an emulator elsewhere',
    { ...local, AWS_ENDPOINT_URL: 'http://10.0.0.7:4566' },
    'coffee-bus at http://10.0.0.7:4566',
  ],
  ['tables elsewhere', { ...local, AWS_ENDPOINT_URL_DYNAMODB: 'https://tables.example' }, /^coffee-bus/],
  ['a name that only begins like ours', { ...local, AWS_ENDPOINT_URL: 'http://127.0.0.1.example:80' }, /^coffee-bus/],
  ['an endpoint for tables only', { ...onAws, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4567' }, /AWS, region/],
])('%s is not on this machine, so somebody has to agree', (_where, variables, description) => {
  expect(deployedIn(variables)).toMatchObject({ isHere: false, description: expect.stringMatching(description) });
});
