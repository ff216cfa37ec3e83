import type { AccessRequest } from '../policy/access-request';
import { arnOf, eachByItsName, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, ServiceTable, Where } from './api-call';
import { textOf } from './read-member';

type Input = ApiCall['input'];

const anyTopic = (where: Where): string => arnOf('sns', where, '*');

/** A message to a phone number has no topic (API Publish). */
const ofPublish = ({ TopicArn, TargetArn, PhoneNumber }: Input, where: Where): string =>
  textOf(TopicArn) ?? textOf(TargetArn) ?? (PhoneNumber === undefined ? anyTopic(where) : '*');

const ofTopic = ({ TopicArn }: Input, where: Where): string => textOf(TopicArn) ?? anyTopic(where);
const ofResource = ({ ResourceArn }: Input, where: Where): string => textOf(ResourceArn) ?? anyTopic(where);

/** A subscription's ARN is its topic's and an id. */
const ofSubscription = ({ SubscriptionArn }: Input, where: Where): string => {
  const parts = (textOf(SubscriptionArn) ?? '').split(':');
  return parts.length === 7 ? parts.slice(0, 6).join(':') : anyTopic(where);
};

const subscribed = ({ Protocol, Endpoint }: Input): AccessRequest['context'] => {
  const [protocol, endpoint] = [textOf(Protocol), textOf(Endpoint)];
  return {
    ...(protocol !== undefined && { 'sns:protocol': protocol }),
    ...(endpoint !== undefined && { 'sns:endpoint': endpoint }),
  };
};

/** Actions, resources and keys: Service Authorization Reference, list_amazonsns; sns:Publish is for batches, too (SNS developer guide, sns-access-policy-language-api-permissions-reference). */
export const snsTable: ServiceTable = {
  Publish: oneRequest('sns:Publish', ofPublish),
  PublishBatch: oneRequest('sns:Publish', ofTopic),
  CreateTopic: oneRequest('sns:CreateTopic', ({ Name }, where) => arnOf('sns', where, textOf(Name) ?? '*')),
  Subscribe: oneRequest('sns:Subscribe', ofTopic, subscribed),
  ...eachByItsName(
    'sns',
    [
      'AddPermission',
      'ConfirmSubscription',
      'DeleteTopic',
      'GetTopicAttributes',
      'ListSubscriptionsByTopic',
      'RemovePermission',
      'SetTopicAttributes',
    ],
    ofTopic,
  ),
  ...eachByItsName('sns', ['GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'], ofSubscription),
  ...eachByItsName(
    'sns',
    ['GetDataProtectionPolicy', 'ListTagsForResource', 'PutDataProtectionPolicy', 'TagResource', 'UntagResource'],
    ofResource,
  ),
  ListTopics: withoutResource('sns:ListTopics'),
  ListSubscriptions: withoutResource('sns:ListSubscriptions'),
};
