import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';

/** An event as the bus delivers it. */
export interface TappedEvent {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface TapOptions {
  readonly eventBridge: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly busName: string;
  /** Only events of these types; by default of all. */
  readonly detailTypes?: readonly string[];
  /** Only events of these sources; by default the order manager's and ours. */
  readonly sources?: readonly string[];
  /** Called once per delivery; a standard queue may deliver an event more than once. */
  readonly onEvent: (event: TappedEvent) => void;
  /** Told when the queue can no longer be read; the tap then stays silent. */
  readonly onError: (error: unknown) => void;
  /** How many readers share the queue: a request at a time each. */
  readonly readers?: number;
  /** How long a read may wait for events, seconds. */
  readonly waitSeconds?: number;
}

export interface Tap {
  readonly queueUrl: string;
  /** Stops reading and takes rule, target and queue away again; tries each even if another fails. @throws AggregateError */
  close(): Promise<void>;
}

const TARGET_ID = 'tap';

/** A queue takes nothing from a rule that its own policy does not let in. */
export const queuePolicy = (ruleArn: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ],
  });

/** Runs all of them in turn, then throws what went wrong. */
const inTurn = async (steps: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0)
    throw new AggregateError(errors, `the tap could not be removed entirely: ${errors.join('; ')}`);
};

/** Listens to a bus from outside, through a rule and a queue of its own; any AWS-compatible bus and queues will do. */
export const tapBus = async (options: TapOptions): Promise<Tap> => {
  const { eventBridge, sqs, busName, onEvent, onError, readers = 2, waitSeconds = 5 } = options;
  const name = `tap-${randomUUID()}`;
  const pattern = {
    source: options.sources ?? [ORDER_MANAGER_SOURCE, ORDER_PROCESSOR_SOURCE],
    ...(options.detailTypes && { 'detail-type': options.detailTypes }),
  };
  const undo: (() => Promise<unknown>)[] = [];
  const stopping = new AbortController();

  const read = async (QueueUrl: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds });
      const { Messages = [] } = await sqs.send(receive, { abortSignal: stopping.signal });
      if (Messages.length === 0) continue;
      for (const { Body } of Messages) onEvent(JSON.parse(Body ?? '') as TappedEvent);
      const handled = (message: Message, index: number) => ({
        Id: String(index),
        ReceiptHandle: message.ReceiptHandle,
      });
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: Messages.map(handled) }));
    }
  };

  try {
    const { RuleArn = '' } = await eventBridge.send(
      new PutRuleCommand({ Name: name, EventBusName: busName, EventPattern: JSON.stringify(pattern) }),
    );
    undo.unshift(() => eventBridge.send(new DeleteRuleCommand({ Name: name, EventBusName: busName })));
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { Policy: queuePolicy(RuleArn) } }),
    );
    undo.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const target = { Id: TARGET_ID, Arn: Attributes?.QueueArn ?? '' };
    await eventBridge.send(new PutTargetsCommand({ Rule: name, EventBusName: busName, Targets: [target] }));
    undo.unshift(() =>
      eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName: busName, Ids: [TARGET_ID] })),
    );

    const reading = Array.from({ length: readers }, () =>
      read(QueueUrl).catch((error: unknown) => {
        if (!stopping.signal.aborted) onError(error);
      }),
    );
    return {
      queueUrl: QueueUrl,
      close: async () => {
        stopping.abort();
        await Promise.all(reading);
        await inTurn(undo);
      },
    };
  } catch (error) {
    await inTurn(undo).catch(onError);
    throw error;
  }
};
