import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * A sender of messages that go to queues past the bus, each to the next queue in turn. A FIFO queue gets them in the group `malformed`.
 * @throws RangeError if there is no queue.
 */
export const queueSender = (
  sqs: SQSClient,
  queueUrls: readonly string[],
): ((body: string, marker: string) => Promise<void>) => {
  let turn = 0;
  return async (body, marker) => {
    const QueueUrl = queueUrls[turn++ % queueUrls.length];
    if (!QueueUrl) throw new RangeError('queueUrls: there must be at least one');
    const fifo = QueueUrl.endsWith('.fifo') ? { MessageGroupId: 'malformed', MessageDeduplicationId: marker } : {};
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...fifo }));
  };
};
