import type { AssemblyStack, Template } from '../../../src/assembly/assembly';
import { findingsOf } from '../../../src/assembly/check';
import { resourceSpecProblems } from '../../../src/assembly/spec-check/resource-check';
import { SsmParameters } from '../../../src/assembly/ssm-parameters';
import { awsSpec } from './spec-check/spec';

const specCheck = {
  check: async (resources: Parameters<typeof resourceSpecProblems>[0][]) =>
    resources.map((resource) => resourceSpecProblems(resource, awsSpec())),
};

const stackOf = (template: object): AssemblyStack => {
  const { Resources = {} } = template as Template;
  const paths = new Map(Object.keys(Resources).map((id) => [id, `Shop/${id}/Resource`]));
  return { name: 'Shop', template: { Resources: {}, ...template } as Template, assets: new Map(), paths };
};

/** What is told of a template: resource, problem, and what leaves it out. */
const told = async (template: object, ignore: string[] = []): Promise<string[]> => {
  const given = { ignore, parameters: {}, ssm: new SsmParameters({}), region: 'us-east-1', account: '000000000000' };
  const findings = await findingsOf([stackOf(template)], given, { check: (all) => specCheck.check([...all]) });
  return findings.map(
    ({ resource, problem, ignore: entry }) => `${resource?.logicalId ?? ''}: ${problem} (${entry ?? ''})`,
  );
};

const one = (Type: string, Properties: object) => ({ Resources: { It: { Type, Properties } } });

describe('what is wrong with a template', () => {
  it('is told of types that have no meaning here, with what leaves it out', async () => {
    const group = { GroupName: 'a'.repeat(33), FilterExpresion: 'fault' };
    expect(await told(one('AWS::XRay::Group', group))).toEqual([
      'It: FilterExpresion: AWS::XRay::Group has no such property (did you mean FilterExpression?) (AWS::XRay::Group.FilterExpresion)',
      `It: GroupName: must have 1 to 32 characters, has 33: ${'a'.repeat(32)} (AWS::XRay::Group.GroupName)`,
    ]);
  });

  it('is told of properties that have no meaning here', async () => {
    expect(
      await told(one('AWS::SQS::Queue', { Tags: [{ Kee: 'team', Value: 'shop' }], SqsManagedSseEnabled: 'maybe' })),
    ).toEqual([
      'It: SqsManagedSseEnabled: must be true or false, got "maybe" (AWS::SQS::Queue.SqsManagedSseEnabled)',
      'It: Tags[0].Key: a tag requires this property (AWS::SQS::Queue.Tags)',
    ]);
  });

  it.each<[string, object, string[]]>([
    [
      'a misspelt property',
      one('AWS::SQS::Queue', { VisibilityTimout: 30 }),
      [
        'It: VisibilityTimout: AWS::SQS::Queue has no such property (did you mean VisibilityTimeout?) (AWS::SQS::Queue.VisibilityTimout)',
      ],
    ],
    [
      'a misspelt property of a target',
      one('AWS::Events::Rule', { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'a', Arn: 'b', InputPth: '$' }] }),
      ['It: Targets[0].InputPth: Target has no such property (did you mean InputPath?) (Shop/It)'],
    ],
    [
      'a wrong type',
      one('AWS::SQS::Queue', { DelaySeconds: 'soon' }),
      ['It: DelaySeconds: must be an integer, got "soon" (Shop/It)'],
    ],
    [
      'a missing property',
      one('AWS::Lambda::Alias', { Name: 'live', FunctionVersion: '1' }),
      ['It: FunctionName: AWS::Lambda::Alias requires this property (Shop/It)'],
    ],
    [
      'a misspelt type',
      one('AWS::SQS::Queu', {}),
      ['It: CloudFormation has no such type (did you mean AWS::SQS::Queue?) (AWS::SQS::Queu)'],
    ],
  ])('is told once: %s', async (_name, template, expected) => {
    expect(await told(template)).toEqual(expected);
  });

  it('is told apart from what only does not run here', async () => {
    const python = { Role: 'r', Runtime: 'python3.13', Handler: 'h', Code: { ZipFile: 'x' } };
    expect(await told(one('AWS::Lambda::Function', { ...python, Timeout: 901, Layers: 'l' }))).toEqual([
      'It: Runtime: only Node.js runs here, got "python3.13" (Shop/It)',
      'It: Layers: the property is not understood here (AWS::Lambda::Function.Layers)',
      'It: Layers: must be a list, got "l" (Shop/It)',
      'It: Timeout: must be 1 to 900, got 901 (Shop/It)',
    ]);
  });

  it('is told of a reference from an ignored resource that leads nowhere', async () => {
    const role = { AssumeRolePolicyDocument: {}, RoleName: { Ref: 'Shop' } };
    expect(await told(one('AWS::IAM::Role', role))).toEqual(['It: Ref: there is no Shop in the template (Shop/It)']);
  });

  it('is told of the name that an output exports', async () => {
    expect(await told({ Outputs: { Url: { Value: 'u', Export: { Name: 'shop/url' } } } })).toEqual([
      ': output Url: Export.Name must have 1 to 255 letters, digits, : and -, got "shop/url" ()',
    ]);
  });
});

describe('what is left out', () => {
  const GROUP = one('AWS::XRay::Group', { GroupName: 'shop', Colour: 'red' });

  it.each(['AWS::XRay::Group', 'AWS::XRay::*', 'AWS::XRay::Group.Colour', 'Shop/It'])(
    'is not checked: --ignore %s',
    async (entry) => {
      expect(await told(GROUP)).toHaveLength(1);
      expect(await told(GROUP, [entry])).toEqual([]);
    },
  );

  it('is checked for a misspelt type where a whole service is left out', async () => {
    const misspelt = 'It: CloudFormation has no such type (did you mean AWS::S3::Bucket?) (AWS::S3::Buckett)';
    expect(await told(one('AWS::S3::Buckett', {}), ['AWS::S3::*'])).toEqual([misspelt]);
    expect(await told(one('AWS::S3::Buckett', {}), ['AWS::S3::Buckett'])).toEqual([]);
  });
});

test.each<[string, object]>([
  ['a resource', { Ref: 'Queue' }],
  ['an attribute, in a longer text', { 'Fn::Join': ['', ['arn of ', { 'Fn::GetAtt': ['Queue', 'Arn'] }]] }],
  ['another stack', { 'Fn::ImportValue': 'topic' }],
  ['a parameter in SSM', '{{resolve:ssm:/shop/topic}}' as unknown as object],
  ['a function that is not understood here', { 'Fn::Transform': { Name: 'Macro' } }],
])('a value that %s gives is taken for any type', async (_name, value) => {
  const group = { GroupName: value, FilterExpression: value, Tags: value };
  expect(
    await told({
      Resources: { Queue: { Type: 'AWS::SQS::Queue' }, It: { Type: 'AWS::XRay::Group', Properties: group } },
    }),
  ).toEqual([]);
});
