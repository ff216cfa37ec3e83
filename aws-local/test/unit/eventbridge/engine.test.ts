import { ManualClock } from '../../../src/clock/manual-clock';
import type { PutEventsEntry } from '../../../src/eventbridge/bus-event';
import { EventBridgeEngine, type EventBridgeOptions } from '../../../src/eventbridge/engine';
import type { Target } from '../../../src/eventbridge/target';
import { AwsError } from '../../../src/http/aws-error';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';

const KEEPER = 'arn:aws:lambda:us-east-1:000000000000:function:keeper';

const order = (orderId: string, more: PutEventsEntry = {}): PutEventsEntry => ({
  Source: 'coffee-shop.order-manager',
  DetailType: 'Order Created',
  Detail: JSON.stringify({ orderId }),
  EventBusName: 'orders',
  ...more,
});

const environment = (more: Partial<EventBridgeOptions> = {}) => {
  const clock = new ManualClock();
  const sqs = new SqsEngine({ clock });
  const invokeFunction = jest.fn(async (_arn: string, _event: unknown): Promise<unknown> => undefined);
  const bus = new EventBridgeEngine({ clock, sqs, invokeFunction, random: () => 1, ...more });
  bus.buses.create('orders');
  const rule = (name: string, target: Target, eventPattern: object = { 'detail-type': ['Order Created'] }) => {
    bus.rules.put({ name, busName: 'orders', eventPattern });
    bus.rules.putTargets('orders', name, [target]);
  };
  return { clock, sqs, bus, rule, invokeFunction };
};

/** Lets what was accepted be dispatched, and what was invoked answer. */
const delivered = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const orderIds = (queue: Queue): string[] => queue.peek().map(({ body }) => JSON.parse(body).detail.orderId);
const attributesOf = (queue: Queue): Record<string, unknown>[] =>
  queue
    .peek()
    .map(({ messageAttributes }) =>
      Object.fromEntries(Object.entries(messageAttributes).map(([name, { StringValue }]) => [name, StringValue])),
    );

/** A queue that fails in SQS's place until it is told to work. */
const failing = (queue: Queue, error: AwsError): (() => void) => {
  const spy = jest.spyOn(queue, 'send').mockImplementation(() => {
    throw error;
  });
  return () => spy.mockRestore();
};
const unavailable = new AwsError('ServiceUnavailable', 'try later', 503);

