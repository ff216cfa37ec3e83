import type { BusEvent } from '../../../src/eventbridge/bus-event';
import { parseSchedule } from '../../../src/eventbridge/schedule';
import { checkTarget, type Target, targetGroupId } from '../../../src/eventbridge/target';

const FIFO = 'arn:aws:sqs:us-east-1:000000000000:payment.fifo';
const STANDARD = 'arn:aws:sqs:us-east-1:000000000000:ingress';

describe('a target', () => {
  it.each<[string, Target]>([
    ['a standard queue', { Id: '1', Arn: STANDARD }],
    ['a FIFO queue with a static group', { Id: '1', Arn: FIFO, SqsParameters: { MessageGroupId: 'malformed' } }],
    ['a function', { Id: '1', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:keeper:live', Input: '{"a":1}' }],
    [
      'retries and a dead-letter queue',
      {
        Id: '1',
        Arn: STANDARD,
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: STANDARD },
      },
    ],
  ])('may be %s', (_, target) => {
    expect(() => checkTarget(target)).not.toThrow();
  });

  it.each<[string, object]>([
    ['Only one of Input, InputPath, or InputTransformer', { Input: '{}', InputTransformer: { InputTemplate: '{}' } }],
    ['InputTemplate for target 1 contains invalid placeholder a', { InputTransformer: { InputTemplate: '{"a":<a>}' } }],
    ['RoleArn', { RoleArn: 'arn:aws:iam::000000000000:role/x' }],
    ['arn:aws:states', { Arn: 'arn:aws:states:us-east-1:000000000000:topic' }],
    ['Arn', { Arn: 'payment' }],
    ['Id', { Id: 'a b' }],
    ['Input', { Input: '{' }],
    ['InputPath', { Input: '{}', InputPath: '$.detail' }],
    ['$.detail[0]', { InputPath: '$.detail[0]' }],
    ['is not a FIFO queue', { SqsParameters: { MessageGroupId: 'a' } }],
    ['MessageGroupId must be specified', { Arn: FIFO }],
    ['more than 100 characters', { Arn: FIFO, SqsParameters: { MessageGroupId: 'g'.repeat(101) } }],
    ['$.detail[0]', { Arn: FIFO, SqsParameters: { MessageGroupId: '$.detail[0]' } }],
    ['MaximumRetryAttempts 186', { RetryPolicy: { MaximumRetryAttempts: 186 } }],
    ['MaximumEventAgeInSeconds 59', { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
    ['must be a standard SQS queue', { DeadLetterConfig: { Arn: FIFO } }],
  ])('is refused with the name of what is wrong: %s', (name, more) => {
    expect(() => checkTarget({ Id: '1', Arn: STANDARD, ...more })).toThrow(
      expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(name) }),
    );
  });

  describe('whose group id is a path', () => {
    const target = { Id: '1', Arn: FIFO, SqsParameters: { MessageGroupId: '$.detail.orderId' } };
    const groupOf = (detail: object) => targetGroupId(target, { detail } as unknown as BusEvent);

    it('groups each event by what the path leads to', () => {
      expect(() => checkTarget(target)).not.toThrow();
      expect(groupOf({ orderId: 'o-1' })).toBe('o-1');
    });

    it.each([
      ['nothing', {}, 'undefined is not a string'],
      ['a number', { orderId: 7 }, '7 is not a string'],
      ['too long a text', { orderId: 'x'.repeat(101) }, 'has more than 100 characters'],
      ['an empty text', { orderId: '' }, 'must be letters, digits and punctuation, at least one'],
    ])('refuses an event in which it leads to %s', (_, detail, reason) => {
      expect(() => groupOf(detail)).toThrow(reason);
    });
  });
});

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s is %i ms', (expression, periodMs) => {
    expect(parseSchedule(expression)(1_000)).toBe(1_000 + Number(periodMs));
  });

  it.each(['rate(1 minutes)', 'rate(2 minute)', 'rate(0 minutes)', 'rate(1 second)', 'at(now)'])(
    '%s is refused by name',
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow(expression);
    },
  );
});
