import type { Clock } from '../clock/clock';
import type { BatchResult, PeekedMessage, ReceivedMessage, ReceiveOptions, SendEntry, SentMessage } from './message';

export type * from './message';

export declare class SqsEngine {
  constructor(options: { clock: Clock; region?: string; account?: string });
  createQueue(name: string, attributes: Record<string, string>): Queue;
  deleteQueue(queue: Queue): void;
  queueByName(name: string): Queue | undefined;
  queueByArn(arn: string): Queue | undefined;
  queues(): Queue[];
  readonly requests: Record<string, number>;
  close(): void;
}

export declare class Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  send(entries: readonly SendEntry[]): BatchResult<SentMessage>;
  receive(options: ReceiveOptions): Promise<ReceivedMessage[]>;
  delete(entries: readonly { id: string; receiptHandle: string }[]): BatchResult<object>;
  changeVisibility(
    entries: readonly { id: string; receiptHandle: string; visibilityTimeoutSeconds: number }[],
  ): BatchResult<object>;
  attributes(): Record<string, string>;
  setAttributes(attributes: Record<string, string>): void;
  purge(): void;
  peek(): PeekedMessage[];
}
