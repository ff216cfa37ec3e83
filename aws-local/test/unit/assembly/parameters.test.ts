import type { TemplateParameter } from '../../../src/assembly/assembly';
import { parameterValue } from '../../../src/assembly/parameters';
import { SsmParameters } from '../../../src/assembly/ssm-parameters';

const ssm = new SsmParameters({ '/zones': 'a, b', '/name': 'Blue Door' });
const value = (parameter: TemplateParameter, given: Record<string, string> = {}) =>
  parameterValue('Shop', 'Stage', parameter, { given, ssm });

describe('the value of a parameter', () => {
  it.each<[string, TemplateParameter, Record<string, string>, unknown]>([
    ['its default', { Type: 'String', Default: 'dev' }, {}, 'dev'],
    ['a number as text', { Type: 'Number', Default: 3 }, {}, '3'],
    ['the one given, before its default', { Type: 'String', Default: 'dev' }, { Stage: 'prod' }, 'prod'],
    ['the one given for its stack', { Type: 'String' }, { Stage: 'a', 'Shop:Stage': 'b', 'Api:Stage': 'c' }, 'b'],
    ['a list of what commas part', { Type: 'CommaDelimitedList' }, { Stage: 'a, b,c' }, ['a', 'b', 'c']],
    ['an empty list', { Type: 'List<Number>', Default: '' }, {}, []],
    [
      'what SSM has under its default',
      { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' },
      {},
      'Blue Door',
    ],
    [
      'what SSM has under the name given',
      { Type: 'AWS::SSM::Parameter::Value<String>' },
      { Stage: '/name' },
      'Blue Door',
    ],
    ['a list of SSM', { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/zones' }, {}, ['a', 'b']],
    ['a name in SSM', { Type: 'AWS::SSM::Parameter::Name', Default: '/name' }, {}, '/name'],
  ])('is %s', (_name, parameter, given, expected) => {
    expect(value(parameter, given)).toEqual(expected);
  });

  it.each<[string, TemplateParameter, string]>([
    [
      'one that is not allowed',
      { Type: 'String', AllowedValues: ['dev', 'prod'] },
      'must be one of dev, prod, got "x"',
    ],
    [
      'one of a list that is not allowed',
      { Type: 'CommaDelimitedList', AllowedValues: ['a'] },
      'must be one of a, got "x"',
    ],
    ['what is no number', { Type: 'Number' }, 'must be a number, got "x"'],
    [
      'what the pattern does not match as a whole',
      { Type: 'String', AllowedPattern: '[a-w]?' },
      'must match [a-w]?, got "x"',
    ],
    ['text that is too short', { Type: 'String', MinLength: 2 }, 'must have at least 2 characters, got "x"'],
  ])('refuses %s', (_name, parameter, problem) => {
    expect(() => value(parameter, { Stage: 'x' })).toThrow(`parameter Stage of Shop ${problem}`);
  });

  it('refuses a number out of its bounds, and a secret value without showing it', () => {
    expect(() => value({ Type: 'Number', MaxValue: 3 }, { Stage: '4' })).toThrow('must be at most 3, got "4"');
    expect(() => value({ Type: 'Number', MinValue: 5, NoEcho: true }, { Stage: '4' })).toThrow(/must be at least 5$/);
  });
});
