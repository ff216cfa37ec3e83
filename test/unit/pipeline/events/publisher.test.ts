import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { failureClassOf, hitsEverybody } from '../../../../pipeline/batch/failure-class';
import { type OutgoingEvent, orderEvent } from '../../../../pipeline/events/outgoing';
import { PublishError } from '../../../../pipeline/events/publish-error';
import { publisher } from '../../../../pipeline/events/publisher';
import { fakeClient } from '../telemetry/fake-client';

const cause = (orderId: string) => ({
  orderId,
  shopId: 'shop-1',
  at: '2026-11-02T10:00:00Z',
  causedBy: 'event-1',
});
const failedEvent = (orderId: string, message = 'declined') =>
  orderEvent('Payment Failed', cause(orderId), { code: 'CARD_DECLINED', message });

type Sent = { Entries: { Detail: string; DetailType: string; Source: string; EventBusName: string }[] };

const bus = (answer?: (input: Record<string, unknown>, number: number) => unknown) => {
  const accepted = (input: Record<string, unknown>) => ({
    FailedEntryCount: 0,
    Entries: (input as unknown as Sent).Entries.map((_, at) => ({ EventId: `bus-${at}` })),
  });
  const { client, sent } = fakeClient<EventBridgeClient>(answer ?? accepted);
  const pauses: number[] = [];
  const port = publisher({
    client,
    busName: 'coffee',
    pause: async (number) => {
      pauses.push(number);
    },
  });
  const requests = () => (sent as unknown as Sent[]).map(({ Entries }) => Entries);
  const orders = () => requests().map((entries) => entries.map(({ Detail }) => JSON.parse(Detail).orderId));
  return { port, sent, requests, orders, pauses };
};

describe('publishing what a batch did', () => {
  it('sends each event as the service’s own, onto its bus', async () => {
    const { port, requests } = bus();
    const failures = await port.publish([{ key: 'm1', events: [failedEvent('a')] }]);
    expect(failures.size).toBe(0);
    expect(requests()).toEqual([
      [
        {
          EventBusName: 'coffee',
          Source: 'coffee-shop.order-processor',
          DetailType: 'Payment Failed',
          Detail: expect.any(String),
        },
      ],
    ]);
    expect(JSON.parse(requests()[0]?.[0]?.Detail ?? '')).toEqual(failedEvent('a').detail);
  });

  it('takes as few requests as fit, ten events each, in order', async () => {
    const { port, orders } = bus();
    await port.publish(
      Array.from({ length: 6 }, (_, at) => ({
        key: `m${at}`,
        events: [failedEvent(`o${at}a`), failedEvent(`o${at}b`)],
      })),
    );
    expect(orders().map((ids) => ids.length)).toEqual([10, 2]);
    expect(orders().flat().slice(0, 4)).toEqual(['o0a', 'o0b', 'o1a', 'o1b']);
  });

  it('keeps a request under 256 KB', async () => {
    const { port, orders } = bus();
    const items = Array.from({ length: 1_000 }, (_, at) => ({
      productId: `product-${at}`,
      quantity: 1,
      unitPrice: 100,
    }));
    const large = (orderId: string) =>
      orderEvent('Payment Validated', cause(orderId), {
        customerId: 'customer-1',
        items,
        total: 100_000,
        currency: 'USD',
        placedAt: '2026-11-02T09:00:00Z',
      });
    await port.publish(['a', 'b', 'c', 'd', 'e'].map((orderId) => ({ key: orderId, events: [large(orderId)] })));
    expect(orders()).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  });

  it('sends one event that several deliveries report once', async () => {
    const { port, orders } = bus();
    await port.publish([
      { key: 'm1', events: [failedEvent('a')] },
      { key: 'm2', events: [failedEvent('a')] },
    ]);
    expect(orders()).toEqual([['a']]);
  });

  it('sends nothing that the contract does not name', async () => {
    const { port, requests } = bus();
    const event = failedEvent('a');
    const leaky = { ...event, detail: { ...event.detail, token: 'tok_secret' } } as OutgoingEvent;
    await port.publish([{ key: 'm1', events: [leaky] }]);
    expect(requests()[0]?.[0]?.Detail).not.toContain('tok_secret');
  });
});

