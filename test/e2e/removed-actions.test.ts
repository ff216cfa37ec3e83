import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnlyHere } from '../run/only-here';
import { assemblyWithout, type Removed } from './assembly-without';
import { openCoffeeShop } from './kit';
import { anOrder, confirmed, created } from './orders';

const ACCOUNT = '000000000000';
const queue = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:CoffeeShopOrderProcessor-${name}`;

/** Each a right that an order needs, and who misses it then. */
const MISSED: readonly (Removed & {
  readonly who: RegExp;
  readonly functionName?: string;
  readonly resource: RegExp;
})[] = [
  {
    holder: 'PaymentHandler',
    sid: 'KeepOrders',
    action: 'dynamodb:PutItem',
    who: /role\/.*PaymentHandlerRole/,
    functionName: 'CoffeeShopOrderProcessor-payment',
    resource: /:table\/.*orders/i,
  },
  {
    holder: 'PaymentHandler',
    sid: 'ReadGatewayKey',
    action: 'secretsmanager:GetSecretValue',
    who: /role\/.*PaymentHandlerRole/,
    functionName: 'CoffeeShopOrderProcessor-payment',
    resource: /:secret:/,
  },
  {
    holder: 'InventoryHandler',
    sid: 'KeepStockAndCount',
    action: 'dynamodb:UpdateItem',
    who: /role\/.*InventoryHandlerRole/,
    functionName: 'CoffeeShopOrderProcessor-inventory',
    resource: /:table\/.*counter/i,
  },
  {
    holder: 'FulfillmentHandler',
    sid: 'PublishAsOurselves',
    action: 'events:PutEvents',
    who: /role\/.*FulfillmentHandlerRole/,
    functionName: 'CoffeeShopOrderProcessor-fulfillment',
    resource: /:event-bus\//,
  },
  {
    holder: 'Payment',
    sid: 'SendToStage',
    action: 'sqs:SendMessage',
    who: /role\/.*Payment/,
    resource: new RegExp(`^${queue('payment.fifo')}$`),
  },
  {
    holder: 'Payment',
    sid: 'RulesMaySend',
    action: 'sqs:SendMessage',
    who: /^events\.amazonaws\.com$/,
    resource: new RegExp(`^${queue('payment-ingress')}`),
  },
];

describeOnlyHere('it takes rights away from the service', 'a right that is missing', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assembly-without-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each(MISSED)(
    '$action of $holder ($sid) is missed by name',
    async ({ who, functionName, resource, ...removed }) => {
      await assemblyWithout(removed, folder);
      const shop = await openCoffeeShop({ assembly: folder, mayBeDenied: true });
      try {
        const order = anOrder();
        await shop.when(created(order), confirmed(order));
        const { denials } = shop.environment.access;
        while (denials.length === 0) await shop.environment.clock.sleep(20);
        expect(denials[0]).toEqual({
          who: expect.stringMatching(who),
          ...(functionName !== undefined && { functionName }),
          action: removed.action,
          resource: expect.stringMatching(resource),
          message: expect.stringContaining('is not authorized to perform'),
          missing: expect.stringContaining(removed.action),
        });
      } finally {
        await shop.close();
      }
    },
  );

  test('a function that may not poll its queue is told before anything runs', async () => {
    await assemblyWithout({ holder: 'PaymentHandler', sid: 'DrainQueue', action: 'sqs:ReceiveMessage' }, folder);
    await expect(openCoffeeShop({ assembly: folder, mayBeDenied: true })).rejects.toThrow(
      'The function execution role does not have permissions to call ReceiveMessage on SQS',
    );
  });
});
