import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { QueryService } from '../http/query-service';
import { operationsThatRead } from '../http/read-input';
import type { MessageAttributes } from '../sqs/engine';
import type { Publication, SnsEngine } from './engine';
import { invalidParameter } from './invalid-parameter';
import type { Subscription } from './subscription';

// A message may carry what no log should.
const INPUT_ERRORS = { missing: 'InvalidParameter', invalid: 'InvalidParameter', confidential: ['Message'] } as const;
const MAX_BATCH_ENTRIES = 10;
const PAGE_LENGTH = 100;

const text = z.exactOptional(z.string());
const texts = z.exactOptional(z.record(z.string(), z.string()));
const attributes = z.exactOptional(
  z.record(z.string(), z.strictObject({ DataType: z.string(), StringValue: text, BinaryValue: text })),
);
const publication = {
  Message: z.string(),
  Subject: text,
  MessageStructure: z.exactOptional(z.literal('json')),
  MessageAttributes: attributes,
};
const publish = z.strictObject({ TopicArn: text, TargetArn: text, ...publication });
const batch = z.strictObject({
  TopicArn: z.string(),
  // An empty list travels as an empty text.
  PublishBatchRequestEntries: z.preprocess(
    (list) => (list === '' ? [] : list),
    z.array(z.strictObject({ Id: z.string(), ...publication })),
  ),
});
const ofTopic = z.strictObject({ TopicArn: z.string() });
const page = z.strictObject({ NextToken: text });
const pageOfTopic = z.strictObject({ TopicArn: z.string(), NextToken: text });
const subscribe = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  Attributes: texts,
  ReturnSubscriptionArn: text,
});
const createTopic = z.strictObject({
  Name: z.string(),
  Attributes: texts,
  Tags: z.exactOptional(z.array(z.unknown())),
});

const operation = operationsThatRead(INPUT_ERRORS);

/** SNS's query protocol over an engine. A parameter that is not built is refused by name. */
export const snsService = (engine: SnsEngine): QueryService => ({
  name: 'sns',
  version: '2010-03-31',
  xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  operations: {
    CreateTopic: operation(createTopic, ({ Name, Attributes = {} }) => ({
      TopicArn: created(engine, Name, Attributes),
    })),
    DeleteTopic: operation(ofTopic, ({ TopicArn }) => engine.deleteTopic(TopicArn)),
    ListTopics: operation(page, (input) => onePage('Topics', engine.topics(), ({ arn }) => ({ TopicArn: arn }), input)),
    GetTopicAttributes: operation(ofTopic, ({ TopicArn }) => ({ Attributes: topicAttributes(engine, TopicArn) })),
    Subscribe: operation(subscribe, ({ TopicArn, Protocol, Endpoint, Attributes = {}, ReturnSubscriptionArn }) => {
      const given = { topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, attributes: Attributes };
      const { arn, pending } = engine.subscribe(given);
      return { SubscriptionArn: pending && ReturnSubscriptionArn !== 'true' ? 'pending confirmation' : arn };
    }),
    Unsubscribe: operation(z.strictObject({ SubscriptionArn: z.string() }), ({ SubscriptionArn }) =>
      engine.unsubscribe(SubscriptionArn),
    ),
    ListSubscriptions: operation(page, (input) =>
      onePage('Subscriptions', engine.subscriptions(), describe(engine), input),
    ),
    ListSubscriptionsByTopic: operation(pageOfTopic, (input) => {
      const { arn } = engine.topic(input.TopicArn);
      return onePage('Subscriptions', engine.subscriptions(arn), describe(engine), input);
    }),
    Publish: operation(publish, ({ TopicArn, TargetArn, ...rest }) => {
      const topicArn = TopicArn ?? TargetArn;
      if (topicArn === undefined) throw invalidParameter('TopicArn');
      return { MessageId: engine.publish(publicationOf(topicArn, rest)).messageId };
    }),
    PublishBatch: operation(batch, ({ TopicArn, PublishBatchRequestEntries }) =>
      publishBatch(engine, TopicArn, PublishBatchRequestEntries),
    ),
  },
});

const created = (engine: SnsEngine, name: string, given: Readonly<Record<string, string>>): string => {
  const { DisplayName, FifoTopic, Policy: _, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalidParameter(`${unknown} is not supported here`);
  if (FifoTopic === 'true') throw invalidParameter('FIFO topics are not supported here');
  return engine.createTopic(name, DisplayName).arn;
};

type GivenPublication = z.infer<z.ZodObject<typeof publication>>;

const publicationOf = (topicArn: string, given: GivenPublication): Publication => ({
  topicArn,
  message: given.Message,
  structured: given.MessageStructure === 'json',
  ...(given.Subject !== undefined && { subject: given.Subject }),
  ...(given.MessageAttributes && { attributes: given.MessageAttributes as MessageAttributes }),
});

/** Each entry answers on its own (API_PublishBatch). */
const publishBatch = (
  engine: SnsEngine,
  topicArn: string,
  entries: readonly ({ Id: string } & GivenPublication)[],
): object => {
  engine.topic(topicArn);
  checkBatch(entries.map(({ Id }) => Id));
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { Id, ...entry } of entries) {
    try {
      Successful.push({ Id, MessageId: engine.publish(publicationOf(topicArn, entry)).messageId });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
};

const checkBatch = (ids: readonly string[]): void => {
  if (ids.length === 0) {
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (ids.length > MAX_BATCH_ENTRIES) {
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
};

const topicAttributes = (engine: SnsEngine, topicArn: string): Map<string, string> => {
  const { arn, displayName } = engine.topic(topicArn);
  const subscriptions = engine.subscriptions(arn);
  const pending = subscriptions.filter((subscription) => subscription.pending).length;
  return new Map([
    ['TopicArn', arn],
    ['DisplayName', displayName],
    ['Owner', arn.split(':')[4] ?? ''],
    ['SubscriptionsConfirmed', String(subscriptions.length - pending)],
    ['SubscriptionsPending', String(pending)],
    ['SubscriptionsDeleted', '0'],
  ]);
};

const describe =
  (engine: SnsEngine) =>
  ({ arn, topicArn, protocol, endpoint, pending }: Subscription): object => ({
    SubscriptionArn: pending ? 'PendingConfirmation' : arn,
    Owner: engine.topic(topicArn).arn.split(':')[4],
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  });

/** One page; the token is the place where the next one starts. */
const onePage = <T>(
  list: string,
  items: readonly T[],
  describeItem: (item: T) => object,
  { NextToken }: { NextToken?: string },
): object => {
  const from = Number(NextToken ?? 0);
  const to = from + PAGE_LENGTH;
  return {
    [list]: items.slice(from, to).map(describeItem),
    NextToken: to < items.length ? String(to) : undefined,
  };
};
