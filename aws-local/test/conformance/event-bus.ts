import assert from 'node:assert/strict';
import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { DeleteQueueCommand, type Message } from '@aws-sdk/client-sqs';
import type { Behaviour } from './behaviour';
import { created, letEventBridgeSend, SOURCE, withBus } from './bus-under-test';
import { attributeOf, type QueueUnderTest } from './queue-under-test';
import { eventually, FIFO, type Side } from './side';

const arrived = (side: Side, queue: QueueUnderTest): Promise<Message> =>
  eventually(side, async () => (await queue.receive(1))[0]);

/** What a bus takes, and what its rules do with it. */
export const eventBus: readonly Behaviour[] = [
  {
    name: 'PutEvents accepts good entries and answers bad ones in their places',
    source: 'API PutEvents (FailedEntryCount, PutEventsResultEntry)',
    async run(side) {
      await withBus(side, async (bus) => {
        const { FailedEntryCount, Entries } = await bus.put(
          created(),
          { Source: SOURCE, DetailType: 'Order Created', Detail: 'no JSON' },
          { Source: SOURCE, DetailType: 'Order Created' },
          created(),
        );
        assert.equal(FailedEntryCount, 2);
        assert.deepEqual(
          Entries?.map(({ ErrorCode }) => ErrorCode),
          [undefined, 'MalformedDetail', 'InvalidArgument', undefined],
        );
        assert.ok(Entries?.[0]?.EventId && Entries[3]?.EventId);
      });
    },
  },
  {
    name: 'PutEvents refuses more than ten entries, none, and more than its size',
    source: 'API PutEvents; EB eb-putevents.html (entry size)',
    async run(side) {
      await withBus(side, async (bus) => {
        await assert.rejects(bus.put(...Array.from({ length: 11 }, () => created())), { name: /Validation/ });
        await assert.rejects(bus.put(), { name: /Validation/ });
        await assert.rejects(bus.put(created('x'.repeat(1_048_576))), { name: /Validation|EntityTooLarge/ });
      });
    },
  },
  {
    name: 'a source of AWS’s own is refused',
    source: 'API PutEvents (NotAuthorizedForSourceException)',
    async run(side) {
      await withBus(side, async (bus) => {
        const { Entries } = await bus.put({ ...created(), Source: 'aws.s3' });
        assert.equal(Entries?.[0]?.ErrorCode, 'NotAuthorizedForSourceException');
      });
    },
  },
  {
    name: 'every rule that matches an event delivers it, whole and with the id that PutEvents answered',
    source: 'EB eb-rules.html; EB eb-events-structure.html',
    async run(side) {
      const [one, two, other] = [await side.queue(), await side.queue(), await side.queue()];
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', one);
        await bus.rule('Order Created', two);
        await bus.rule('Order Cancelled', other);
        const { Entries } = await bus.put(created({ orderId: 'o-7' }));
        for (const queue of [one, two]) {
          const event = JSON.parse((await arrived(side, queue)).Body ?? '');
          assert.equal(event.id, Entries?.[0]?.EventId);
          assert.equal(event['detail-type'], 'Order Created');
          assert.equal(event.source, SOURCE);
          assert.deepEqual(event.detail, { orderId: 'o-7' });
          assert.match(event.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        }
        assert.deepEqual(await other.receive(), []);
      });
    },
  },
  {
    name: 'a FIFO target gets its events in the static group, deduplicated by content',
    source: 'API Target (SqsParameters.MessageGroupId); aws-cdk #36498 (no deduplication id is sent)',
    async run(side) {
      const queue = await side.queue({ ...FIFO, ContentBasedDeduplication: 'true' });
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', queue, { SqsParameters: { MessageGroupId: 'malformed' } });
        await bus.put(created());
        const message = await arrived(side, queue);
        assert.equal(attributeOf(message, 'MessageGroupId'), 'malformed');
      });
    },
  },
  {
    name: 'an input transformer fills its template: strings get quotes, a path that leads nowhere gives an empty one',
    source: 'EB eb-transform-target-input.html; LocalStack test_events_inputs.snapshot.json (recorded on AWS)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', queue, {
          InputTransformer: {
            InputPathsMap: {
              type: '$.detail-type',
              order: '$.detail.orderId',
              total: '$.detail.total',
              no: '$.detail.no',
            },
            InputTemplate:
              '{"type": <type>,  "order": <order>, "text": "order <order>:<no>", "total": <total>, "no": <no>}',
          },
        });
        await bus.put(created({ orderId: 'o-1', total: 1275 }));
        assert.deepEqual(JSON.parse((await arrived(side, queue)).Body ?? ''), {
          type: 'Order Created',
          order: 'o-1',
          text: 'order o-1:',
          total: 1275,
          no: '',
        });
      });
    },
  },
  {
    name: 'an input transformer with an unknown variable, or beside another input, is refused',
    source: 'LocalStack test_events_inputs.snapshot.json (recorded on AWS)',
    async run(side) {
      const queue = await side.queue();
      await withBus(side, async (bus) => {
        const unknown = { InputTransformer: { InputPathsMap: { type: '$.detail-type' }, InputTemplate: '{"a": <a>}' } };
        await assert.rejects(bus.rule('Order Created', queue, unknown), {
          name: 'ValidationException',
          message: 'InputTemplate for target queue contains invalid placeholder a.',
        });
        const both = { InputPath: '$.detail', InputTransformer: { InputTemplate: '{}' } };
        await assert.rejects(bus.rule('Order Created', queue, both), {
          name: 'ValidationException',
          message: 'Only one of Input, InputPath, or InputTransformer must be provided for target queue.',
        });
      });
    },
  },
  {
    name: 'a bus of the account has no / in its name',
    source: 'API CreateEventBus (Name)',
    async run(side) {
      const Name = `${side.unique('bus')}/part`;
      await assert.rejects(side.events.send(new CreateEventBusCommand({ Name })), { name: 'ValidationException' });
    },
  },
  {
    name: 'an event whose target is gone goes to the target’s dead-letter queue and says why',
    source: 'EB eb-rule-dlq.html',
    async run(side) {
      const [target, deadLetters] = [await side.queue(), await side.queue()];
      await letEventBridgeSend(deadLetters);
      await withBus(side, async (bus) => {
        await bus.rule('Order Created', target, { DeadLetterConfig: { Arn: deadLetters.arn } });
        await side.sqs.send(new DeleteQueueCommand({ QueueUrl: target.url }));
        const { Entries } = await bus.put(created());
        const letter = await arrived(side, deadLetters);
        assert.equal(JSON.parse(letter.Body ?? '').id, Entries?.[0]?.EventId);
        const { ERROR_CODE, TARGET_ARN, RULE_ARN } = letter.MessageAttributes ?? {};
        assert.equal(TARGET_ARN?.StringValue, target.arn);
        assert.ok(ERROR_CODE?.StringValue && RULE_ARN?.StringValue);
      });
    },
  },
  {
    name: 'a FIFO queue is no dead-letter queue for a rule’s target',
    source: 'EB eb-rule-dlq.html (standard queues only)',
    async run(side) {
      const [target, fifo] = [await side.queue(), await side.queue(FIFO)];
      await withBus(side, async (bus) => {
        await assert.rejects(bus.rule('Order Created', target, { DeadLetterConfig: { Arn: fifo.arn } }));
      });
    },
  },
];
