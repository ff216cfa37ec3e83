import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface Sent {
  readonly body: string;
  readonly group?: string;
  readonly deduplicationId?: string;
}

/** A message of a FIFO queue; its body, unless told otherwise the group's name and a number, is also its deduplication id. */
export const inGroup = (group: string, body: string): Sent => ({ body, group, deduplicationId: body });

export const bodiesOf = (messages: readonly Message[]): (string | undefined)[] => messages.map(({ Body }) => Body);
export const attributeOf = (message: Message | undefined, name: string): string | undefined =>
  (message?.Attributes as Record<string, string> | undefined)?.[name];

/** A queue of the side under test, through the unmodified AWS SDK. */
export class QueueUnderTest {
  public constructor(
    public readonly client: SQSClient,
    public readonly url: string,
    public readonly arn: string,
    /** How long a receive waits for messages that a distributed queue may not show at once. */
    private readonly patienceSeconds: number,
  ) {}

  public get name(): string {
    return this.url.slice(this.url.lastIndexOf('/') + 1);
  }

  /** Changes attributes as the API does. */
  public setAttributes(Attributes: Record<string, string>) {
    return this.client.send(new SetQueueAttributesCommand({ QueueUrl: this.url, Attributes }));
  }

  /** @throws Error if the queue refuses one of them. */
  public async send(...messages: Sent[]): Promise<SendMessageBatchCommandOutput> {
    const answer = await this.trySend(...messages);
    for (const { Id, Message } of answer.Failed ?? []) throw new Error(`message ${Id} was refused: ${Message}`);
    return answer;
  }

  public async trySend(...messages: Sent[]): Promise<SendMessageBatchCommandOutput> {
    const Entries = messages.map(({ body, group, deduplicationId }, at) => ({
      Id: `${at}`,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }));
    return this.client.send(new SendMessageBatchCommand({ QueueUrl: this.url, Entries }));
  }

  public async receive(max = 10, more: { visibilitySeconds?: number; waitSeconds?: number } = {}): Promise<Message[]> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: max,
        WaitTimeSeconds: more.waitSeconds ?? this.patienceSeconds,
        VisibilityTimeout: more.visibilitySeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  public async delete(messages: readonly Message[]) {
    const Entries = messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    return this.client.send(new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries }));
  }

  /** Makes messages visible again after `seconds`, at once unless told otherwise. */
  public async giveBack(messages: readonly Message[], seconds = 0) {
    const Entries = messages.map(({ ReceiptHandle }, at) => ({
      Id: `${at}`,
      ReceiptHandle,
      VisibilityTimeout: seconds,
    }));
    return this.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries }));
  }

  public async attributes(): Promise<Record<string, string>> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['All'] });
    return (await this.client.send(command)).Attributes ?? {};
  }
}
