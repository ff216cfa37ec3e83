import type { AccessRequest } from '../policy/access-request';
import { accessRequest, serviceRequest } from './access-request-of';
import type { Where } from './api-call';
import { type PublishedEvent, putEventsRequest } from './eventbridge';
import { logStreamArn } from './logs';

/** What takes a message off a queue asks for all three (Lambda developer guide, services-sqs-configure.html, AWSLambdaSQSQueueExecutionRole; EventBridge user guide, eb-pipes-permissions.html). */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** What delivering to a target of a kind asks for, by the service in the target's ARN (EventBridge user guide, eb-use-resource-based.html and eb-pipes-permissions.html). */
const DELIVERY: ReadonlyMap<string, string> = new Map([
  ['lambda', 'lambda:InvokeFunction'],
  ['sns', 'sns:Publish'],
  ['sqs', 'sqs:SendMessage'],
]);

/** @throws Error that names a target that nothing here delivers to */
const deliveryAction = (targetArn: string): string => {
  const action = DELIVERY.get(targetArn.split(':')[2] ?? '');
  if (action === undefined) {
    throw new Error(`targetArn must be the ARN of a queue, a function or a topic, got ${targetArn}`);
  }
  return action;
};

const isBus = (arn: string): boolean => arn.split(':')[2] === 'events';

/**
 * What an event source mapping asks for as its function's execution role.
 * @param queueArn its event source
 */
export const mappingPollRequests = (queueArn: string, where: Where): readonly AccessRequest[] =>
  POLLING.map((action) => accessRequest(where, action, queueArn));

/** What a pipe asks for as its role, to take from its source. */
export const pipeSourceRequests = mappingPollRequests;

/**
 * What a pipe asks for as its role, to deliver.
 * @param events what it delivers to a bus
 * @throws Error for a target that is neither queue, bus, function nor topic
 */
export const pipeTargetRequests = (
  targetArn: string,
  where: Where,
  events: readonly PublishedEvent[] = [],
): readonly AccessRequest[] => [
  isBus(targetArn)
    ? putEventsRequest(where, targetArn, events, false)
    : accessRequest(where, deliveryAction(targetArn), targetArn),
];

/**
 * What a rule asks for as the service `events.amazonaws.com`, to deliver to its target or that target's dead-letter queue (eb-use-resource-based.html, eb-rule-event-delivery.html).
 * A target with a RoleArn is delivered to as that role, which is asked for what a pipe's role is.
 * @throws Error for a target that is neither queue, function nor topic
 */
export const ruleDeliveryRequests = (ruleArn: string, targetArn: string, where: Where): readonly AccessRequest[] => [
  serviceRequest(where, 'events.amazonaws.com', ruleArn, deliveryAction(targetArn), targetArn),
];

/**
 * What a rule asks for as its target's role, to send events to another bus, which receives them as forwarded ones (eb-bus-to-bus.html, eb-custom-bus-access-actions.html).
 */
export const ruleToBusRequests = (
  busArn: string,
  where: Where,
  events: readonly PublishedEvent[],
): readonly AccessRequest[] => [putEventsRequest(where, busArn, events, true)];

/**
 * What a topic asks for as the service `sns.amazonaws.com`, to deliver to a subscribed queue or function, or to a dead-letter queue (SNS developer guide, subscribe-sqs-queue-to-sns-topic and lambda-console).
 * @throws Error for an endpoint that is neither
 */
export const subscriptionDeliveryRequests = (
  topicArn: string,
  endpointArn: string,
  where: Where,
): readonly AccessRequest[] => [
  serviceRequest(where, 'sns.amazonaws.com', topicArn, deliveryAction(endpointArn), endpointArn),
];

/** What an alarm asks for as the service `cloudwatch.amazonaws.com`, to tell a topic (AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html). */
export const alarmActionRequests = (alarmArn: string, topicArn: string, where: Where): readonly AccessRequest[] => [
  serviceRequest(where, 'cloudwatch.amazonaws.com', alarmArn, 'sns:Publish', topicArn),
];

/** What a function asks for as its execution role, to write its log (Lambda developer guide, AWSLambdaBasicExecutionRole; groups are made by the template). */
export const functionLogRequests = (group: string, stream: string, where: Where): readonly AccessRequest[] =>
  ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
    accessRequest(where, action, logStreamArn(group, stream, where)),
  );
