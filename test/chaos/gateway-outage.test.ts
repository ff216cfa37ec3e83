import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DemoOptions } from '../../local/demo/options';
import type { Outage } from '../../local/demo/outage';
import { isGood } from '../../local/demo/result';
import { runDemo } from '../../local/demo/run';
import type { Environment } from '../../local/environment';
import { DEFAULT_BREAKER_SETTINGS } from '../../pipeline/circuit-breaker/settings';
import { closed, opened } from '../../pipeline/circuit-breaker/state';
import { breakerStore } from '../../pipeline/circuit-breaker/store';
import { builtAssembly } from '../built';
import { type CoffeeShop, openCoffeeShop } from '../e2e/kit';

const LOOK_EVERY_MS = 20;
/** What development's settings allow at the gateway at once (cdk/config.ts). */
const GATEWAY_CALLS_AT_ONCE = 100;

const outageRun = async (
  { clockScale, ...outage }: Outage & Pick<DemoOptions, 'clockScale'>,
  hooks: { beforeAudit?: (environment: Environment) => Promise<void> } = {},
) => {
  const options: DemoOptions = { orders: 60, seed: 4, barista: 'instant', clockScale, json: true, outage };
  const log: string[] = [];
  const mappings: string[] = [];
  let looking: NodeJS.Timeout | undefined;
  try {
    const result = await runDemo(
      options,
      { ...hooks, environment: { assembly: builtAssembly(), onLog: ({ text }) => log.push(text) } },
      async (starting) => {
        const environment = await starting;
        looking = setInterval(() => {
          const seen = mappingOf(environment);
          if (mappings.at(-1) !== seen) mappings.push(seen);
        }, LOOK_EVERY_MS);
      },
    );
    return { result, log, mappings };
  } finally {
    clearInterval(looking);
  }
};

const paymentMapping = ({ lambda, outputs }: Environment) =>
  lambda.mapping(outputs.CoffeeShopOrderProcessor?.PaymentMappingId ?? '');

const mappingOf = (environment: Environment): string => {
  const { state, maximumConcurrency } = paymentMapping(environment);
  return `${state} ${maximumConcurrency}`;
};

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await sleep(LOOK_EVERY_MS);
};

describe('while the payment gateway is down', () => {
  test('the queue is paused and probed by few, nothing is dead-lettered, and all is as before when it is back', async () => {
    const { result, mappings } = await outageRun(
      { seconds: 120, mode: '503', breaker: true, clockScale: 5 },
      { beforeAudit: (environment) => until(() => mappingOf(environment) === 'Enabled 10') },
    );
    expect(result.audit.findings).toEqual([]);
    expect(result.figures).toMatchObject({ orders: 60, pending: 0, malformedSent: 7, deadLetters: 7 });
    expect(isGood(result)).toBe(true);

    const { outage } = result.figures;
    expect(outage).toMatchObject({ seconds: 120, closed: 1 });
    expect(outage?.opened).toBeGreaterThanOrEqual(1);
    expect(outage?.gatewayCallsAfterOpened).toBeLessThanOrEqual(10);
    expect(outage?.callsBeforeOpened).toBeLessThanOrEqual(
      GATEWAY_CALLS_AT_ONCE * DEFAULT_BREAKER_SETTINGS.failureThreshold,
    );
    const paused = mappings.indexOf('Disabled 10');
    const probing = mappings.indexOf('Enabled 2');
    expect(mappings[0]).toBe('Enabled 10');
    expect(paused).toBeGreaterThan(0);
    expect(probing).toBeGreaterThan(paused);
    expect(mappings.lastIndexOf('Enabled 10')).toBeGreaterThan(probing);
  });

  test.each(['unauthorized', 'misuse'] as const)(
    'or takes nothing of ours (%s), no order fails because of it, and all end as if it had not been',
    async (mode) => {
      const { result, log } = await outageRun({ seconds: 120, mode, breaker: true, clockScale: 5 });
      expect(result.audit.findings).toEqual([]);
      expect(result.figures).toMatchObject({ orders: 60, pending: 0, malformedSent: 7, deadLetters: 7 });
      expect(isGood(result)).toBe(true);
      expect(result.figures.outage).toMatchObject({ closed: 1 });
      expect(result.figures.outage?.gatewayCallsAfterOpened).toBeLessThanOrEqual(10);
      expect(log.join('\n')).not.toContain('sk_test_');
    },
  );

  test('and the breaker is switched off, calls go on and no circuit opens', async () => {
    const { result, log, mappings } = await outageRun({ seconds: 20, mode: '503', breaker: false, clockScale: 10 });
    expect(log.join('\n')).toContain('the circuit breaker is switched off');
    expect(result.figures.outage).toMatchObject({ opened: 0, closed: 0, recoverySeconds: null });
    expect(result.figures.outage?.callsBeforeOpened).toBeGreaterThan(DEFAULT_BREAKER_SETTINGS.failureThreshold);
    expect(mappings).toEqual(['Enabled 10']);
  });
});

describe('a mapping that an operator has disabled', () => {
  let shop: CoffeeShop;
  let client: DynamoDBDocumentClient;
  beforeAll(async () => {
    shop = await openCoffeeShop({ clockScale: 20 });
    const endpoint = shop.environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '';
    client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint }));
  });
  afterAll(async () => {
    client.destroy();
    await shop.close();
  });

  const reports = () => shop.log.filter((line) => line.includes('the mapping was left to an operator')).length;

  test('stays so when the circuit opens and when it closes, and is reported', async () => {
    const { clock, lambda } = shop.environment;
    const uuid = shop.output('PaymentMappingId');
    lambda.updateMapping(uuid, { enabled: false });
    await until(() => mappingOf(shop.environment) === 'Disabled 10');

    const store = breakerStore({
      client,
      tableName: shop.output('OrdersTableName'),
      name: 'payment-gateway',
      writer: 'test',
      // Real time: the clock of the environment shrinks no timeout out here.
      timeoutMs: 10_000,
    });
    const open = opened(await store.read(), 'the gateway is down', clock.now(), DEFAULT_BREAKER_SETTINGS);
    expect(await store.write(open)).toBe(true);
    const before = reports();
    await until(() => reports() >= before + 2);
    expect(mappingOf(shop.environment)).toBe('Disabled 10');

    expect(await store.write(closed(open, clock.now()))).toBe(true);
    const closing = reports();
    await until(() => reports() >= closing + 2);
    expect(mappingOf(shop.environment)).toBe('Disabled 10');
  });
});
