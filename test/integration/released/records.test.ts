import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent } from '@coffee-shop/aws-local';
import type { OrderEventType } from '../../../contracts/events/events';
import type { StageName } from '../../../contracts/events/order-processor';
import { placedAt } from '../../../contracts/events/placed-at';
import { eventTypesOf } from '../../../contracts/events/subscriptions';
import { kebabName } from '../../../contracts/publish/json-schema';
import { deadLetter } from '../../../ops/dlq/letter';
import { countsByDay } from '../../../ops/reconcile/counter-differences';
import { type FailureRecord, failureRecordKeyOfRelease010 } from '../../../pipeline/batch/failure-records';
import { parseRecord } from '../../../pipeline/batch/intake';
import { intentStore } from '../../../pipeline/circuit-breaker/mapping-controller/intent';
import { breakerStore } from '../../../pipeline/circuit-breaker/store';
import { type Counts, sumCounts } from '../../../pipeline/counters/counters';
import { EffectOnce } from '../../../pipeline/idempotency/effect-once';
import { historyFromItem, itemFromHistory } from '../../../pipeline/orders/order-item';
import { historyOf, orderFrom } from '../../../pipeline/orders/order-states';
import { heldByOrders } from '../../../pipeline/reconcile/stock-differences';
import { ROOT } from '../../architecture/tracked-files';
import { releases } from '../../released/released';
import { confirmed, handedOver } from '../../stages/events';
import { created, handedOn, INVOCATION, published, type Stages, startStages, types } from '../stages/kit';
import { COUNTERS, ORDERS } from '../tables';

const STAGE_EVENTS: Readonly<Record<StageName, readonly OrderEventType[]>> = {
  payment: eventTypesOf('payment'),
  inventory: eventTypesOf('inventory'),
  fulfillment: eventTypesOf('fulfillment'),
};
const stageNames = Object.keys(STAGE_EVENTS) as StageName[];

const orderIdOf = ({ detail }: BusEvent): string => (detail as { orderId: string }).orderId;
const eventIdOf = ({ id, detail }: BusEvent): string =>
  (detail as { metadata?: { eventId: string } }).metadata?.eventId ?? id;
/** An event's lines come out of a map, which DynamoDB gives back in any order. */
const inOrder = (detail: unknown): unknown => {
  const { items, ...rest } = detail as { items?: { productId: string }[] };
  return { ...rest, ...(items && { items: items.toSorted((a, b) => a.productId.localeCompare(b.productId)) }) };
};
const messageOf = (event: BusEvent) =>
  ({
    messageId: event.id,
    body: JSON.stringify(event),
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: orderIdOf(event) },
  }) as Parameters<typeof parseRecord>[0];

/** Whether an event's type was part of a release's contract. */
const wasInContract = (version: string, type: OrderEventType): boolean =>
  existsSync(join(ROOT, 'test/fixtures/contracts/released', version, `${kebabName(type)}.v1.json`));

