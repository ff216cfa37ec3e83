import { z } from 'zod';
import { longestName } from '../limits/names';
import { flag, physicalName, type ResourceType, resourceType } from '../resource-type';

const inlineSubscription = z.strictObject({ Protocol: z.string(), Endpoint: z.string() });

const topicSchema = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: z.string().optional(),
  FifoTopic: flag.optional(),
  Subscription: z.array(inlineSubscription).optional(),
});

export const topic: ResourceType = resourceType(topicSchema, (properties, { sns }, creation) => {
  const name = properties.TopicName ?? physicalName(creation, longestName('AWS::SNS::Topic'));
  if (properties.FifoTopic) throw new Error(`FifoTopic: only standard topics run here, ${name} is a FIFO topic`);
  const { arn } = sns.createTopic(name, properties.DisplayName);
  for (const { Protocol, Endpoint } of properties.Subscription ?? []) {
    sns.subscribe({ topicArn: arn, protocol: Protocol, endpoint: Endpoint });
  }
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
});

const subscriptionSchema = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  Region: z.string().optional(),
  RawMessageDelivery: flag.optional(),
  FilterPolicy: z.record(z.string(), z.unknown()).optional(),
  FilterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']).optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string() }).optional(),
});

export const subscription: ResourceType = resourceType(subscriptionSchema, (properties, { sns, region }) => {
  const { TopicArn, Protocol, Endpoint, Region = region, ...attributes } = properties;
  if (Region !== region) throw new Error(`Region: there is one region here, ${region}, not ${Region}`);
  const texts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
  const { arn } = sns.subscribe({
    topicArn: TopicArn,
    protocol: Protocol,
    endpoint: Endpoint,
    attributes: Object.fromEntries(texts),
  });
  return { ref: arn, attributes: { Arn: arn } };
});
