import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEventOf, Detail } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { putEntry } from '../../pipeline/events/put-entries';
import type { ChargeSettings } from '../../stages/payment/charge-decision';
import type { PaymentGateway } from '../../stages/payment/gateway/gateway';
import type { GatewaySettings } from '../../stages/payment/ports';
import { refusalOf } from '../../stages/payment/refusal';

export interface BaselinePorts {
  readonly documents: DynamoDBDocumentClient;
  readonly events: EventBridgeClient;
  readonly busName: string;
  /** One item per order, by `orderId`. */
  readonly tableName: string;
  readonly gateway: Pick<PaymentGateway, 'open' | 'confirm'>;
}

/** What is known of an order. Payment and confirmation come in any order; whoever comes second sees the other in the answer to its own write. */
interface OrderItem {
  readonly chargedAt?: string;
  readonly confirmedAt?: string;
  readonly snapshot?: Pick<Detail<'Order Created'>, 'customerId' | 'items' | 'total' | 'currency'> & {
    readonly placedAt: string;
  };
}

/** What is done for one message, without a thought for the others of its batch. */
export const baselinePayment = ({ documents, events, busName, tableName, gateway }: BaselinePorts) => {
  /** Sets attributes of an order's item and gives all that it then has: one request. */
  const update = async (
    orderId: string,
    attributes: OrderItem & { readonly paymentId?: string },
  ): Promise<OrderItem> => {
    const names = Object.keys(attributes);
    const { Attributes = {} } = await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { orderId },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
        ),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes;
  };

  /** @throws Error if the bus did not take one of them. */
  const publish = async (outgoing: readonly OutgoingEvent[]): Promise<void> => {
    if (outgoing.length === 0) return;
    const { FailedEntryCount, Entries = [] } = await events.send(
      new PutEventsCommand({ Entries: outgoing.map((event) => putEntry(event, busName)) }),
    );
    if (FailedEntryCount)
      throw new Error(`the bus refused an event: ${Entries.find(({ ErrorCode }) => ErrorCode)?.ErrorCode}`);
  };

  const validated = (
    { snapshot }: OrderItem,
    event: BusEventOf<'Order Created' | 'Order Confirmed'>,
  ): OutgoingEvent[] =>
    snapshot ? [orderEvent('Payment Validated', causedBy(event), { ...snapshot, items: [...snapshot.items] })] : [];

  return {
    /** Order Created. @returns what came of it. @throws whatever the gateway, the table or the bus throws: the queue brings it again. */
    charge: async (
      event: BusEventOf<'Order Created'>,
      settings: Omit<ChargeSettings, keyof GatewaySettings>,
    ): Promise<string> => {
      const { orderId, shopId, customerId, items, total, currency, timestamp, payment } = event.detail;
      const refusal = refusalOf(event.detail, settings);
      if (refusal) {
        await publish([orderEvent('Payment Failed', causedBy(event), refusal)]);
        return refusal.code;
      }
      if (!payment) throw new Error(`order ${orderId} costs nothing: the baseline only charges`);
      const { id: paymentId } = await gateway.open({ orderId, shopId, customerId, money: { amount: total, currency } });
      const { status, decline } = await gateway.confirm(paymentId, payment.token);
      if (status === 'declined') {
        const { code = 'CARD_DECLINED', message = 'the card was declined' } = decline ?? {};
        await publish([orderEvent('Payment Failed', causedBy(event), { code: code.toUpperCase(), message })]);
        return 'declined';
      }
      if (status !== 'captured') throw new Error(`payment ${paymentId} is ${status} at the gateway`);
      const order = await update(orderId, {
        paymentId,
        chargedAt: new Date().toISOString(),
        snapshot: { customerId, items, total, currency, placedAt: timestamp },
      });
      const isValidated = order.confirmedAt !== undefined || !settings.requireConfirmation;
      await publish([
        orderEvent('Payment Processed', causedBy(event), { paymentId, status: 'PAID', amount: total, currency }),
        ...(isValidated ? validated(order, event) : []),
      ]);
      return 'charged';
    },

    /** Order Confirmed. @returns what came of it. @throws as `charge`. */
    confirm: async (event: BusEventOf<'Order Confirmed'>): Promise<string> => {
      const order = await update(event.detail.orderId, { confirmedAt: new Date().toISOString() });
      if (order.chargedAt === undefined) return 'confirmed';
      await publish(validated(order, event));
      return 'validated';
    },
  };
};

const causedBy = ({ eventId, time, detail: { orderId, shopId } }: BusEventOf<'Order Created' | 'Order Confirmed'>) => ({
  orderId,
  shopId,
  at: time,
  causedBy: eventId,
});
