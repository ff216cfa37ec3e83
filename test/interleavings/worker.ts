import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BusEventOf, OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import { eventTypesOf } from '../../contracts/events/subscriptions';
import type { GroupHandler, RecordResult } from '../../pipeline/batch/record';
import { noBreaker } from '../../pipeline/circuit-breaker/breaker';
import type { EffectResult } from '../../pipeline/idempotency/effect-once';
import { OrderStore } from '../../pipeline/orders/order-store';
import { readForShops, shopStage } from '../../pipeline/orders/shop-stage';
import { fulfillmentStage } from '../../stages/fulfillment/fulfillment';
import { inventoryStage } from '../../stages/inventory/inventory';
import type { PaymentGateway, PaymentIntent } from '../../stages/payment/gateway/gateway';
import { GatewayUnavailableError } from '../../stages/payment/gateway/gateway';
import { paymentGroup } from '../../stages/payment/payment';
import { NOW_MS, type Settings } from '../unit/stages/kit';
import type { GatewayCall } from './gateway';
import { conditionFailed, type TableCommand, transactionCancelled } from './tables';

export const ORDERS_TABLE = 'orders';
export const COUNTER_TABLE = 'counter';

/** Which events each stage's queue gets. */
export const FEEDS: Readonly<Record<StageName, readonly OrderEventType[]>> = {
  payment: eventTypesOf('payment'),
  inventory: eventTypesOf('inventory'),
  fulfillment: eventTypesOf('fulfillment'),
};

/** A call that a stage makes to the world outside it. */
export type Call =
  | { readonly to: 'table'; readonly command: TableCommand }
  | { readonly to: 'gateway'; readonly call: GatewayCall }
  | {
      readonly to: 'powertools';
      readonly step: 'claim' | 'complete' | 'forget';
      readonly key: string;
      readonly result?: EffectResult;
    };

export type Answer = { readonly value: unknown } | { readonly fault: 'condition' | 'transaction' | 'unavailable' };

const FAULTS = {
  condition: conditionFailed,
  transaction: transactionCancelled,
  unavailable: () => new GatewayUnavailableError('timeout', 'the gateway did not answer'),
};

/** How far a stage came: it waits for an answer, or it has answered for its records. */
export type Progress = { readonly call: Call } | { readonly results: readonly RecordResult[] };

type Ask = (call: Call) => Promise<unknown>;
type StageEvent = BusEventOf<OrderEventType>;

const gatewayVia = (ask: Ask): PaymentGateway => {
  const call = (of: GatewayCall) => ask({ to: 'gateway', call: of }) as Promise<PaymentIntent>;
  return {
    open: ({ orderId, money }) => call({ method: 'open', orderId, ...money }),
    confirm: (intentId, token) => call({ method: 'confirm', intentId, token }),
    read: (intentId) => call({ method: 'read', intentId }),
    cancel: (intentId) => call({ method: 'cancel', intentId }),
    refund: (intentId) => call({ method: 'refund', intentId }),
  };
};

/** Powertools at its weakest: no lock keeps anyone out, a finished effect is remembered, a failing one forgets whatever is there. */
const powertoolsVia = (ask: Ask) => ({
  async run<R extends EffectResult>(operation: string, orderId: string, effect: () => Promise<R>) {
    const key = `${orderId} ${operation}`;
    const remembered = (await ask({ to: 'powertools', step: 'claim', key })) as R | undefined;
    if (remembered) return remembered;
    try {
      const result = await effect();
      await ask({ to: 'powertools', step: 'complete', key, result });
      return result;
    } catch (error) {
      await ask({ to: 'powertools', step: 'forget', key });
      throw error;
    }
  },
});

/** The proof must not lean on Powertools: here it keeps nothing at all. */
const withoutPowertools = {
  run: <R extends EffectResult>(_operation: string, _orderId: string, effect: () => Promise<R>) => effect(),
};

export interface StageSetup {
  readonly settings: Settings;
  readonly powertools: boolean;
}

const onRefundRefused = (): void => undefined;

const work = async (stage: StageName, events: readonly StageEvent[], setup: StageSetup, ask: Ask) => {
  const client = { send: (command: TableCommand) => ask({ to: 'table', command }) };
  const orders = new OrderStore(client as unknown as DynamoDBDocumentClient, ORDERS_TABLE);
  const now = () => NOW_MS;
  const settingsFor = () => setup.settings;
  const records = events.map((event, index) => ({ messageId: `m-${index}`, groupId: stage, receiveCount: 1, event }));
  const remainingMs = () => 5_000;
  const run = <P>(group: unknown, prepared: P) =>
    (group as GroupHandler<OrderEventType, P>)(records, { prepared, remainingMs });
  switch (stage) {
    case 'payment': {
      const read = await orders.read(events.map(({ detail }) => detail.orderId));
      const once = setup.powertools ? powertoolsVia(ask) : withoutPowertools;
      return run(
        paymentGroup({ orders, gateway: () => gatewayVia(ask), once, breaker: noBreaker, onRefundRefused, now }),
        {
          orders: read.orders,
          settingsFor,
        },
      );
    }
    case 'inventory': {
      const inventory = inventoryStage({ counterTable: COUNTER_TABLE, now });
      const read = await readForShops(orders, inventory, records as never);
      return run(shopStage(orders, inventory), { read, settingsFor });
    }
    case 'fulfillment': {
      const fulfillment = fulfillmentStage({ ordersTable: ORDERS_TABLE, now });
      const read = await readForShops(orders, fulfillment, records as never);
      return run(shopStage(orders, fulfillment), { read, settingsFor });
    }
  }
};

/**
 * Runs a stage's own code from its start, answering its calls as they were answered before, up to the first call that was not. So a stage can
 * stop at any call while the world goes on, and a state of the world needs no more of it than these answers.
 */
export const advance = (
  stage: StageName,
  events: readonly StageEvent[],
  setup: StageSetup,
  answers: readonly Answer[],
): Promise<Progress> =>
  new Promise((resolve, reject) => {
    let asked = 0;
    const ask: Ask = async (call) => {
      const answer = answers[asked++];
      if (answer === undefined) {
        resolve({ call });
        return new Promise(() => {});
      }
      if ('fault' in answer) throw FAULTS[answer.fault]();
      return answer.value;
    };
    work(stage, events, setup, ask).then((results) => resolve({ results }), reject);
  });