describe.each(releases())('what release $version has written', ({ version, frozenAt, events, tables, orders }) => {
  const frozenAtMs = Date.parse(frozenAt);
  const faulty = (event: BusEvent) => orderIdOf(event) === 'no-customer';
  const keyOf = ({ PK, SK }: Record<string, unknown>) => `${PK} ${SK ?? ''}`;
  const item = (partitionKey: string, sortKey: string) =>
    tables.orders.find(({ PK, SK }) => PK === partitionKey && SK === sortKey);

  /** The release's events as a stage gets them: those that it takes, read by the code of today. */
  const parsed = (stage: StageName, chosen: readonly BusEvent[]) =>
    chosen
      .filter((event) => STAGE_EVENTS[stage].includes(event['detail-type'] as OrderEventType) && !faulty(event))
      .map((event) => {
        const { record, error } = parseRecord(messageOf(event), STAGE_EVENTS[stage], frozenAtMs);
        if (error) throw error;
        return record.event;
      });

  /** As it was written, but for the time of an Order Created: an order is placed when the bus took it. */
  const readToday = ({ 'detail-type': type, time, detail }: BusEvent) => {
    const said = detail as { readonly timestamp: string };
    return type === 'Order Created' ? { ...said, timestamp: placedAt(said.timestamp, time) } : said;
  };

  describe('in queues', () => {
    it.each(stageNames)('is read by %s: every event of every type that it takes and that there was', (stage) => {
      const read = parsed(stage, events);
      const known = STAGE_EVENTS[stage].filter((type) => wasInContract(version, type));
      expect(new Set(read.map(({ type }) => type))).toEqual(new Set(known));
      const frozen = events.filter((event) => read.some(({ eventId }) => eventId === eventIdOf(event)));
      expect(read.map(({ detail }) => detail)).toEqual(frozen.map(readToday));
    });

    it('is refused for the same reason as then', () => {
      const [event] = events.filter(faulty);
      if (!event) throw new Error('no faulty event is frozen');
      const rejection = item('rejected#no-customer-event', 'rejected');
      expect(parseRecord(messageOf(event), eventTypesOf('payment'), frozenAtMs)).toMatchObject({
        error: { message: rejection?.reason },
      });
    });
  });

  describe('in tables', () => {
    let stages: Stages;
    beforeEach(async () => {
      stages = await startStages({ productIds: new Set(['p38', 'p70']) });
      for (const [TableName, items] of [
        [ORDERS, tables.orders],
        [COUNTERS, tables.counters],
      ] as const) {
        for (const Item of items) await stages.documents.send(new PutCommand({ TableName, Item }));
      }
    });
    afterEach(() => stages.stop());

    it('is the same order as then, also after we have written it', () => {
      const items = tables.orders.filter(({ SK }) => SK === 'order');
      expect(items.map(historyFromItem)).toEqual(orders);
      expect(orders.map(itemFromHistory).map(historyFromItem)).toEqual(orders);
      // Byte for byte what the release's own encoding makes of it, also after a stage has decided on its states.
      const bytes = (histories: typeof orders) => histories.map((history) => JSON.stringify(itemFromHistory(history)));
      expect(bytes(orders.map(orderFrom).map(historyOf))).toEqual(bytes(orders));
    });

    it('makes every delivery a replay: it publishes what was published then, changes nothing and asks the gateway nothing', async () => {
      const settled = events.filter((event) => !/^waiting/.test(orderIdOf(event)));
      const before = [await stages.items(ORDERS), await stages.items(COUNTERS)];
      const results = [];
      for (const event of parsed('payment', settled)) results.push(...(await stages.pay(event as never)));
      for (const event of parsed('inventory', settled)) results.push(...(await stages.stock(event as never)));
      for (const event of parsed('fulfillment', settled)) results.push(...(await stages.cook(event as never)));

      const then = new Map(events.map((event) => [eventIdOf(event), event]));
      expect(published(results).length).toBeGreaterThan(30);
      for (const { type, detail } of published(results)) {
        const event = then.get(detail.metadata?.eventId ?? '');
        expect([type, inOrder(detail)]).toEqual([event?.['detail-type'], inOrder(event?.detail)]);
      }
      expect(results.filter((result) => result.status !== 'done' || !result.replay)).toEqual([]);
      const after = [await stages.items(ORDERS), await stages.items(COUNTERS)];
      const ordered = (items: Record<string, unknown>[][]) =>
        items.map((of) => of.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))));
      expect(ordered(after)).toEqual(ordered(before));
      expect(stages.simulator.ledger.netByOrder()).toEqual({});
    });

    const collect = async (orderId: string, paid: Awaited<ReturnType<Stages['pay']>>) => {
      const allocated = await stages.stock(handedOn(paid, 'Payment Validated'));
      const scheduled = await stages.cook(handedOn(allocated, 'Inventory Allocated'));
      return [...scheduled, ...(await stages.cook(handedOver({ orderId })))];
    };

    it('is an order that was paid: confirmed now, it is fulfilled', async () => {
      const orderId = 'paid';
      const paid = await stages.pay(confirmed({ orderId }));
      expect(types(await collect(orderId, paid))).toEqual(['Delivery Scheduled', 'Order Fulfilled']);
      expect(await stages.history(orderId)).toMatchObject({ outcome: 'fulfilled' });
    });

    it('is an order that was confirmed only: created now, it is charged and fulfilled', async () => {
      const orderId = 'confirmed-before-created';
      const paid = await stages.pay(created({ orderId, items: [{ productId: 'p38', quantity: 2, unitPrice: 450 }] }));
      expect(types(paid)).toEqual(['Payment Processed', 'Payment Validated']);
      expect(types(await collect(orderId, paid))).toEqual(['Delivery Scheduled', 'Order Fulfilled']);
    });

    it('is an order that the barista had finished already: scheduled now, it is fulfilled at once', async () => {
      const orderId = 'ready-before-scheduled';
      const items = [{ productId: 'p38', quantity: 2, unitPrice: 450 }];
      const paid = await stages.pay(created({ orderId, items }), confirmed({ orderId }));
      const allocated = await stages.stock(handedOn(paid, 'Payment Validated'));
      expect(types(await stages.cook(handedOn(allocated, 'Inventory Allocated')))).toContain('Order Fulfilled');
    });

    it('is a ticket in a kitchen: collected now, it is taken down', async () => {
      const openTickets = async () => Object.keys(((await stages.kitchenOf('astoria')) as { open: object }).open);
      expect(await openTickets()).toContain('scheduled-1');
      expect(types(await stages.cook(handedOver({ orderId: 'scheduled-1' })))).toEqual(['Order Fulfilled']);
      expect(await openTickets()).not.toContain('scheduled-1');
    });

    it('is an effect that Powertools remembers: it does not run again', async () => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(frozenAtMs);
      const once = new EffectOnce(stages.dynamodb, ORDERS);
      once.registerInvocation(INVOCATION);
      try {
        for (const operation of ['payment.charge', 'payment.refund']) {
          const result = await once.run(operation, 'cancelled-when-scheduled', async () => ({
            status: 'again',
          }));
          expect(result).toEqual(item('order#cancelled-when-scheduled', `op#${operation}`)?.data);
        }
      } finally {
        clock.mockRestore();
      }
    });

    it('is a breaker that is open, and a queue that its keeper has paused', async () => {
      const name = 'payment-gateway';
      const client = stages.documents;
      const breaker = await breakerStore({ client, tableName: ORDERS, name, writer: 'a-test' }).read();
      expect(item(`breaker#${name}`, 'breaker')).toMatchObject(breaker);
      expect(breaker.status).toBe('open');
      const intent = await intentStore({ client, tableName: ORDERS, breakerName: name }).read();
      expect(intent).toMatchObject({ mode: 'paused', pausedByKeeper: true, isDone: true });
    });

    it('is a day of business: its counters say what its orders say, and stock is held by who holds it', () => {
      const shards = tables.counters.filter(({ PK }) => String(PK).startsWith('metrics#'));
      const counted = sumCounts(shards.map(({ PK: _key, ...counts }) => counts as Counts));
      const told = sumCounts(countsByDay(orders).values());
      for (const [name, value] of Object.entries(told)) expect([name, counted[name]]).toEqual([name, value]);
      const held = heldByOrders(orders);
      for (const stock of tables.counters.filter(({ PK }) => String(PK).startsWith('stock#'))) {
        expect(held.get(String(stock.PK))).toMatchObject({ reserved: stock.reserved, sold: stock.sold });
      }
    });

    it('is the reason of a dead letter', () => {
      const [event] = events.filter(faulty);
      const message = { Body: JSON.stringify(event), MessageId: 'm-1' };
      const key = failureRecordKeyOfRelease010({ messageId: 'm-1', body: message.Body });
      const rejection = key && (item(key.PK, key.SK) as FailureRecord | undefined);
      expect(deadLetter({ name: 'payment-dlq' }, message, rejection)).toMatchObject({
        reasonSource: 'recorded',
        reason: expect.stringContaining('customerId'),
        failureClass: 'permanent',
      });
    });
  });
});
