import { AwsError } from '../http/aws-error';
import type { Statement } from '../iam/policy/statement';
import { parseQueuePolicy } from './queue-policy';
import {
  parseRedriveAllowPolicy,
  parseRedrivePolicy,
  type RedriveAllowPolicy,
  type RedrivePolicy,
} from './redrive-policy';

/** The attributes of a queue that someone can set, by their API names and in their API form. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** The same, read. */
export interface QueueSettings {
  readonly delayMs: number;
  readonly maximumMessageBytes: number;
  readonly retentionMs: number;
  readonly receiveWaitMs: number;
  readonly visibilityTimeoutMs: number;
  readonly contentBasedDeduplication: boolean;
  /** Of its policy; none if it has none. */
  readonly statements: readonly Statement[];
  readonly redrivePolicy: RedrivePolicy | undefined;
  readonly redriveAllowPolicy: RedriveAllowPolicy | undefined;
}

type Check = (value: string) => boolean;

const integer =
  (min: number, max: number): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value);
const anything: Check = () => true;

const COMMON: Record<string, Check> = {
  DelaySeconds: integer(0, 900),
  MaximumMessageSize: integer(1024, 1_048_576),
  MessageRetentionPeriod: integer(60, 1_209_600),
  Policy: anything,
  ReceiveMessageWaitTimeSeconds: integer(0, 20),
  VisibilityTimeout: integer(0, 43_200),
  RedrivePolicy: anything,
  RedriveAllowPolicy: anything,
  KmsMasterKeyId: anything,
  KmsDataKeyReusePeriodSeconds: integer(60, 86_400),
  SqsManagedSseEnabled: oneOf('true', 'false'),
};

const FIFO_ONLY: Record<string, Check> = {
  FifoQueue: oneOf('true'),
  ContentBasedDeduplication: oneOf('true', 'false'),
  DeduplicationScope: oneOf('queue', 'messageGroup'),
  FifoThroughputLimit: oneOf('perQueue', 'perMessageGroupId'),
};

const READ_ONLY = [
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
];

/** Whether SQS has an attribute of this name, to be set or only to be read. */
export const isQueueAttribute = (name: string): boolean =>
  Object.hasOwn(COMMON, name) || Object.hasOwn(FIFO_ONLY, name) || READ_ONLY.includes(name);

const COMMON_DEFAULTS: QueueAttributes = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};

const FIFO_DEFAULTS: QueueAttributes = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

const BOOLEANS = ['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled'];

/** As they are kept: SQS takes True for true and answers true (LocalStack test_sqs.py::test_fifo_change_to_high_throughput_after_creation). */
export const normalized = (attributes: QueueAttributes): QueueAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      BOOLEANS.includes(name) && /^(true|false)$/i.test(value) ? value.toLowerCase() : value,
    ]),
  );

/** What a new queue has before anything is set. */
export const defaultAttributes = (fifo: boolean): QueueAttributes =>
  fifo ? { ...COMMON_DEFAULTS, ...FIFO_DEFAULTS } : COMMON_DEFAULTS;

/**
 * The attributes after a change; an empty value removes an optional one, as SQS does it. Throws `InvalidAttributeName`
 * for an unknown attribute, `InvalidAttributeValue` for a value out of its range.
 */
export const withAttributes = (current: QueueAttributes, given: QueueAttributes, fifo: boolean): QueueAttributes => {
  const changes = normalized(given);
  const checks = fifo ? { ...COMMON, ...FIFO_ONLY } : COMMON;
  const attributes: Record<string, string> = { ...current };
  if (changes.KmsMasterKeyId && changes.SqsManagedSseEnabled === 'true') {
    throw new AwsError(
      'InvalidAttributeName',
      'You can use one type of server-side encryption (SSE) at one time: KmsMasterKeyId or SqsManagedSseEnabled.',
    );
  }
  for (const [name, value] of Object.entries(changes)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (value === '' && check === anything) {
      delete attributes[name];
    } else if (check(value)) {
      attributes[name] = value;
    } else {
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}: ${value}`);
    }
  }
  if (changes.KmsMasterKeyId) attributes.SqsManagedSseEnabled = 'false';
  else if (changes.SqsManagedSseEnabled === 'true') delete attributes.KmsMasterKeyId;
  // Without a key there is nothing to reuse (LocalStack test_sqs.py::test_set_queue_attributes_default_values).
  if (attributes.KmsMasterKeyId === undefined) delete attributes.KmsDataKeyReusePeriodSeconds;
  if (attributes.FifoThroughputLimit === 'perMessageGroupId' && attributes.DeduplicationScope !== 'messageGroup') {
    throw new AwsError(
      'InvalidAttributeValue',
      'FifoThroughputLimit perMessageGroupId is allowed only when DeduplicationScope is messageGroup',
    );
  }
  return attributes;
};

/** Reads the attributes into numbers and policies; throws `InvalidParameterValue` or `InvalidAttributeValue` for a policy that is none. */
export const readSettings = (queueArn: string, attributes: QueueAttributes): QueueSettings => ({
  delayMs: Number(attributes.DelaySeconds) * 1000,
  maximumMessageBytes: Number(attributes.MaximumMessageSize),
  retentionMs: Number(attributes.MessageRetentionPeriod) * 1000,
  receiveWaitMs: Number(attributes.ReceiveMessageWaitTimeSeconds) * 1000,
  visibilityTimeoutMs: Number(attributes.VisibilityTimeout) * 1000,
  contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
  statements: attributes.Policy === undefined ? [] : parseQueuePolicy(queueArn, attributes.Policy),
  redrivePolicy: attributes.RedrivePolicy === undefined ? undefined : parseRedrivePolicy(attributes.RedrivePolicy),
  redriveAllowPolicy:
    attributes.RedriveAllowPolicy === undefined ? undefined : parseRedriveAllowPolicy(attributes.RedriveAllowPolicy),
});

/** Checks a name against the kind of queue it is for; throws `InvalidParameterValue`. */
export const checkQueueName = (name: string, fifo: boolean): void => {
  if (/^[A-Za-z0-9_-]{1,80}$/.test(fifo ? name.replace(/\.fifo$/, '') : name)) {
    if (fifo === name.endsWith('.fifo') && name.length <= 80) return;
  }
  throw new AwsError(
    'InvalidParameterValue',
    fifo
      ? `The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length: ${name}`
      : `Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length: ${name}`,
  );
};
