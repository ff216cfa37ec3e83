import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { awsFailure, FAIR, type Fate, type HandlerCall } from '@coffee-shop/aws-local/faults';
import { stockKey } from '../../../contracts/tables/counter-table';
import { COFFEE_SHOP_PROFILE } from '../../../simulation/traffic/profile';
import { NO_BUS_FAULTS } from './buses';
import type { CoffeeShops } from './coffee-shops';

const SHOP_ID = 'astoria';
const [POISONED = '', WHOLESOME = ''] = COFFEE_SHOP_PROFILE.menu.map(({ productId }) => productId);

/** Orders that a poison strikes, beside neighbours of the same shop who buy another product. */
export interface Poison {
  readonly name: string;
  /** How many orders are poisonous; one unless given. */
  readonly orders?: number;
  /** Nobody answers for the messages: the process dies, or runs into its timeout. */
  readonly isMute?: boolean;
  /** Takes effect before the orders are placed. */
  before?(shops: CoffeeShops): void | Promise<void>;
  /** Takes effect when the poisonous orders are scheduled and wait for their barista. */
  whenScheduled?(shops: CoffeeShops): void | Promise<void>;
}

/** What became of it. */
export interface Poisoned {
  readonly poison: string;
  /** The longest that a neighbour waited for one stage, seconds. */
  readonly longestWaitSeconds: number;
  /** 99 of 100 steps of neighbours took at most so long, seconds. */
  readonly p99Seconds: number;
  /** Ids of the dead-lettered orders, neighbours' included. */
  readonly dead: readonly string[];
  /** Deliveries of poisonous messages that failed, those of which the process died included. */
  readonly failedReceives: number;
  /** Deliveries of neighbours' messages that failed. */
  readonly neighboursFailedReceives: number;
  readonly neighboursUnfulfilled: readonly string[];
}

const isPoison = (orderId: string): boolean => orderId.startsWith('o-poison-');
const isPoisoned = (text: string): boolean => text.includes('order#o-poison-');

const setCounters = (shops: CoffeeShops, counters: Readonly<Record<string, unknown>>): Promise<void> =>
  shops.putStock({
    PK: stockKey(SHOP_ID, POISONED),
    received: 1_000,
    available: 1_000,
    reserved: 0,
    sold: 0,
    ...counters,
  });

/** Whatever inventory asks of DynamoDB about a poisonous order meets this fate. */
const poisonInventory =
  (fate: Fate) =>
  (shops: CoffeeShops): void => {
    const strikes = ({ functionName, service, request }: HandlerCall): boolean =>
      functionName.endsWith('-inventory') && service === 'dynamodb' && isPoisoned(request.body.toString());
    shops.simulation.conductor = { ...FAIR, fateOf: (call) => (strikes(call) ? fate : { kind: 'go' }) };
  };

const rejecting =
  (code: string, type: string) =>
  (shops: CoffeeShops): void => {
    shops.busFaults = {
      ...NO_BUS_FAULTS,
      rejectEntry: (_source, detailType, detail) =>
        detailType === type && detail.includes('"o-poison-') ? { code, message: 'a fault was injected' } : undefined,
    };
  };

const reservedIsGone = (shops: CoffeeShops): Promise<void> => setCounters(shops, {});

/** One of every kind; see docs/guarantees.md. */
export const POISONS: readonly Poison[] = [
  { name: 'stock put again with reserved: 0 under one open order', whenScheduled: reservedIsGone },
  { name: 'stock put again with reserved: 0 under 20 open orders', orders: 20, whenScheduled: reservedIsGone },
  { name: 'the text "many" as available', before: (shops) => setCounters(shops, { available: 'many' }) },
  { name: 'the text "none" as reserved', before: (shops) => setCounters(shops, { reserved: 'none' }) },
  {
    name: 'a text as sold, put under an open order',
    whenScheduled: (shops) => setCounters(shops, { reserved: 1, sold: 'x' }),
  },
  {
    name: 'a number beyond what JavaScript can count',
    before: (shops) => setCounters(shops, { available: NumberValue.from('1e30') }),
  },
  { name: 'PutEvents refuses an entry for good', before: rejecting('InvalidArgument', 'Inventory Allocated') },
  {
    name: 'PutEvents refuses an entry in passing, for ever',
    before: rejecting('InternalFailure', 'Inventory Allocated'),
  },
  {
    name: 'a request that DynamoDB refuses',
    before: poisonInventory({ kind: 'refuse', answer: awsFailure(400, 'ValidationException') }),
  },
  {
    name: 'a request that DynamoDB refuses, for 20 orders',
    orders: 20,
    before: poisonInventory({ kind: 'refuse', answer: awsFailure(400, 'ValidationException') }),
  },
  {
    name: 'a request at which DynamoDB fails',
    before: poisonInventory({ kind: 'refuse', answer: awsFailure(500, 'InternalServerError') }),
  },
  { name: 'the process dies of it', isMute: true, before: poisonInventory({ kind: 'crash-before' }) },
  { name: 'it runs into the timeout', isMute: true, before: poisonInventory({ kind: 'freeze', takesEffect: false }) },
];

