import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BusEventOf, OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import type { GroupHandler, RecordResult } from '../../pipeline/batch/record';
import { noBreaker } from '../../pipeline/circuit-breaker/breaker';
import type { EffectResult } from '../../pipeline/idempotency/effect-once';
import { OrderStore } from '../../pipeline/orders/order-store';
import { readForShops, shopStage } from '../../pipeline/orders/shop-stage';
import { fulfillmentStage } from '../../stages/fulfillment/fulfillment';
import { inventoryStage } from '../../stages/inventory/inventory';
import type {
  PaymentDispute,
  PaymentGateway,
  PaymentIntent,
  PaymentRefund,
} from '../../stages/payment/gateway/gateway';
import { paymentGroup } from '../../stages/payment/payment';
import type { GatewayCall } from './gateway';
import { NOW_MS, type Settings } from './settings';
import type { TableCommand } from './tables';

export const ORDERS_TABLE = 'orders';
export const COUNTER_TABLE = 'counter';

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

export type Ask = (call: Call) => Promise<unknown>;
export type StageEvent = BusEventOf<OrderEventType>;

const confirming = (intentId: string, token: string, returnUrl: string | undefined): GatewayCall => ({
  method: 'confirm',
  intentId,
  token,
  ...(returnUrl !== undefined && { returnUrl }),
});

const gatewayVia = (ask: Ask): PaymentGateway => {
  const call = <R = PaymentIntent>(of: GatewayCall) => ask({ to: 'gateway', call: of }) as Promise<R>;
  return {
    open: ({ orderId, money }) => call({ method: 'open', orderId, ...money }),
    confirm: (intentId, token, returnUrl) => call(confirming(intentId, token, returnUrl)),
    resume: async (intentId, token, returnUrl) => {
      // An intent that has failed is not confirmed again.
      const intent = await call({ method: 'settle', intentId });
      return intent.status === 'unconfirmed' ? call(confirming(intentId, token, returnUrl)) : intent;
    },
    read: (intentId) => call({ method: 'read', intentId }),
    cancel: (intentId) => call({ method: 'cancel', intentId }),
    settle: (intentId) => call({ method: 'settle', intentId }),
    abandon: (intentId) => call({ method: 'abandon', intentId }),
    readDispute: (intentId) => call<PaymentDispute | undefined>({ method: 'readDispute', intentId }),
    readRefund: (intentId) => call<PaymentRefund>({ method: 'readRefund', intentId }),
    refund: (intentId) => call<PaymentRefund>({ method: 'refund', intentId }),
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

/** How a stage runs. */
export interface StageSetup {
  readonly settings: Settings;
  /** Whether effects that were finished are remembered. */
  readonly powertools: boolean;
  /** Epoch milliseconds; NOW_MS unless given. */
  readonly nowMs?: number;
}

const onRefundRefused = (): void => undefined;
const onRefundFailed = (): void => undefined;

/**
 * Works events as one group of a stage's batch, through the stage's own dispatch.
 * @param ask answers each call that the stage makes to the world outside it.
 * @returns one result per event.
 */
export const runStage = async (
  stage: StageName,
  events: readonly StageEvent[],
  setup: StageSetup,
  ask: Ask,
): Promise<readonly RecordResult[]> => {
  const client = { send: (command: TableCommand) => ask({ to: 'table', command }) };
  const orders = new OrderStore(client as unknown as DynamoDBDocumentClient, ORDERS_TABLE);
  const now = () => setup.nowMs ?? NOW_MS;
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
        paymentGroup({
          orders,
          gateway: () => gatewayVia(ask),
          once,
          breaker: noBreaker,
          onRefundRefused,
          onRefundFailed,
          now,
        }),
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
