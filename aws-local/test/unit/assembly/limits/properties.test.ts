import { limitIssues } from '../../../../src/assembly/limits/properties';

const told = (type: string, properties: object): string[] =>
  limitIssues(type, { ...properties }).map(({ path, message }) => `${path.join('.')}: ${message}`);

const target = (index: number) => ({ Id: `t${index}`, Arn: '\u0000' });
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

test.each<[string, string, object, string[]]>([
  [
    'a function that may run for 16 minutes',
    'AWS::Lambda::Function',
    { Timeout: 960 },
    ['Timeout: must be 1 to 900, got 960'],
  ],
  ['a number as text', 'AWS::Lambda::Function', { MemorySize: '64' }, ['MemorySize: must be 128 to 10240, got 64']],
  [
    'a long description',
    'AWS::Lambda::Version',
    { Description: 'd'.repeat(257) },
    ['Description: must have 0 to 256 characters, has 257'],
  ],
  [
    'more than 4 KB of variables',
    'AWS::Lambda::Function',
    { Environment: { Variables: { MENU: 'm'.repeat(4_000), PRICES: 'p'.repeat(100), TABLE: '\u0000' } } },
    ['Environment.Variables: must have at most 4096 bytes of names and values, has 4115'],
  ],
  [
    'six targets of a rule',
    'AWS::Events::Rule',
    { Targets: times(6, target) },
    ['Targets: must have 0 to 5 members, has 6'],
  ],
  [
    'retries of one of the targets',
    'AWS::Events::Rule',
    {
      Targets: [target(0), { ...target(1), RetryPolicy: { MaximumRetryAttempts: 186, MaximumEventAgeInSeconds: 59 } }],
    },
    [
      'Targets.1.RetryPolicy.MaximumEventAgeInSeconds: must be 60 to 86400, got 59',
      'Targets.1.RetryPolicy.MaximumRetryAttempts: must be 0 to 185, got 186',
    ],
  ],
  [
    'an alarm over no period',
    'AWS::CloudWatch::Alarm',
    { EvaluationPeriods: 0 },
    ['EvaluationPeriods: must be at least 1, got 0'],
  ],
  ['a queue’s delay', 'AWS::SQS::Queue', { DelaySeconds: 901 }, ['DelaySeconds: must be 0 to 900, got 901']],
  [
    'a pipe’s group id',
    'AWS::Pipes::Pipe',
    { TargetParameters: { SqsQueueParameters: { MessageGroupId: 'g'.repeat(101) } } },
    ['TargetParameters.SqsQueueParameters.MessageGroupId: must have 0 to 100 characters, has 101'],
  ],
])('%s is refused', (_name, type, properties, expected) => {
  expect(told(type, properties)).toEqual(expected);
});

test.each<[string, string, object]>([
  [
    'the last that are taken',
    'AWS::Lambda::Function',
    { Timeout: 900, MemorySize: '10240', Description: 'd'.repeat(256) },
  ],
  [
    'those that a deployment tells',
    'AWS::Lambda::Function',
    { Timeout: '\u0000', Description: `${'d'.repeat(300)}\u0000` },
  ],
  [
    'those of a managed instance, which has others',
    'AWS::Lambda::Function',
    { Timeout: 5_400, CapacityProviderConfig: {} },
  ],
  ['a list of which elements may vanish', 'AWS::CloudWatch::Alarm', { AlarmActions: times(6, () => '\u0000') }],
  ['what is no number is told as such', 'AWS::Lambda::Function', { Timeout: 'soon' }],
])('%s are left alone', (_name, type, properties) => {
  expect(told(type, properties)).toEqual([]);
});
