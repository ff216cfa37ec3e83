import { compileFilterPolicy, type FilterPolicyScope, type MessageFilter } from './filter-policy';
import { invalidParameter } from './invalid-parameter';

/** What a subscription may say besides where it leads, by the API's names; all of it text. */
export type SubscriptionAttributes = Readonly<Record<string, string>>;

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: SubscriptionAttributes;
  readonly raw: boolean;
  /** Nothing is delivered before somebody has confirmed it: of an email address, which nobody can here. */
  readonly pending: boolean;
  readonly passes: MessageFilter;
  readonly deadLetterArn: string | undefined;
}

const ATTRIBUTES = ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'];
const CONFIRMED_BY_HAND = ['email', 'email-json'];

/**
 * Makes a subscription of what Subscribe is given (API_Subscribe).
 * @throws AwsError InvalidParameter for a protocol, an endpoint or an attribute that AWS does not take, or that is not built.
 */
export const makeSubscription = (
  given: Pick<Subscription, 'arn' | 'topicArn' | 'protocol' | 'endpoint' | 'attributes'>,
): Subscription => {
  const { protocol, endpoint, attributes } = given;
  checkEndpoint(protocol, endpoint);
  const unknown = Object.keys(attributes).find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw invalidParameter(`AttributeName ${unknown} is not supported here`);
  const { RawMessageDelivery = 'false', FilterPolicyScope = 'MessageAttributes', FilterPolicy } = attributes;
  if (!/^(true|false)$/i.test(RawMessageDelivery)) {
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`,
    );
  }
  const raw = RawMessageDelivery.toLowerCase() === 'true';
  if (raw && protocol !== 'sqs') {
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  return {
    ...given,
    raw,
    pending: CONFIRMED_BY_HAND.includes(protocol),
    passes: FilterPolicy === undefined ? () => true : compileFilterPolicy(FilterPolicy, scopeOf(FilterPolicyScope)),
    deadLetterArn: deadLetterArnOf(attributes.RedrivePolicy),
  };
};

const checkEndpoint = (protocol: string, endpoint: string): void => {
  if (CONFIRMED_BY_HAND.includes(protocol)) return;
  const service = endpoint.split(':')[2];
  if (protocol === 'sqs' && service !== 'sqs') throw invalidParameter('SQS endpoint ARN');
  if (protocol === 'lambda' && service !== 'lambda') throw invalidParameter('Lambda endpoint ARN');
  if (protocol === 'sqs' && endpoint.endsWith('.fifo')) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
  }
  if (protocol !== 'sqs' && protocol !== 'lambda') {
    throw invalidParameter(`Protocol ${protocol} is not supported here: sqs, lambda and (never confirmed) email are`);
  }
};

const scopeOf = (scope: string): FilterPolicyScope => {
  if (scope === 'MessageAttributes' || scope === 'MessageBody') return scope;
  throw invalidParameter(
    `Attributes Reason: FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
  );
};

const deadLetterArnOf = (redrivePolicy: string | undefined): string | undefined => {
  if (redrivePolicy === undefined) return undefined;
  const refused = () =>
    invalidParameter('Attributes Reason: RedrivePolicy: deadLetterTargetArn must be the ARN of a standard queue');
  try {
    const { deadLetterTargetArn: arn } = JSON.parse(redrivePolicy) as { deadLetterTargetArn?: unknown };
    if (typeof arn === 'string' && /^arn:[^:]+:sqs:.+(?<!\.fifo)$/.test(arn)) return arn;
  } catch {
    throw refused();
  }
  throw refused();
};
