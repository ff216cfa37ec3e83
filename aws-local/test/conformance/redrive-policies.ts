import assert from 'node:assert/strict';
import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { attributeOf, bodiesOf, type QueueUnderTest } from './queue-under-test';
import { refusalOf, refusedWith } from './refusal';
import { eventually, FIFO, redriveTo, type Side } from './side';

const MOVES = 'LocalStack test_sqs_move_task.py';

const policy = (members: object) => ({ RedrivePolicy: JSON.stringify(members) });

/** A message that the redrive policy has moved. */
const deadLettered = async (side: Side, body: string, attributes: Record<string, string> = {}) => {
  const deadLetters = await side.queue();
  const queue = await side.queue({ ...redriveTo(deadLetters, 1), ...attributes });
  await queue.send({ body });
  await queue.giveBack(await queue.receive());
  assert.deepEqual(await queue.receive(), []);
  return { queue, deadLetters };
};
const start = (side: Side, { arn: SourceArn }: QueueUnderTest, more: object = {}) =>
  side.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
const ended = (side: Side, { arn: SourceArn }: QueueUnderTest) =>
  eventually(side, async () => {
    const { Results: [task] = [] } = await side.sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    return task?.Status === 'RUNNING' ? undefined : task;
  });

/** Which policies a queue takes, and how moves between queues are asked for. */
export const redrivePolicies: readonly Behaviour[] = [
  {
    name: 'a redrive policy has a target and a count of 1 to 1,000, as a number or as text',
    source: `${RECORDED}::test_redrive_policy_attribute_validity; API SetQueueAttributes (RedrivePolicy)`,
    async run(side) {
      const [deadLetters, queue] = [await side.queue(), await side.queue()];
      const deadLetterTargetArn = deadLetters.arn;
      for (const bad of [
        { deadLetterTargetArn },
        { maxReceiveCount: 42 },
        { deadLetterTargetArn, maxReceiveCount: 'invalid' },
        { deadLetterTargetArn, maxReceiveCount: 0 },
        { deadLetterTargetArn, maxReceiveCount: 1_001 },
      ]) {
        await refusedWith('InvalidParameterValue', queue.setAttributes(policy(bad)));
      }
      await refusedWith('InvalidParameterValue', queue.setAttributes({ RedrivePolicy: 'no JSON' }));
      for (const maxReceiveCount of [1, '42', 1_000]) {
        await queue.setAttributes(policy({ deadLetterTargetArn, maxReceiveCount }));
      }
    },
  },
  {
    name: 'a dead-letter queue is there before its source, and of its source’s kind',
    source: 'SQS sqs-dead-letter-queues.html; API CreateQueue (RedrivePolicy)',
    async run(side) {
      const [queue, fifo] = [await side.queue(), await side.queue(FIFO)];
      const nowhere = policy({ deadLetterTargetArn: `${queue.arn}-gone`, maxReceiveCount: 1 });
      const QueueName = side.unique('source');
      await refusedWith(
        'InvalidParameterValue',
        side.sqs.send(new CreateQueueCommand({ QueueName, Attributes: nowhere })),
      );
      await refusedWith('InvalidParameterValue', queue.setAttributes(redriveTo(fifo, 1)));
      await refusedWith('InvalidParameterValue', fifo.setAttributes(redriveTo(queue, 1)));
    },
  },
  {
    name: 'a queue may be its own dead-letter queue',
    source: `${RECORDED}::test_set_empty_redrive_policy (its target is the queue itself)`,
    async run(side) {
      const queue = await side.queue();
      await queue.setAttributes(redriveTo(queue, 42));
      assert.match((await queue.attributes()).RedrivePolicy ?? '', /maxReceiveCount/);
    },
  },
  {
    name: 'the sources of a dead-letter queue are listed, in pages',
    source: `${RECORDED}::test_dead_letter_queue_list_sources; API ListDeadLetterSourceQueues`,
    async run(side) {
      const deadLetters = await side.queue();
      const list = async (more: object = {}) =>
        side.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters.url, ...more }));
      assert.deepEqual((await list()).queueUrls ?? [], []);
      const sources = [await side.queue(redriveTo(deadLetters, 1)), await side.queue(redriveTo(deadLetters, 1))];
      const first = await list({ MaxResults: 1 });
      const second = await list({ MaxResults: 1, NextToken: first.NextToken });
      const listed = [...(first.queueUrls ?? []), ...(second.queueUrls ?? [])].sort();
      assert.deepEqual(listed, sources.map(({ url }) => url).sort());
    },
  },
  {
    name: 'a dead-letter queue that denies all sources, or names others, takes none; allowAll takes any',
    source: 'SQS sqs-dead-letter-queues.html (redrive allow policy); API SetQueueAttributes (RedriveAllowPolicy)',
    async run(side) {
      const [deadLetters, queue] = [await side.queue(), await side.queue()];
      const allow = (members: object) => deadLetters.setAttributes({ RedriveAllowPolicy: JSON.stringify(members) });
      await allow({ redrivePermission: 'denyAll' });
      await refusedWith('InvalidParameterValue', queue.setAttributes(redriveTo(deadLetters, 1)));
      await allow({ redrivePermission: 'byQueue', sourceQueueArns: [queue.arn] });
      await queue.setAttributes(redriveTo(deadLetters, 1));
      await allow({ redrivePermission: 'allowAll' });
      await queue.setAttributes(redriveTo(deadLetters, 2));
    },
  },
  {
    name: 'a redrive allow policy names one to ten sources with byQueue, and none otherwise',
    source: 'API SetQueueAttributes (RedriveAllowPolicy, sourceQueueArns)',
    async run(side) {
      const queue = await side.queue();
      const arns = Array.from({ length: 11 }, (_, at) => `${queue.arn}-${at}`);
      for (const bad of [
        { redrivePermission: 'byQueue' },
        { redrivePermission: 'byQueue', sourceQueueArns: arns },
        { redrivePermission: 'allowAll', sourceQueueArns: arns.slice(0, 1) },
        { redrivePermission: 'some' },
      ]) {
        await refusedWith('InvalidParameterValue', queue.setAttributes({ RedriveAllowPolicy: JSON.stringify(bad) }));
      }
    },
  },
  {
    name: 'a dead letter keeps its receive count',
    source: `${RECORDED}::test_dead_letter_queue_message_attributes (ApproximateReceiveCount "2"); API ReceiveMessage`,
    async run(side) {
      const { deadLetters } = await deadLettered(side, 'poison');
      const [letter] = await deadLetters.receive();
      assert.equal(attributeOf(letter, 'ApproximateReceiveCount'), '2');
    },
  },
  {
    name: 'a dead letter is counted anew against its dead-letter queue’s own policy',
    source: 'API SetQueueAttributes (maxReceiveCount: deliveries “to the source queue”); LocalStack #5225',
    async run(side) {
      const last = await side.queue();
      const middle = await side.queue(redriveTo(last, 1));
      const queue = await side.queue(redriveTo(middle, 1));
      await queue.send({ body: 'poison' });
      await queue.giveBack(await queue.receive());
      assert.deepEqual(await queue.receive(), []);
      const inMiddle = await middle.receive();
      assert.deepEqual(bodiesOf(inMiddle), ['poison']);
      await middle.giveBack(inMiddle);
      assert.deepEqual(await middle.receive(), []);
      assert.deepEqual(bodiesOf(await last.receive()), ['poison']);
    },
  },
  {
    name: 'a move task moves to the queue that it is given, and says so when it is listed',
    source: `${MOVES}::test_basic_move_task_workflow`,
    async run(side) {
      const { deadLetters } = await deadLettered(side, 'poison');
      const elsewhere = await side.queue();
      await start(side, deadLetters, { DestinationArn: elsewhere.arn });
      const task = await ended(side, deadLetters);
      assert.deepEqual(
        [task?.Status, task?.SourceArn, task?.DestinationArn, task?.ApproximateNumberOfMessagesMoved],
        ['COMPLETED', deadLetters.arn, elsewhere.arn, 1],
      );
      assert.equal(task?.TaskHandle, undefined, 'only a running task has a handle');
      assert.deepEqual(bodiesOf(await elsewhere.receive()), ['poison']);
    },
  },
  {
    name: 'a move task without a destination returns each message to its own source',
    source: `${MOVES}::test_move_task_workflow_with_multiple_sources_as_default_destination`,
    async run(side) {
      const deadLetters = await side.queue();
      const sources = [await side.queue(redriveTo(deadLetters, 1)), await side.queue(redriveTo(deadLetters, 1))];
      for (const [at, source] of sources.entries()) {
        await source.send({ body: `of ${at}` });
        await source.giveBack(await source.receive());
        assert.deepEqual(await source.receive(), []);
      }
      await start(side, deadLetters);
      assert.equal((await ended(side, deadLetters))?.ApproximateNumberOfMessagesMoved, 2);
      for (const [at, source] of sources.entries()) assert.deepEqual(bodiesOf(await source.receive()), [`of ${at}`]);
    },
  },
  {
    name: 'a move task’s destination must be there, be another queue and of the same kind',
    source: `${MOVES}::test_destination_needs_to_exist; API StartMessageMoveTask (UnsupportedOperation)`,
    async run(side) {
      const { deadLetters } = await deadLettered(side, 'poison');
      const nowhere = await refusalOf(start(side, deadLetters, { DestinationArn: `${deadLetters.arn}-gone` }));
      assert.deepEqual([nowhere.type, nowhere.status], ['ResourceNotFoundException', 404]);
      await refusedWith('InvalidParameterValue', start(side, deadLetters, { DestinationArn: deadLetters.arn }));
      const fifo = await side.queue(FIFO);
      const other = await refusalOf(start(side, deadLetters, { DestinationArn: fifo.arn }));
      assert.match(other.type, /UnsupportedOperation|InvalidParameterValueException/);
    },
  },
  {
    name: 'a move task’s velocity is 1 to 500 messages per second',
    source: 'API StartMessageMoveTask (MaxNumberOfMessagesPerSecond)',
    async run(side) {
      const { deadLetters } = await deadLettered(side, 'poison');
      for (const MaxNumberOfMessagesPerSecond of [0, 501]) {
        await refusedWith('InvalidParameterValue', start(side, deadLetters, { MaxNumberOfMessagesPerSecond }));
      }
    },
  },
  {
    name: 'what is no handle of a move task is an invalid parameter; one of no task is not found',
    source: `${MOVES}::test_cancel_with_invalid_task_handle; ${MOVES}::test_cancel_with_invalid_task_id_in_task_handle; ${MOVES}::test_cancel_with_invalid_source_arn_in_task_handle`,
    async run(side) {
      const queue = await side.queue();
      const cancel = (TaskHandle: string) => side.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      const garbage = await refusalOf(cancel('foobared'));
      assert.deepEqual([garbage.code, garbage.status], ['InvalidParameterValue', 400]);
      const handle = (sourceArn: string) =>
        Buffer.from(JSON.stringify({ taskId: '10f57157-fc38-4da9-a113-4de7e12d05aa', sourceArn })).toString('base64');
      for (const arn of [queue.arn, `${queue.arn}-gone`]) {
        const { type, status } = await refusalOf(cancel(handle(arn)));
        assert.deepEqual([type, status], ['ResourceNotFoundException', 404]);
      }
    },
  },
  {
    name: 'a move task fails when its destination is deleted, and says why',
    source: `${MOVES}::test_move_task_delete_destination_queue_while_running`,
    async run(side) {
      const { queue, deadLetters } = await deadLettered(side, 'one');
      await queue.send({ body: 'two' }, { body: 'three' });
      await eventually(side, async () => {
        const messages = await queue.receive();
        if (messages.length > 0) await queue.giveBack(messages);
        return (await deadLetters.attributes()).ApproximateNumberOfMessages === '3' ? true : undefined;
      });
      const elsewhere = await side.queue();
      await start(side, deadLetters, { DestinationArn: elsewhere.arn, MaxNumberOfMessagesPerSecond: 1 });
      await side.sqs.send(new DeleteQueueCommand({ QueueUrl: elsewhere.url }));
      const task = await ended(side, deadLetters);
      assert.deepEqual([task?.Status, task?.FailureReason], ['FAILED', 'AWS.SimpleQueueService.NonExistentQueue']);
    },
  },
];
