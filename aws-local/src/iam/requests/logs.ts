import { arnOf, eachByItsName, isArn, onEach, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, ServiceTable, Where } from './api-call';
import { textOf, textsOf } from './read-member';

type Input = ApiCall['input'];

/**
 * For all actions but those on tags, the group's ARN ends in `:*` (CloudWatch Logs user guide, iam-access-control-overview-cwl).
 * @param group name or ARN
 */
const logGroupArn = (group: string, where: Where): string => {
  const arn = isArn(group) ? group.replace(/:\*$/, '') : arnOf('logs', where, `log-group:${group}`);
  return `${arn}:*`;
};

/** A stream's ARN (iam-access-control-overview-cwl). */
export const logStreamArn = (group: string, stream: string, where: Where): string =>
  `${logGroupArn(group, where).replace(/:\*$/, '')}:log-stream:${stream}`;

const groupOf = (input: Input): string => textOf(input.logGroupName) ?? textOf(input.logGroupIdentifier) ?? '*';
const ofGroup = (input: Input, where: Where): string => logGroupArn(groupOf(input), where);
const ofStream = (input: Input, where: Where): string =>
  logStreamArn(groupOf(input), textOf(input.logStreamName) ?? '*', where);
const ofTagged = ({ resourceArn }: Input, where: Where): string =>
  textOf(resourceArn) ?? arnOf('logs', where, 'log-group:*');

/** A query reads one group or several (API StartQuery). */
const queried = (input: Input): readonly string[] => {
  const groups = [...textsOf(input.logGroupNames), ...textsOf(input.logGroupIdentifiers)];
  return groups.length === 0 ? [groupOf(input)] : groups;
};

/** Actions and resources: Service Authorization Reference, list_amazoncloudwatchlogs. */
export const logsTable: ServiceTable = {
  ...eachByItsName(
    'logs',
    [
      'CreateLogGroup',
      'DeleteLogGroup',
      'DeleteMetricFilter',
      'DeleteRetentionPolicy',
      'DeleteSubscriptionFilter',
      'DescribeLogStreams',
      'DescribeMetricFilters',
      'DescribeSubscriptionFilters',
      'FilterLogEvents',
      'PutMetricFilter',
      'PutRetentionPolicy',
      'PutSubscriptionFilter',
    ],
    ofGroup,
  ),
  ...eachByItsName('logs', ['CreateLogStream', 'DeleteLogStream', 'GetLogEvents', 'PutLogEvents'], ofStream),
  ...eachByItsName('logs', ['ListTagsForResource', 'TagResource', 'UntagResource'], ofTagged),
  StartQuery: onEach('logs:StartQuery', queried, logGroupArn),
  // The reference has log-group for it, but the request names only a query.
  GetQueryResults: oneRequest('logs:GetQueryResults', (_, where) => logGroupArn('*', where)),
  StopQuery: withoutResource('logs:StopQuery'),
  DescribeQueries: withoutResource('logs:DescribeQueries'),
  DescribeLogGroups: withoutResource('logs:DescribeLogGroups'),
};
