import { jsonObject } from '../../json-text';
import { accessRequest, arnOf, eachByItsName, isArn, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, RequestsOf, ServiceTable, Where } from './api-call';
import { membersOf, textOf } from './read-member';

type ResourceOf = (input: ApiCall['input'], where: Where) => string;

/** Of a request that names no queue: SQS refuses it itself, whoever may use every queue sees that answer. */
const anyQueue = (where: Where): string => arnOf('sqs', where, '*');

/** The queue of a URL on any host; a queue's mere name serves too (LocalStack test_sqs.py::test_set_empty_redrive_policy). */
const ofUrl: ResourceOf = ({ QueueUrl }, where) => {
  const [name = '', account = where.account] = (textOf(QueueUrl) ?? '').split('/').reverse();
  return name === '' ? anyQueue(where) : `arn:aws:sqs:${where.region}:${account}:${name}`;
};

const ofName: ResourceOf = ({ QueueName, QueueOwnerAWSAccountId }, where) => {
  const name = textOf(QueueName);
  if (name === undefined) return anyQueue(where);
  return `arn:aws:sqs:${where.region}:${textOf(QueueOwnerAWSAccountId) ?? where.account}:${name}`;
};

const ofSource: ResourceOf = ({ SourceArn }, where) => {
  const arn = textOf(SourceArn) ?? '';
  return isArn(arn) ? arn : anyQueue(where);
};

/** A handle holds its source in base64 (LocalStack test_sqs_move_task.py). */
const ofHandle: ResourceOf = ({ TaskHandle }, where) => {
  const { sourceArn } = membersOf(jsonObject(Buffer.from(textOf(TaskHandle) ?? '', 'base64').toString('utf8')));
  return ofSource({ SourceArn: sourceArn }, where);
};

/** What a task does to the queue it moves messages from ("AccessDenied permission issue" in SQS's troubleshooting-dlq-redrive.html). */
const MOVING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

const onQueue = (where: Where, actions: readonly string[], queue: string) =>
  actions.map((action) => accessRequest(where, action, queue));

/** Without a destination, messages go back to the queues they came from. */
const startMove: RequestsOf = (input, where) => {
  const source = ofSource(input, where);
  const destination = textOf(input.DestinationArn);
  const destinations = destination === undefined ? (where.deadLetterSourcesOf?.(source) ?? []) : [destination];
  return [
    ...onQueue(where, ['sqs:StartMessageMoveTask', ...MOVING], source),
    ...destinations.map((arn) => accessRequest(where, 'sqs:SendMessage', arn)),
  ];
};

/**
 * Actions and resources: Service Authorization Reference, list_amazonsqs. A batch needs the permission of the single operation (API AddPermission, parameter Actions).
 * Redrive: troubleshooting-dlq-redrive.html.
 */
export const sqsTable: ServiceTable = {
  ...eachByItsName(
    'sqs',
    [
      'AddPermission',
      'ChangeMessageVisibility',
      'DeleteMessage',
      'DeleteQueue',
      'GetQueueAttributes',
      'ListDeadLetterSourceQueues',
      'ListQueueTags',
      'PurgeQueue',
      'ReceiveMessage',
      'RemovePermission',
      'SendMessage',
      'SetQueueAttributes',
      'TagQueue',
      'UntagQueue',
    ],
    ofUrl,
  ),
  SendMessageBatch: oneRequest('sqs:SendMessage', ofUrl),
  DeleteMessageBatch: oneRequest('sqs:DeleteMessage', ofUrl),
  ChangeMessageVisibilityBatch: oneRequest('sqs:ChangeMessageVisibility', ofUrl),
  CreateQueue: oneRequest('sqs:CreateQueue', ofName),
  GetQueueUrl: oneRequest('sqs:GetQueueUrl', ofName),
  ListQueues: withoutResource('sqs:ListQueues'),
  StartMessageMoveTask: startMove,
  CancelMessageMoveTask: (input, where) =>
    onQueue(where, ['sqs:CancelMessageMoveTask', ...MOVING], ofHandle(input, where)),
  ListMessageMoveTasks: (input, where) =>
    onQueue(where, ['sqs:ListMessageMoveTasks', 'sqs:GetQueueAttributes'], ofSource(input, where)),
};
