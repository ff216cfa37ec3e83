const allow = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const XRAY = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

/**
 * What policies of AWS allow that functions commonly have, by ARN (docs.aws.amazon.com/aws-managed-policy/latest/reference). A role with another one is not judged,
 * and whoever starts the environment is told.
 */
export const MANAGED_POLICIES: Readonly<Record<string, unknown>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': allow(...LOGS),
  'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole': allow(
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ),
  'arn:aws:iam::aws:policy/service-role/AWSLambdaRole': allow('lambda:InvokeFunction'),
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess': allow(...XRAY),
  'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess': allow(...XRAY),
  'arn:aws:iam::aws:policy/AdministratorAccess': allow('*'),
};
