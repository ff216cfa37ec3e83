import type { AccessRequest } from '../policy/access-request';
import { arnOf, eachByItsName, isArn, onEach, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, RequestsOf, ServiceTable, Where } from './api-call';
import { textOf, textsOf } from './read-member';

type Input = ApiCall['input'];

const namespaceOf = ({ Namespace }: Input): AccessRequest['context'] => {
  const namespace = textOf(Namespace);
  return namespace === undefined ? {} : { 'cloudwatch:namespace': namespace };
};

const alarmArn = (name: string, where: Where): string => arnOf('cloudwatch', where, `alarm:${name}`);
const onAlarms = (action: string): RequestsOf => onEach(action, ({ AlarmNames }) => textsOf(AlarmNames), alarmArn);
const ofAlarm = ({ AlarmName }: Input, where: Where): string => alarmArn(textOf(AlarmName) ?? '*', where);

/** Service Authorization Reference, list_amazoncloudwatch. What reads alarms without naming any reads `alarm:*`; API DescribeAlarms wants that scope for composite alarms. */
export const cloudWatchTable: ServiceTable = {
  DescribeAlarms: onAlarms('cloudwatch:DescribeAlarms'),
  DeleteAlarms: onAlarms('cloudwatch:DeleteAlarms'),
  EnableAlarmActions: onAlarms('cloudwatch:EnableAlarmActions'),
  DisableAlarmActions: onAlarms('cloudwatch:DisableAlarmActions'),
  ...eachByItsName(
    'cloudwatch',
    ['DescribeAlarmHistory', 'PutCompositeAlarm', 'PutMetricAlarm', 'SetAlarmState'],
    ofAlarm,
  ),
  DescribeAlarmsForMetric: withoutResource('cloudwatch:DescribeAlarmsForMetric'),
  GetMetricData: withoutResource('cloudwatch:GetMetricData'),
  GetMetricStatistics: withoutResource('cloudwatch:GetMetricStatistics'),
  ListMetrics: withoutResource('cloudwatch:ListMetrics'),
  PutMetricData: oneRequest('cloudwatch:PutMetricData', () => '*', namespaceOf),
};

/**
 * The operation names a deployment; its resource is the deployment's group, as AWS CDK grants it (LambdaDeploymentGroup.grantPutLifecycleEventHookExecutionStatus). The Service
 * Authorization Reference (list_awscodedeploy) has no resource for it: a policy that grants it on `*` passes either way.
 */
const ofDeployment = ({ deploymentId }: Input, where: Where): string =>
  arnOf('codedeploy', where, `deploymentgroup:${where.deploymentGroupOf?.(textOf(deploymentId) ?? '') ?? '*'}`);

const ofGroup = ({ applicationName, deploymentGroupName }: Input, where: Where): string => {
  const [application, group] = [textOf(applicationName) ?? '*', textOf(deploymentGroupName) ?? '*'];
  return arnOf('codedeploy', where, `deploymentgroup:${application}/${group}`);
};

/** Actions and resources: Service Authorization Reference, list_awscodedeploy. */
export const codeDeployTable: ServiceTable = {
  ...eachByItsName('codedeploy', ['GetDeployment', 'PutLifecycleEventHookExecutionStatus'], ofDeployment),
  ...eachByItsName('codedeploy', ['CreateDeployment', 'GetDeploymentGroup', 'ListDeployments'], ofGroup),
};

/** Service Authorization Reference, list_awsx-ray: none of them has a resource. */
export const xRayTable: ServiceTable = Object.fromEntries(
  ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map((name) => [
    name,
    withoutResource(`xray:${name}`),
  ]),
);

/** A parameter's ARN has no slash of the name's own in front; a version or label after the name is not part of it (API GetParameter, Name). */
const parameterArn = (name: string, where: Where): string => {
  if (isArn(name)) return name;
  return arnOf('ssm', where, `parameter/${(name.split(':')[0] ?? '').replace(/^\//, '')}`);
};
const ofParameter = ({ Name }: Input, where: Where): string => parameterArn(textOf(Name) ?? '*', where);
const onParameters = (action: string): RequestsOf => onEach(action, ({ Names }) => textsOf(Names), parameterArn);

/** Actions and resources: Service Authorization Reference, list_awssystemsmanager; reading by path is asked for on the path (Systems Manager user guide, ps-retrieval-authorization). */
export const ssmTable: ServiceTable = {
  ...eachByItsName('ssm', ['DeleteParameter', 'GetParameter', 'GetParameterHistory', 'PutParameter'], ofParameter),
  GetParameters: onParameters('ssm:GetParameters'),
  DeleteParameters: onParameters('ssm:DeleteParameters'),
  GetParametersByPath: oneRequest('ssm:GetParametersByPath', ({ Path }, where) =>
    parameterArn(textOf(Path) ?? '*', where),
  ),
  DescribeParameters: withoutResource('ssm:DescribeParameters'),
};
