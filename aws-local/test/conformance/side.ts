import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { QueueUnderTest } from './queue-under-test';

export interface PipeUnderTest {
  readonly source: QueueUnderTest;
  readonly target: QueueUnderTest;
  readonly groupIdPath?: string;
  readonly deduplicationIdPath?: string;
  readonly inputTemplate?: string;
  readonly filters?: readonly string[];
  readonly batchSize?: number;
}

export interface FunctionUnderTest {
  /** Body of `async (event, context) => { … }`; what it prints, one JSON value a line, comes out of `printed`. */
  readonly handler: string;
  readonly timeoutSeconds?: number;
}

export interface MappingUnderTest extends FunctionUnderTest {
  readonly queue: QueueUnderTest;
  readonly batchSize?: number;
  readonly maximumConcurrency?: number;
  /** On unless set to false. */
  readonly reportBatchItemFailures?: boolean;
}

/** A function, seen from outside. */
export interface RunningFunction {
  readonly name: string;
  /** Bodies and other values that the handler printed with console.log(JSON.stringify(…)). */
  printed(): unknown[];
}

/** A mapping and its function, seen from outside. */
export interface RunningMapping extends RunningFunction {
  readonly uuid: string;
}

/**
 * The services under test. A member that the side lacks throws NotCovered with the reason when it is used, and `lacking` gives
 * the reason from then on: a behaviour that waits for a refusal may swallow the error.
 */
export interface Side {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  /** Makes a queue that is removed after the behaviour; a FIFO one when its attributes say so. */
  queue(attributes?: Record<string, string>): Promise<QueueUnderTest>;
  /** A name that nobody else uses. */
  unique(stem: string): string;
  /** Lets this many milliseconds of the services' time pass. */
  wait(ms: number): Promise<void>;
  /** Lets a new rule take effect. */
  propagated(): Promise<void>;
  pipe(definition: PipeUnderTest): Promise<void>;
  function(definition: FunctionUnderTest): Promise<RunningFunction>;
  mapping(definition: MappingUnderTest): Promise<RunningMapping>;
  /** Why what it was asked for up to now says nothing about AWS: the first thing that this side lacks, if any. */
  lacking(): string | undefined;
  close(): Promise<void>;
}

export const FIFO = { FifoQueue: 'true' } as const;
export const HIGH_THROUGHPUT = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'true',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
} as const;

export const redriveTo = (deadLetterQueue: QueueUnderTest, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue.arn, maxReceiveCount }),
});

/** CreateQueue with this very name; nobody removes the queue. */
export const createQueue = ({ sqs }: Pick<Side, 'sqs'>, QueueName: string, Attributes: Record<string, string> = {}) =>
  sqs.send(new CreateQueueCommand({ QueueName, Attributes }));

/** Makes queues and remembers them for their removal. */
export class Queues {
  readonly #urls: string[] = [];

  public constructor(
    private readonly client: () => SQSClient,
    private readonly patienceSeconds: number,
  ) {}

  public async create(name: string, attributes: Record<string, string>): Promise<QueueUnderTest> {
    const QueueName = attributes.FifoQueue?.toLowerCase() === 'true' ? `${name}.fifo` : name;
    const client = this.client();
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
    this.#urls.push(QueueUrl);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return new QueueUnderTest(client, QueueUrl, Attributes?.QueueArn ?? '', this.patienceSeconds);
  }

  public async removeAll(): Promise<void> {
    for (const QueueUrl of this.#urls.splice(0)) await this.client().send(new DeleteQueueCommand({ QueueUrl }));
  }
}

/** Asks until `ask` gives something that is not undefined, a tenth of a second of the services' time apart. */
export const eventually = async <T>(side: Side, ask: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  const LONGEST_WAIT_MS = 60_000;
  const BETWEEN_MS = 100;
  for (let waitedMs = 0; waitedMs <= LONGEST_WAIT_MS; waitedMs += BETWEEN_MS) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await side.wait(BETWEEN_MS);
  }
  throw new Error(`it did not happen within ${LONGEST_WAIT_MS / 1000} s: ${ask}`);
};
