import type { AccessRequest } from '../policy/access-request';
import type { ApiCall, ServiceName, ServiceTable, Where } from './api-call';
import { dynamoDbTable } from './dynamodb';
import { eventBridgeTable } from './eventbridge';
import { lambdaTable } from './lambda-functions';
import { logsTable } from './logs';
import { operationOf } from './operation';
import { cloudWatchTable, codeDeployTable, ssmTable, xRayTable } from './operations-services';
import { secretsManagerTable } from './secrets-manager';
import { snsTable } from './sns';
import { sqsTable } from './sqs';

const TABLES: Readonly<Record<ServiceName, ServiceTable>> = {
  cloudwatch: cloudWatchTable,
  codedeploy: codeDeployTable,
  dynamodb: dynamoDbTable,
  eventbridge: eventBridgeTable,
  lambda: lambdaTable,
  logs: logsTable,
  secretsmanager: secretsManagerTable,
  sns: snsTable,
  sqs: sqsTable,
  ssm: ssmTable,
  xray: xRayTable,
};

/**
 * What IAM is asked for a call: each must be allowed. A request that does not name its resource is for any resource of that kind (`arn:aws:sqs:…:*`): a caller who may use all of them
 * learns from the service what is wrong with it, others are denied.
 * @throws Error that names service and operation, if the table lacks it: an operation must not pass because nobody knew what it needs
 * @example
 * accessRequestsOf({ service: 'sqs', operation: 'SendMessageBatch', input: { QueueUrl: 'http://localhost/000000000000/orders' } }, { region: 'us-east-1', account: '000000000000' })
 * // [{ action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:000000000000:orders', context: { 'aws:requestedregion': 'us-east-1', … } }]
 */
export const accessRequestsOf = ({ service, operation, input }: ApiCall, where: Where): readonly AccessRequest[] =>
  operationOf(TABLES[service], service, operation)(input, where);
