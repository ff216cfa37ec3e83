import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { scaledClock } from '../../../src/clock/clock';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { sqsService } from '../../../src/sqs/api';
import { SqsEngine } from '../../../src/sqs/engine';

const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

describe('the unmodified AWS SDK against the local SQS', () => {
  let engine: SqsEngine;
  let server: HttpServer;
  let client: SQSClient;

  beforeAll(async () => {
    engine = new SqsEngine({ clock: scaledClock() });
    server = await startHttpServer({ services: [sqsService(engine)] });
    client = new SQSClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });

  afterAll(async () => {
    client.destroy();
    engine.close();
    await server.close();
  });

  const createQueue = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const receive = async (QueueUrl: string, max = 10) => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: max,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };

  it('sends, receives and deletes a message with its attributes', async () => {
    const QueueUrl = await createQueue('orders');
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'café ☕',
        MessageAttributes: {
          shop: { DataType: 'String', StringValue: 'shop-1' },
          receipt: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
        },
        MessageSystemAttributes: {
          AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
        },
      }),
    );
    expect(sent.SequenceNumber).toBeUndefined();
    const [message] = await receive(QueueUrl);
    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: 'café ☕' });
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(message?.MessageAttributes?.receipt?.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
    expect(message?.Attributes).toMatchObject({
      ApproximateReceiveCount: '1',
      AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  it('keeps a FIFO group locked until its batch is deleted, and serves other groups meanwhile', async () => {
    const QueueUrl = await createQueue('payment.fifo', FIFO);
    const { Successful } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: ['a1', 'a2', 'b1'].map((body) => ({ Id: body, MessageBody: body, MessageGroupId: body.charAt(0) })),
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a1', 'a2', 'b1']);
    const [head] = await receive(QueueUrl, 1);
    expect(head?.Body).toBe('a1');
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['b1']);
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: 'head', ReceiptHandle: head?.ReceiptHandle, VisibilityTimeout: 0 }],
      }),
    );
    const again = await receive(QueueUrl);
    expect(again.map(({ Body }) => Body)).toEqual(['a1', 'a2']);
    const deletion = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: again.map(({ ReceiptHandle }, index) => ({ Id: `e${index}`, ReceiptHandle })),
      }),
    );
    expect(deletion.Successful).toHaveLength(2);
  });

  it('dead-letters after maxReceiveCount and redrives with a new id', async () => {
    const deadLetterUrl = await createQueue('stage-dlq.fifo', FIFO);
    const QueueUrl = await createQueue('stage.fifo', {
      ...FIFO,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('stage-dlq.fifo'), maxReceiveCount: 1 }),
    });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison', MessageGroupId: 'shop-1' }));
    const [message] = await receive(QueueUrl);
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await receive(QueueUrl)).toEqual([]);
    const sources = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetterUrl }));
    expect(sources.queueUrls).toEqual([QueueUrl]);

    const SourceArn = arnOf('stage-dlq.fifo');
    const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    expect(TaskHandle).toBeTruthy();
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MessageSystemAttributeNames: ['All'] }),
    );
    expect(Messages[0]).toMatchObject({
      Body: 'poison',
      Attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'shop-1',
        MessageDeduplicationId: message?.MessageId,
      },
    });
    expect(Messages[0]?.MessageId).not.toBe(message?.MessageId);
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results?.[0]).toMatchObject({ SourceArn, ApproximateNumberOfMessagesMoved: 1 });
  });

  it('answers a long poll as soon as a message is sent', async () => {
    const QueueUrl = await createQueue('long-poll');
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'awaited' }));
    expect((await poll).Messages?.map(({ Body }) => Body)).toEqual(['awaited']);
  });

  it('gives nothing to a long poll whose client has hung up', async () => {
    const QueueUrl = await createQueue('gone-client');
    const polled = server.requests.sqs?.ReceiveMessage ?? 0;
    const hangUp = new AbortController();
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    const failure = expect(poll).rejects.toThrow('abort');
    while ((server.requests.sqs?.ReceiveMessage ?? 0) === polled) await new Promise(setImmediate);
    hangUp.abort();
    await failure;
    // Another request on a new connection gives the server the turn in which it learns of the hang-up.
    await client.send(new GetQueueUrlCommand({ QueueName: 'gone-client' }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['kept']);
  });

  it("raises the SDK's own error class for a queue that does not exist", async () => {
    const missing = client.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }));
    await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(missing).rejects.toMatchObject({ Code: 'AWS.SimpleQueueService.NonExistentQueue' });
  });

  it('names what a FIFO send lacks', async () => {
    const QueueUrl = await createQueue('strict.fifo', { FifoQueue: 'true' });
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({
      name: 'MissingParameter',
      message: expect.stringContaining('MessageGroupId'),
    });
  });

  it('names a parameter and an attribute that it does not know', async () => {
    const QueueUrl = await createQueue('unknown.fifo', FIFO);
    await expect(
      client.send(new ReceiveMessageCommand({ QueueUrl, ReceiveRequestAttemptId: 'attempt-1' })),
    ).rejects.toThrow('Unknown parameter: ReceiveRequestAttemptId');
    await expect(
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Colour: 'red' } as Record<string, string> })),
    ).rejects.toMatchObject({ name: 'InvalidAttributeName', message: 'Unknown Attribute Colour.' });
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: undefined }))).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter MessageBody.',
    });
  });

  it('changes attributes and empties a queue', async () => {
    const QueueUrl = await createQueue('changed');
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '180' } }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'ApproximateNumberOfMessages'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '180', ApproximateNumberOfMessages: '0' });
  });

  it('stops a redrive that is under way', async () => {
    await createQueue('halted-dlq');
    const deadLetterTargetArn = arnOf('halted-dlq');
    const QueueUrl = await createQueue('halted', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
    });
    for (const body of ['a', 'b']) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    for (const { ReceiptHandle } of await receive(QueueUrl)) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    expect(await receive(QueueUrl)).toEqual([]);
    const { TaskHandle } = await client.send(
      new StartMessageMoveTaskCommand({ SourceArn: deadLetterTargetArn, MaxNumberOfMessagesPerSecond: 1 }),
    );
    const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBeLessThan(2);
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetterTargetArn }));
    expect(Results?.[0]).toMatchObject({ Status: 'CANCELLED', MaxNumberOfMessagesPerSecond: 1 });
  });

  it('refuses batches of no and of eleven entries', async () => {
    const QueueUrl = await createQueue('batches');
    const batch = (size: number) =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: Array.from({ length: size }, (_, index) => ({ Id: `m${index}`, MessageBody: 'x' })),
        }),
      );
    await expect(batch(0)).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(batch(11)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
  });

  it('lists queues by prefix, page by page', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await createQueue(name);
    const first = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2 }));
    const second = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: 'page-', MaxResults: 2, NextToken: first.NextToken }),
    );
    const names = [...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].map((url) => url.split('/').at(-1));
    expect(names).toEqual(['page-a', 'page-b', 'page-c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('keeps tags, and forgets a deleted queue', async () => {
    const QueueUrl = await createQueue('tagged');
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'coffee' } }));
    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'coffee' });
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['team'] }));
    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toBeUndefined();
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(client.send(new ListQueueTagsCommand({ QueueUrl }))).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(createQueue('tagged')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
  });
});
