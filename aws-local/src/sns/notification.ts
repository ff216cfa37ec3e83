import type { MessageAttributes } from '../sqs/engine';
import { type Message, textFor } from './message';
import type { Subscription } from './subscription';

/** Nobody signs here: whoever verifies signatures must be told to leave that out locally. */
const UNSIGNED = 'unsigned';

/**
 * What a subscription to a queue or a function without raw delivery gets (sns-message-and-json-formats.html, http-notification-json.html). `Subject` and
 * `MessageAttributes` are there if the message has them.
 */
export const notification = (message: Message, subscription: Subscription) => ({
  Type: 'Notification',
  MessageId: message.messageId,
  TopicArn: message.topicArn,
  ...(message.subject !== undefined && { Subject: message.subject }),
  Message: textFor(subscription.protocol, message),
  Timestamp: new Date(message.timestampMs).toISOString(),
  SignatureVersion: '1',
  Signature: UNSIGNED,
  SigningCertURL: `https://sns.${regionOf(message)}.amazonaws.com/SimpleNotificationService-${UNSIGNED}.pem`,
  UnsubscribeURL: unsubscribeUrl(message, subscription),
  ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: attributeMembers(message.attributes) }),
});

/** The event of a function (docs.aws.amazon.com/lambda/latest/dg/with-sns.html): the same with other spellings, an absent subject being null. */
export const functionEvent = (message: Message, subscription: Subscription) => {
  const { SigningCertURL, UnsubscribeURL, ...same } = notification(message, subscription);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          ...same,
          Subject: message.subject ?? null,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          MessageAttributes: attributeMembers(message.attributes),
        },
      },
    ],
  };
};

const regionOf = ({ topicArn }: Message): string => topicArn.split(':')[3] ?? '';

const unsubscribeUrl = (message: Message, { arn }: Subscription): string =>
  `https://sns.${regionOf(message)}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`;

const attributeMembers = (attributes: MessageAttributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue },
    ]),
  );