describe('a bus', () => {
  it('hands a trace header on beside the message, never in the event, and drops one that X-Ray could not read', async () => {
    const { sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    const header = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
    bus.putEvents([order('o-1', { TraceHeader: header }), order('o-2', { TraceHeader: 'Root=oops' }), order('o-3')]);
    await delivered();
    const received = await ingress.receive({ maxMessages: 10 });
    expect(received.map(({ attributes }) => attributes.AWSTraceHeader)).toEqual([header, undefined, undefined]);
    expect(received[0]?.body).not.toContain('Root=');
  });

  it('brings an event to the targets of every rule that it matches, as the whole event', async () => {
    const { sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    const audit = sqs.createQueue('audit', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    rule('to-audit', { Id: '1', Arn: audit.arn }, { detail: { orderId: [{ prefix: 'o-' }] } });
    const { Entries, FailedEntryCount } = bus.putEvents([order('o-1'), order('x-2')]);
    await delivered();
    expect(FailedEntryCount).toBe(0);
    expect(orderIds(ingress)).toEqual(['o-1', 'x-2']);
    expect(orderIds(audit)).toEqual(['o-1']);
    expect(JSON.parse(audit.peek()[0]?.body ?? '')).toMatchObject({
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'Order Created',
      source: 'coffee-shop.order-manager',
    });
    expect(bus.counters).toMatchObject({
      putEventsRequests: 1,
      putEventsEntries: 2,
      invocations: 3,
      invocationsByTarget: { [ingress.arn]: 2, [audit.arn]: 1 },
    });
  });

  it('delivers after it has answered', async () => {
    const { sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    bus.putEvents([order('o-1')]);
    await Promise.resolve();
    expect(orderIds(ingress)).toEqual([]);
    await delivered();
    expect(orderIds(ingress)).toEqual(['o-1']);
  });

  it('answers entry by entry, in order; what is refused reaches nobody', async () => {
    const rejectEntry = (entry: PutEventsEntry) =>
      entry.Detail?.includes('unlucky') ? { code: 'ThrottlingException', message: 'slow down' } : undefined;
    const { sqs, bus, rule } = environment({ faults: { rejectEntry } });
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    const seen: unknown[] = [];
    bus.onEvent((event) => seen.push(event.detail));
    const answer = bus.putEvents([order('o-1'), order('o-2', { Detail: '{' }), order('unlucky'), order('o-4')]);
    await delivered();
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ThrottlingException',
      undefined,
    ]);
    expect(orderIds(ingress)).toEqual(['o-1', 'o-4']);
    expect(seen).toEqual([{ orderId: 'o-1' }, { orderId: 'o-4' }]);
  });

  it('takes a bus by name or ARN, the default one unless told, and drops events for one that does not exist', async () => {
    const { sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    const { EventBusName: _, ...onDefault } = order('o-2');
    const { Entries } = bus.putEvents([
      order('o-1', { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/orders' }),
      onDefault,
      order('o-3', { EventBusName: 'nowhere' }),
    ]);
    await delivered();
    expect(Entries.map(({ EventId }) => typeof EventId)).toEqual(['string', 'string', 'string']);
    expect(orderIds(ingress)).toEqual(['o-1']);
  });

  it('gives a FIFO queue the static group; content-based deduplication is the queue’s', async () => {
    const { sqs, bus, rule } = environment();
    const payment = sqs.createQueue('payment.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    rule('malformed', { Id: '1', Arn: payment.arn, SqsParameters: { MessageGroupId: 'malformed' } });
    bus.putEvents([order('o-1'), order('o-1')]);
    await delivered();
    expect(payment.peek().map(({ attributes }) => attributes.MessageGroupId)).toEqual(['malformed', 'malformed']);
  });

  it('sends a constant or a part of the event instead, if the target says so', async () => {
    const { sqs, bus } = environment();
    const [constant, part, missing] = ['constant', 'part', 'missing'].map((name) => sqs.createQueue(name, {})) as [
      Queue,
      Queue,
      Queue,
    ];
    bus.rules.put({ name: 'all', busName: 'orders', eventPattern: { source: [{ prefix: '' }] } });
    bus.rules.putTargets('orders', 'all', [
      { Id: '1', Arn: constant.arn, Input: '{"wake": true}' },
      { Id: '2', Arn: part.arn, InputPath: '$.detail.orderId' },
      { Id: '3', Arn: missing.arn, InputPath: '$.detail.nothing' },
    ]);
    bus.putEvents([order('o-1')]);
    await delivered();
    expect([constant, part, missing].map((queue) => queue.peek()[0]?.body)).toEqual([
      '{"wake": true}',
      '"o-1"',
      'null',
    ]);
  });

  it('leaves duplicates, delays and their order to whoever stands in between', async () => {
    const held: (() => void)[] = [];
    const { sqs, bus, rule } = environment({ deliver: (_event, _target, deliverNow) => held.push(deliverNow) });
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    bus.putEvents([order('o-1'), order('o-2')]);
    await delivered();
    expect(orderIds(ingress)).toEqual([]);
    for (const deliverNow of [...held.reverse(), ...held]) deliverNow();
    expect(orderIds(ingress)).toEqual(['o-2', 'o-1', 'o-2', 'o-1']);
  });

  it('delivers nothing more once it is closed', async () => {
    const { clock, sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    const repair = failing(ingress, unavailable);
    bus.putEvents([order('o-1')]);
    await delivered();
    bus.putEvents([order('o-2')]);
    bus.close();
    repair();
    clock.advance(86_400_000);
    await delivered();
    expect(orderIds(ingress)).toEqual([]);
  });
});

describe('a target that fails', () => {
  it('is tried again, later and later, until it takes the event', async () => {
    const { clock, sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    const repair = failing(ingress, unavailable);
    bus.putEvents([order('o-1')]);
    await delivered();
    clock.advance(1_000 + 2_000 + 4_000);
    expect(bus.counters.invocations).toBe(4);
    repair();
    clock.advance(7_999);
    expect(orderIds(ingress)).toEqual([]);
    clock.advance(1);
    expect(orderIds(ingress)).toEqual(['o-1']);
    expect(bus.counters).toMatchObject({ invocations: 5, deadLettered: 0, dropped: 0 });
  });

  it('costs the event after the last retry, which goes to the dead-letter queue with the reason', async () => {
    const { clock, sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    const undeliverable = sqs.createQueue('undeliverable', {});
    const policy = { RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: undeliverable.arn } };
    rule('to-ingress', { Id: '1', Arn: ingress.arn, ...policy });
    failing(ingress, unavailable);
    bus.putEvents([order('o-1')]);
    await delivered();
    clock.advance(2_999);
    expect(orderIds(undeliverable)).toEqual([]);
    clock.advance(1);
    expect(orderIds(undeliverable)).toEqual(['o-1']);
    expect(attributesOf(undeliverable)).toEqual([
      {
        RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/orders/to-ingress',
        TARGET_ARN: ingress.arn,
        ERROR_CODE: 'ERROR_FROM_TARGET',
        ERROR_MESSAGE: 'try later (Error Code: ServiceUnavailable)',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: '2',
      },
    ]);
    expect(bus.counters).toMatchObject({ invocations: 3, deadLettered: 1 });
  });

  it('costs the event when it gets too old', async () => {
    const { clock, sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    const undeliverable = sqs.createQueue('undeliverable', {});
    const policy = { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: undeliverable.arn } };
    rule('to-ingress', { Id: '1', Arn: ingress.arn, ...policy });
    failing(ingress, new AwsError('ThrottlingException', 'slow down'));
    bus.putEvents([order('o-1')]);
    await delivered();
    clock.advance(59_999);
    expect(orderIds(undeliverable)).toEqual([]);
    clock.advance(1);
    expect(attributesOf(undeliverable)).toEqual([
      expect.objectContaining({
        ERROR_CODE: 'THROTTLING',
        EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
        RETRY_ATTEMPTS: '5',
      }),
    ]);
  });

  it('for good, because it is not there, costs the event at once', async () => {
    const { sqs, bus, rule } = environment();
    const undeliverable = sqs.createQueue('undeliverable', {});
    const gone = 'arn:aws:sqs:us-east-1:000000000000:gone';
    rule('to-nowhere', { Id: '1', Arn: gone, DeadLetterConfig: { Arn: undeliverable.arn } });
    bus.putEvents([order('o-1')]);
    await delivered();
    const [attributes] = attributesOf(undeliverable);
    expect(attributes).toMatchObject({ ERROR_CODE: 'NO_RESOURCE', TARGET_ARN: gone, RETRY_ATTEMPTS: '0' });
    expect(attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  it('for good, because the queue refuses the message, costs the event at once', async () => {
    const { sqs, bus, rule } = environment();
    const undeliverable = sqs.createQueue('undeliverable', {});
    const payment = sqs.createQueue('payment.fifo', { FifoQueue: 'true' });
    const group = { SqsParameters: { MessageGroupId: 'malformed' } };
    rule('malformed', { Id: '1', Arn: payment.arn, ...group, DeadLetterConfig: { Arn: undeliverable.arn } });
    bus.putEvents([order('o-1')]);
    await delivered();
    expect(attributesOf(undeliverable)).toEqual([expect.objectContaining({ ERROR_CODE: 'SDK_CLIENT_ERROR' })]);
  });

  it('without a dead-letter queue drops the event, counts it and says why', async () => {
    const dropped: unknown[] = [];
    const { bus, rule } = environment({ onDropped: (each) => dropped.push(each) });
    rule('to-nowhere', { Id: '1', Arn: 'arn:aws:sqs:us-east-1:000000000000:gone' });
    bus.putEvents([order('o-1')]);
    await delivered();
    expect(bus.counters).toMatchObject({ deadLettered: 0, dropped: 1 });
    expect(bus.lastDropped).toBe(dropped[0]);
    expect(dropped).toEqual([
      {
        ruleArn: expect.stringMatching(/to-nowhere$/),
        eventId: expect.any(String),
        detailType: 'Order Created',
        reason: expect.stringMatching('^NO_RESOURCE: '),
      },
    ]);
  });
});

describe('a function as a target', () => {
  it('is invoked with the event', async () => {
    const { bus, rule, invokeFunction } = environment();
    rule('keeper', { Id: '1', Arn: KEEPER });
    bus.putEvents([order('o-1')]);
    await delivered();
    expect(invokeFunction.mock.calls).toEqual([[KEEPER, expect.objectContaining({ detail: { orderId: 'o-1' } })]]);
  });

  it('that throws is run again by Lambda after one and two more minutes, and then no more', async () => {
    const { clock, bus, rule, invokeFunction } = environment();
    invokeFunction.mockRejectedValue(new Error('bug'));
    rule('keeper', { Id: '1', Arn: KEEPER });
    bus.putEvents([order('o-1')]);
    await delivered();
    for (const [advanceMs, calls] of [
      [59_999, 1],
      [1, 2],
      [119_999, 2],
      [1, 3],
      [3_600_000, 3],
    ] as const) {
      clock.advance(advanceMs);
      await delivered();
      expect(invokeFunction).toHaveBeenCalledTimes(calls);
    }
    expect(bus.counters.invocations).toBe(1);
  });

  it('that does not exist costs the event at once', async () => {
    const { sqs, bus, rule, invokeFunction } = environment();
    const undeliverable = sqs.createQueue('undeliverable', {});
    invokeFunction.mockRejectedValue(new AwsError('ResourceNotFoundException', 'Function not found', 404));
    rule('keeper', { Id: '1', Arn: KEEPER, DeadLetterConfig: { Arn: undeliverable.arn } });
    bus.putEvents([order('o-1')]);
    await delivered();
    expect(attributesOf(undeliverable)).toEqual([
      expect.objectContaining({ ERROR_CODE: 'NO_RESOURCE', TARGET_ARN: KEEPER }),
    ]);
  });
});

describe('rules', () => {
  const anyQueue = 'arn:aws:sqs:us-east-1:000000000000:any';
  const target = (id: string): Target => ({ Id: id, Arn: anyQueue });

  it('run their targets at a rate, on the clock, without drift', async () => {
    const { clock, bus, invokeFunction } = environment();
    const { arn } = bus.rules.put({ name: 'every-minute', busName: 'default', scheduleExpression: 'rate(1 minute)' });
    bus.rules.putTargets('default', 'every-minute', [{ Id: '1', Arn: KEEPER }]);
    clock.advance(59_999);
    await delivered();
    expect(invokeFunction).not.toHaveBeenCalled();
    clock.advance(2 * 60_000 + 1);
    await delivered();
    expect(invokeFunction).toHaveBeenCalledTimes(3);
    expect(invokeFunction.mock.calls[0]?.[1]).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: expect.stringMatching(/Z$/),
      region: 'us-east-1',
      resources: [arn],
      detail: {},
    });
    bus.rules.setState('default', 'every-minute', 'DISABLED');
    clock.advance(600_000);
    await delivered();
    expect(invokeFunction).toHaveBeenCalledTimes(3);
    bus.close();
  });

  it('that are disabled match nothing until they are enabled', async () => {
    const { sqs, bus, rule } = environment();
    const ingress = sqs.createQueue('ingress', {});
    rule('to-ingress', { Id: '1', Arn: ingress.arn });
    bus.rules.setState('orders', 'to-ingress', 'DISABLED');
    bus.putEvents([order('o-1')]);
    await delivered();
    bus.rules.setState('orders', 'to-ingress', 'ENABLED');
    bus.putEvents([order('o-2')]);
    await delivered();
    expect(orderIds(ingress)).toEqual(['o-2']);
  });

  it('keep their targets when they are put again', () => {
    const { bus, rule } = environment();
    rule('r', target('1'));
    bus.rules.put({ name: 'r', busName: 'orders', eventPattern: { source: ['x'] } });
    expect([...bus.rules.get('orders', 'r').targets.keys()]).toEqual(['1']);
  });

  it('cannot be deleted while they have targets', () => {
    const { bus, rule } = environment();
    rule('r', target('1'));
    expect(() => bus.rules.delete('orders', 'r')).toThrow("Rule can't be deleted since it has targets.");
    expect(bus.rules.removeTargets('orders', 'r', ['1', '2'])).toEqual({ missingIds: ['2'] });
    bus.rules.delete('orders', 'r');
    expect(bus.rules.list('orders')).toEqual([]);
    expect(() => bus.rules.delete('orders', 'r')).not.toThrow();
  });

  it('have at most five targets; a request that goes beyond adds none', () => {
    const { bus, rule } = environment();
    rule('r', target('1'));
    bus.rules.putTargets('orders', 'r', ['1', '2', '3', '4', '5'].map(target));
    expect(() => bus.rules.putTargets('orders', 'r', [target('6')])).toThrow(
      expect.objectContaining({ code: 'LimitExceededException' }),
    );
    expect(bus.rules.get('orders', 'r').targets.size).toBe(5);
  });

  it.each<[string, string, (bus: EventBridgeEngine) => void]>([
    [
      'ResourceNotFoundException',
      'Event bus nowhere',
      (bus) => bus.rules.put({ name: 'r', busName: 'nowhere', eventPattern: { source: ['x'] } }),
    ],
    [
      'ResourceNotFoundException',
      'Rule r does not exist on EventBus orders',
      (bus) => bus.rules.putTargets('orders', 'r', [target('1')]),
    ],
    [
      'ValidationException',
      'EventPattern or ScheduleExpression',
      (bus) => bus.rules.put({ name: 'r', busName: 'orders' }),
    ],
    [
      'ValidationException',
      'a b',
      (bus) => bus.rules.put({ name: 'a b', busName: 'orders', eventPattern: { source: ['x'] } }),
    ],
    [
      'ValidationException',
      'only on the default event bus',
      (bus) => bus.rules.put({ name: 'r', busName: 'orders', scheduleExpression: 'rate(1 minute)' }),
    ],
    [
      'InvalidEventPatternException',
      'source',
      (bus) => bus.rules.put({ name: 'r', busName: 'orders', eventPattern: { source: 'x' } }),
    ],
    [
      'InvalidEventPatternException',
      'quota is 2048',
      (bus) => bus.rules.put({ name: 'r', busName: 'orders', eventPattern: { source: ['x'.repeat(2048)] } }),
    ],
    ['ResourceAlreadyExistsException', 'orders', (bus) => bus.buses.create('orders')],
    ['ValidationException', 'default', (bus) => bus.buses.delete('default')],
  ])('and buses answer %s (%s)', (code, message, act) => {
    expect(() => act(environment().bus)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('the bus of a partner', () => {
  const SOURCE = 'aws.partner/stripe.com/ed_1';
  const refunded = (more: PutEventsEntry = {}): PutEventsEntry => ({
    Source: SOURCE,
    DetailType: 'refund.updated',
    Detail: '{"id":"evt_1","data":{"object":{"client_secret":"secret"}}}',
    ...more,
  });

  it('takes the events of its source, and its rules pass on what their input transformers pick', async () => {
    const { sqs, bus } = environment();
    bus.buses.associate(SOURCE);
    const hints = sqs.createQueue('hints', {});
    const { arn } = bus.rules.put({ name: 'refunds', busName: SOURCE, eventPattern: { source: [SOURCE] } });
    expect(arn).toMatch(/rule\/aws\.partner\/stripe\.com\/ed_1\/refunds$/);
    const InputTransformer = { InputPathsMap: { event: '$.detail.id' }, InputTemplate: '{"event": <event>}' };
    bus.rules.putTargets(SOURCE, 'refunds', [{ Id: '1', Arn: hints.arn, InputTransformer }]);
    expect(bus.putPartnerEvents([refunded(), refunded({ DetailType: '' })])).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InvalidArgument' }],
    });
    await delivered();
    expect(hints.peek().map(({ body }) => body)).toEqual(['{"event":"evt_1"}']);
  });

  it('dead-letters an event of which it is not known what AWS would pass on', async () => {
    const { sqs, bus } = environment();
    bus.buses.associate(SOURCE);
    const [hints, dead] = [sqs.createQueue('hints', {}), sqs.createQueue('dead', {})];
    bus.rules.put({ name: 'refunds', busName: SOURCE, eventPattern: { source: [SOURCE] } });
    const InputTransformer = { InputPathsMap: { event: '$.detail.id' }, InputTemplate: '{"event": <event>}' };
    bus.rules.putTargets(SOURCE, 'refunds', [
      { Id: '1', Arn: hints.arn, InputTransformer, DeadLetterConfig: { Arn: dead.arn } },
    ]);
    bus.putPartnerEvents([refunded({ Detail: '{"id":null}' })]);
    await delivered();
    expect(hints.peek()).toEqual([]);
    expect(attributesOf(dead)).toMatchObject([{ ERROR_MESSAGE: expect.stringContaining('<event> is null') }]);
  });

  it('has the name of its source, and up to 20 events fit in a request', () => {
    const { bus } = environment();
    const heard = jest.fn();
    bus.onEvent(heard);
    // One that nobody has associated drops what its partner sends.
    expect(bus.putPartnerEvents([refunded(), refunded({ Source: 'stripe' })])).toMatchObject({
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InvalidArgument' }],
    });
    expect(heard).not.toHaveBeenCalled();
    expect(bus.buses.create(SOURCE, SOURCE).arn).toMatch(/event-bus\/aws\.partner\/stripe\.com\/ed_1$/);
    expect(bus.putPartnerEvents(Array.from({ length: 20 }, () => refunded()))).toMatchObject({ FailedEntryCount: 0 });
    expect(() => bus.putPartnerEvents(Array.from({ length: 21 }, () => refunded()))).toThrow('equal to 20');
    for (const [name, source] of [
      ['stripe', SOURCE],
      ['stripe/events', undefined],
      ['aws.partner/stripe.com', 'aws.partner/stripe.com'],
    ] as const)
      expect(() => bus.buses.create(name, source)).toThrow(`Event bus name ${name} is not valid`);
    expect(() => bus.buses.associate('stripe')).toThrow('stripe is not valid');
    expect(bus.putEvents([order('o-1', { Source: SOURCE })])).toMatchObject({
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
    });
  });
});
