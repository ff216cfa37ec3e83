import { patternIssues } from '../../../../src/assembly/limits/patterns';

const told = (type: string, properties: object): string[] =>
  patternIssues(type, { ...properties }).map(({ path, message }) => `${path.join('.')}: ${message}`);

const filters = (...patterns: string[]) => ({ Filters: patterns.map((Pattern) => ({ Pattern })) });
const rule = (EventPattern: unknown) => ({ EventPattern });
const LONG = { detail: { id: Array.from({ length: 300 }, (_, index) => `order-${index}`) } };

test.each<[string, string, object, RegExp[]]>([
  [
    'an operator that no ruler has',
    'AWS::Events::Rule',
    rule({ a: [{ like: 'b' }] }),
    [/^EventPattern: .*'like' is not supported at a/],
  ],
  [
    'a wildcard that is too complex',
    'AWS::Events::Rule',
    rule({ a: [{ wildcard: 'a*a*a*a*a*a*a*a*a*a*b' }] }),
    [/^EventPattern: .*too complex.* at a/],
  ],
  ['a pattern beyond the quota', 'AWS::Events::Rule', rule(LONG), [/^EventPattern: .* the quota is 2048/]],
  ['a pattern as text that is no object', 'AWS::Events::Rule', rule('[]'), [/^EventPattern: .*not an object/]],
  [
    'a schedule of no minutes',
    'AWS::Events::Rule',
    { ScheduleExpression: 'rate(0 minutes)' },
    [/^ScheduleExpression: .*rate\(0 minutes\)/],
  ],
  [
    'input of a target that is no JSON',
    'AWS::Events::Rule',
    { Targets: [{ Id: 'a', Input: '{' }] },
    [/^Targets\.0\.Input: must be JSON/],
  ],
  [
    'a template with a variable that has no path',
    'AWS::Events::Rule',
    { Targets: [{ Id: 'a', InputTransformer: { InputPathsMap: { id: '$.id' }, InputTemplate: '{"id":<order>}' } }] },
    [/^Targets\.0\.InputTransformer: .*invalid placeholder order/],
  ],
  [
    'six filters of a mapping',
    'AWS::Lambda::EventSourceMapping',
    { FilterCriteria: filters(...'123456'.split('').map((n) => `{"a":[${n}]}`)) },
    [/at most 5 filters, got 6/],
  ],
  [
    'a filter of a mapping that is no JSON',
    'AWS::Lambda::EventSourceMapping',
    { FilterCriteria: filters('{') },
    [/Invalid filter pattern/],
  ],
  ['a batch of 11 without a window', 'AWS::Lambda::EventSourceMapping', { BatchSize: '11' }, [/batch window/i]],
  [
    'one reader at a time',
    'AWS::Lambda::EventSourceMapping',
    { ScalingConfig: { MaximumConcurrency: 1 } },
    [/MaximumConcurrency must be 2 to 1000/],
  ],
  [
    'a pipe’s filter beyond 4,096 characters',
    'AWS::Pipes::Pipe',
    { SourceParameters: { FilterCriteria: filters(`{"a":["${'a'.repeat(4_096)}"]}`) } },
    [/^SourceParameters\.FilterCriteria: .*4096/],
  ],
  [
    'a pipe’s template that is no JSON',
    'AWS::Pipes::Pipe',
    { TargetParameters: { InputTemplate: '{"id": <$.body.id>' } },
    [/^TargetParameters\.InputTemplate: .*not valid JSON/],
  ],
  [
    'a filter policy with six keys',
    'AWS::SNS::Subscription',
    { FilterPolicy: Object.fromEntries([...'abcdef'].map((key) => [key, ['x']])) },
    [/^FilterPolicy: .*more than 5 keys/],
  ],
  [
    'a nested policy on attributes',
    'AWS::SNS::Subscription',
    { FilterPolicy: { order: { id: ['x'] } } },
    [/^FilterPolicy: .*nested/],
  ],
])('%s is refused', (_name, type, properties, expected) => {
  expect(told(type, properties)).toEqual(expected.map((each) => expect.stringMatching(each)));
});

test.each<[string, string, object]>([
  ['a pattern with an operator', 'AWS::Events::Rule', rule({ detail: { total: [{ numeric: ['>', 5] }] } })],
  ['a pattern as text', 'AWS::Events::Rule', rule('{"source":["shop"]}')],
  ['a pattern with what a deployment tells', 'AWS::Events::Rule', rule({ resources: [{ cidr: '\u0000' }] })],
  [
    'filters that a deployment tells',
    'AWS::Lambda::EventSourceMapping',
    { FilterCriteria: '\u0000', BatchSize: '\u0000' },
  ],
  [
    'a nested policy on bodies',
    'AWS::SNS::Subscription',
    { FilterPolicyScope: 'MessageBody', FilterPolicy: { order: { id: ['x'] } } },
  ],
  ['a pipe without filters', 'AWS::Pipes::Pipe', { Source: '\u0000' }],
  ['what has no pattern', 'AWS::SQS::Queue', {}],
])('%s is taken', (_name, type, properties) => {
  expect(told(type, properties)).toEqual([]);
});
