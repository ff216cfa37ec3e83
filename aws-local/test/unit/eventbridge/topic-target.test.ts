import { ManualClock } from '../../../src/clock/manual-clock';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { SnsEngine } from '../../../src/sns/engine';
import { SqsEngine } from '../../../src/sqs/engine';

const rule = () => {
  const clock = new ManualClock();
  const sqs = new SqsEngine({ clock });
  const sns = new SnsEngine({ clock, sqs, invokeAsynchronously: () => undefined });
  const topic = sns.createTopic('orders');
  const [queue, dead] = [sqs.createQueue('kitchen', {}), sqs.createQueue('dead', {})];
  sns.subscribe({
    topicArn: topic.arn,
    protocol: 'sqs',
    endpoint: queue.arn,
    attributes: { RawMessageDelivery: 'true' },
  });
  const publish = (topicArn: string, message: string) => sns.publish({ topicArn, message });
  const events = new EventBridgeEngine({ clock, sqs, publish, invokeFunction: async () => undefined });
  events.rules.put({ name: 'orders', busName: 'default', eventPattern: { source: ['till'] } });
  const target = { Id: 'topic', Arn: topic.arn, InputPath: '$.detail', DeadLetterConfig: { Arn: dead.arn } };
  events.rules.putTargets('default', 'orders', [target]);
  const put = async () => {
    events.putEvents([{ Source: 'till', DetailType: 'Order Placed', Detail: '{"orderId":"o-1"}' }]);
    await new Promise((resolve) => setImmediate(resolve));
    events.close();
  };
  return { sns, topic, queue, dead, put };
};

test('a rule publishes what its target is sent to the topic', async () => {
  const { queue, put } = rule();
  await put();
  expect(queue.peek().map(({ body }) => body)).toEqual(['{"orderId":"o-1"}']);
});

test('an event for a topic that is gone goes to the target’s dead-letter queue', async () => {
  const { sns, topic, dead, put } = rule();
  sns.deleteTopic(topic.arn);
  await put();
  expect(dead.peek()).toEqual([
    expect.objectContaining({
      messageAttributes: expect.objectContaining({ ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' } }),
    }),
  ]);
});