describe('an event that the bus does not take', () => {
  const rejecting = (code: string, orderId: string, times: number) => {
    let left = times;
    return (input: Record<string, unknown>) => {
      const Entries = (input as unknown as Sent).Entries.map(({ Detail }) =>
        JSON.parse(Detail).orderId === orderId && left-- > 0
          ? { ErrorCode: code, ErrorMessage: 'no' }
          : { EventId: 'bus' },
      );
      return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
    };
  };
  const threeOrders = ['a', 'b', 'c'].map((orderId) => ({ key: `m-${orderId}`, events: [failedEvent(orderId)] }));

  it('fails the records that produced it, as a dependency in trouble, with the bus’s code', async () => {
    const { port } = bus(rejecting('NotAuthorizedForSourceException', 'b', 9));
    const failures = await port.publish([...threeOrders, { key: 'm-b2', events: [failedEvent('b')] }]);
    expect([...failures.keys()]).toEqual(['m-b', 'm-b2']);
    expect(failures.get('m-b')).toMatchObject({ code: 'NotAuthorizedForSourceException', failureClass: 'dependency' });
    expect(hitsEverybody(failures.get('m-b'))).toBe(true);
  });

  it.each(['InvalidArgument', 'MalformedDetail'])('is refused for good with %s', async (code) => {
    const { port, orders } = bus(rejecting(code, 'b', 9));
    const failures = await port.publish(threeOrders);
    expect(orders()).toEqual([['a', 'b', 'c']]);
    expect(failures.get('m-b')).toMatchObject({ failureClass: 'permanent', message: `${code}: no` });
  });

  it('is one order’s trouble if it alone is rejected, and everybody’s if most of the request is', async () => {
    const { port } = bus(rejecting('InternalFailure', 'b', 9));
    expect(hitsEverybody((await port.publish(threeOrders)).get('m-b'))).toBe(false);
    const none = bus((input) => {
      const Entries = (input as unknown as Sent).Entries.map(() => ({
        ErrorCode: 'InternalFailure',
        ErrorMessage: 'no',
      }));
      return { FailedEntryCount: Entries.length, Entries };
    });
    expect(hitsEverybody((await none.port.publish(threeOrders)).get('m-b'))).toBe(true);
  });

  it('is found by sending one by one what was refused together', async () => {
    const { port, orders } = bus((input) => {
      const { Entries } = input as unknown as Sent;
      if (Entries.some(({ Detail }) => JSON.parse(Detail).orderId === 'b')) {
        throw Object.assign(new Error('1 validation error detected'), { name: 'ValidationException' });
      }
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'bus' })) };
    });
    const failures = await port.publish(threeOrders);
    expect(orders()).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
    expect([...failures.keys()]).toEqual(['m-b']);
    expect(failures.get('m-b')).toMatchObject({ failureClass: 'permanent' });
  });

  it('is sent again, alone, if the bus had trouble of its own', async () => {
    const { port, orders, pauses } = bus(rejecting('InternalFailure', 'b', 1));
    const failures = await port.publish(threeOrders);
    expect(failures.size).toBe(0);
    expect(orders()).toEqual([['a', 'b', 'c'], ['b']]);
    expect(pauses).toEqual([1]);
  });

  it('is given up after three attempts', async () => {
    const { port, orders } = bus(rejecting('ThrottlingException', 'b', 9));
    const failures = await port.publish(threeOrders);
    expect(orders()).toEqual([['a', 'b', 'c'], ['b'], ['b']]);
    expect([...failures.keys()]).toEqual(['m-b']);
  });

  it('fails with every record of its request if PutEvents throws, and with no other', async () => {
    const { port } = bus((input) => {
      const { Entries } = input as unknown as Sent;
      if (Entries.length === 10) throw Object.assign(new Error('no route'), { name: 'TimeoutError' });
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'bus' })) };
    });
    const failures = await port.publish(
      Array.from({ length: 11 }, (_, at) => ({ key: `m${at}`, events: [failedEvent(`o${at}`)] })),
    );
    expect([...failures.keys()]).toEqual(Array.from({ length: 10 }, (_, at) => `m${at}`));
    expect(failures.get('m0')).toBeInstanceOf(PublishError);
    expect(failureClassOf(failures.get('m0'))).toBe('dependency');
  });

  it('is a bug of ours if it breaks the contract: its record fails as unknown, and none of its events goes out', async () => {
    const { port, orders } = bus();
    const broken = orderEvent('Payment Failed', cause('b'), { code: 'not a code', message: 'x' });
    const failures = await port.publish([
      { key: 'm1', events: [failedEvent('a')] },
      { key: 'm2', events: [failedEvent('b'), broken] },
    ]);
    expect(orders()).toEqual([['a']]);
    expect([...failures.keys()]).toEqual(['m2']);
    expect(failureClassOf(failures.get('m2'))).toBe('unknown');
    expect(failures.get('m2')?.message).toContain('Payment Failed: detail.code');
    expect(failures.get('m2')?.message).toContain('not a code');
  });
});
