import { referencesIn, resolveIntrinsics } from '../../../src/assembly/intrinsics';
import { NotYetKnown, type Scope } from '../../../src/assembly/scope';

const scope: Scope = {
  region: 'us-east-1',
  stackOutput: (stackName, name) => `${name} of ${stackName}`,
  ref: (id) => ({ 'AWS::Region': 'us-east-1', Queue: 'http://queue', Ports: ['1', '2'] })[id] ?? `ref of ${id}`,
  attribute: (id, name) => `${id}'s ${name}`,
  importValue: (name) => `import of ${name}`,
  mapping: (map, key, name) => (map === 'Gone' ? undefined : `${map}/${key}/${name}`),
};
/** `<Name>` stands for what Fn::Sub replaces. */
const sub = (text: string): string => text.replaceAll('<', '${').replaceAll('>', '}');
const resolve = (value: unknown) => resolveIntrinsics(value, scope);

describe('intrinsic functions of a template', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Queue' }, 'http://queue'],
    ['Fn::GetAtt of a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, "Queue's Arn"],
    ['Fn::GetAtt of text, whose attribute has a dot', { 'Fn::GetAtt': 'Db.Endpoint.Port' }, "Db's Endpoint.Port"],
    ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Region' }, 7]] }, 'arn:us-east-1:7'],
    ['Fn::Sub', { 'Fn::Sub': sub('<AWS::Region>/<Queue.Arn>/<!Literal>') }, sub("us-east-1/Queue's Arn/<Literal>")],
    [
      'Fn::Sub with values',
      { 'Fn::Sub': [sub('<A>-<Queue>'), { A: { Ref: 'AWS::Region' } }] },
      'us-east-1-http://queue',
    ],
    ['Fn::Select', { 'Fn::Select': ['1', { Ref: 'Ports' }] }, '2'],
    ['Fn::Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': sub('<AWS::Region>-bus') } }, 'import of us-east-1-bus'],
    [
      'Fn::GetAtt whose attribute is a reference',
      { 'Fn::GetAtt': ['Queue', { Ref: 'AWS::Region' }] },
      "Queue's us-east-1",
    ],
    [
      'Fn::FindInMap of what is not there, with a default',
      { 'Fn::FindInMap': ['Gone', 'a', 'b', { DefaultValue: { Ref: 'Queue' } }] },
      'http://queue',
    ],
    [
      'Fn::GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'Data', Region: 'x', OutputName: 'Url' } },
      'Url of Data',
    ],
    ['Fn::Base64', { 'Fn::Base64': { Ref: 'AWS::Region' } }, 'dXMtZWFzdC0x'],
    ['Fn::Length', { 'Fn::Length': { Ref: 'Ports' } }, 2],
    ['Fn::ToJsonString', { 'Fn::ToJsonString': { queue: { Ref: 'Queue' } } }, '{"queue":"http://queue"}'],
    ['Fn::GetAZs of this region', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['Fn::GetAZs of another region', { 'Fn::Select': [1, { 'Fn::GetAZs': 'eu-west-1' }] }, 'eu-west-1b'],
    // The example of Fn::Cidr in AWS's reference: six blocks of /27.
    [
      'Fn::Cidr',
      { 'Fn::Cidr': ['192.168.0.0/24', 6, 5] },
      [0, 32, 64, 96, 128, 160].map((last) => `192.168.0.${last}/27`),
    ],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 'Sizes/us-east-1/small'],
    ['one within lists and objects', { list: [{ deep: { Ref: 'Queue' } }] }, { list: [{ deep: 'http://queue' }] }],
    [
      'AWS::NoValue',
      { left: 1, out: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      { left: 1, list: [2] },
    ],
  ])('resolves %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['a function that is not built', { deep: [{ 'Fn::Transform': {} }] }, /Fn::Transform is not understood/],
    [
      'more blocks than there are',
      { 'Fn::Cidr': ['10.0.0.0/24', 3, 7] },
      /10\.0\.0\.0\/24 has 2 blocks of 128 addresses, not 3/,
    ],
    ['a mapping that is not there', { 'Fn::FindInMap': ['Gone', 'a', 'b'] }, /there is no Gone\.a\.b/],
    ['an argument of the wrong length', { 'Fn::Split': ['/'] }, /Fn::Split takes a list of 2, got \["\/"\]/],
    ['a function beside other members', { Ref: 'Queue', Other: 1 }, /Ref must stand alone, beside it is Ref, Other/],
    ['a join of what is no text', { 'Fn::Join': ['', [{ a: 1 }]] }, /wants text, got \{"a":1\}/],
    ['a join of what is no list', { 'Fn::Join': ['', 'text'] }, /wants a list, got "text"/],
    ['an element that is not there', { 'Fn::Select': [2, ['a', 'b']] }, /no element 2 in \["a","b"\]/],
    ['an index that is none', { 'Fn::Select': ['last', ['a', 'b']] }, /no element NaN/],
  ])('refuses %s by name', (_name, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });

  it('leaves a placeholder for what only a deployment tells', () => {
    const before: Scope = {
      ...scope,
      attribute: () => {
        throw new NotYetKnown('a resource');
      },
    };
    const value = { a: { 'Fn::Join': ['', ['x', { 'Fn::GetAtt': ['Queue', 'Arn'] }]] }, b: { Ref: 'Queue' } };
    expect(resolveIntrinsics(value, before, '?')).toEqual({ a: '?', b: 'http://queue' });
    expect(() => resolveIntrinsics(value, before)).toThrow(NotYetKnown);
  });

  it('finds what a value refers to', () => {
    const value = {
      a: { Ref: 'A' },
      b: { 'Fn::GetAtt': ['B', 'Arn'] },
      c: { 'Fn::GetAtt': 'C.Arn' },
      d: { 'Fn::Sub': [sub('<D>-<E.Arn>-<!F>'), { Given: { Ref: 'G' } }] },
    };
    expect(referencesIn(value)).toEqual(['A', 'B', 'C', 'D', 'E', 'G']);
  });
});