/** A neighbour every second for a minute, and one every ten seconds for another two and a half. */
const NEIGHBOURS_AT_SECONDS = [
  ...Array.from({ length: 60 }, (_, at) => at),
  ...Array.from({ length: 15 }, (_, at) => 60 + 10 * at),
];

/** What begins a step of an order, and what ends it. */
const STEPS = [
  ['Order Created', 'Payment Validated'],
  ['Payment Validated', 'Inventory Allocated'],
  ['Inventory Allocated', 'Delivery Scheduled'],
  ['Order Ready', 'Order Fulfilled'],
] as const;

const place = (shops: CoffeeShops, orderId: string, productId: string): void => {
  const items = [{ productId, quantity: 1, unitPrice: 450 }];
  const order = { orderId, shopId: SHOP_ID };
  const payment = { token: 'pm_card_visa' };
  shops.publish('Order Created', { ...order, customerId: 'c-1', items, total: 450, currency: 'USD', payment });
  shops.publish('Order Confirmed', order);
};

/** Places poisonous orders and neighbours, and gives how the neighbours fared. */
export const strike = async (shops: CoffeeShops, log: readonly string[], poison: Poison): Promise<Poisoned> => {
  const kitchen = { stations: 20, prepSecondsPerItem: 10, timeZone: 'America/New_York' };
  await shops.reset(
    [POISONED, WHOLESOME].map((productId) => ({ shopId: SHOP_ID, productId, received: 1_000 })),
    { kitchen },
  );
  const from = log.length;
  const times = new Map<string, number>();
  let scheduled = 0;
  const count = poison.orders ?? 1;
  const stop = shops.environment.events.onEvent((event) => {
    const { orderId = '' } = event.detail as { orderId?: string };
    const key = `${orderId} ${event['detail-type']}`;
    if (!times.has(key)) times.set(key, shops.nowMs);
    if (event['detail-type'] !== 'Delivery Scheduled' || !isPoison(orderId) || ++scheduled !== count) return;
    shops.later(1_000, () => poison.whenScheduled?.(shops));
  });
  await poison.before?.(shops);
  let deaths = 0;
  const { conductor } = shops.simulation;
  shops.simulation.conductor = {
    ...conductor,
    fateOf: (call) => {
      const fate = conductor.fateOf(call);
      if (fate.kind === 'crash-before' || fate.kind === 'freeze') deaths += 1;
      return fate;
    },
  };
  for (let number = 1; number <= count; number++) place(shops, `o-poison-${number}`, POISONED);
  const neighbours = NEIGHBOURS_AT_SECONDS.map((seconds) => ({ seconds, orderId: `o-neighbour-${seconds}` }));
  for (const { seconds, orderId } of neighbours) shops.later(seconds * 1000, () => place(shops, orderId, WHOLESOME));
  await shops.quiesce();
  stop();

  const waits = neighbours
    .flatMap(({ orderId }) =>
      STEPS.flatMap(([begins, ends]) => {
        const [from, to] = [times.get(`${orderId} ${begins}`), times.get(`${orderId} ${ends}`)];
        return from === undefined || to === undefined ? [] : [(to - from) / 1000];
      }),
    )
    .toSorted((a, b) => a - b);
  const failed = log.slice(from).flatMap((line) => {
    const found =
      /"orderId":"([^"]+)".*"outcome":"(?:failed|held back)"|"outcome":"(?:failed|held back)".*"orderId":"([^"]+)"/.exec(
        line,
      );
    return found ? [found[1] ?? found[2] ?? ''] : [];
  });
  return {
    poison: poison.name,
    longestWaitSeconds: waits.at(-1) ?? 0,
    p99Seconds: waits[Math.ceil(waits.length * 0.99) - 1] ?? 0,
    dead: [...new Set(shops.deadLetters().map(({ body }) => String(JSON.parse(body).detail.orderId)))],
    failedReceives: failed.filter(isPoison).length + deaths,
    neighboursFailedReceives: failed.filter((orderId) => !isPoison(orderId)).length,
    neighboursUnfulfilled: neighbours
      .map(({ orderId }) => orderId)
      .filter((orderId) => !times.has(`${orderId} Order Fulfilled`)),
  };
};
