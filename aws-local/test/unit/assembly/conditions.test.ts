import type { Template } from '../../../src/assembly/assembly';
import { conditionsOf, withConditions } from '../../../src/assembly/conditions';
import type { Scope } from '../../../src/assembly/scope';

const scope: Scope = {
  region: 'us-east-1',
  stackOutput: () => 'output',
  ref: (id) => ({ Stage: 'prod', Copies: 2, 'AWS::Region': 'us-east-1' })[id] ?? `ref of ${id}`,
  attribute: () => 'attribute',
  importValue: () => 'import',
  mapping: (map, key, name) => `${map}/${key}/${name}`,
};
const equals = (left: unknown, right: unknown) => ({ 'Fn::Equals': [left, right] });
const YES = equals({ Ref: 'Stage' }, 'prod');
const NO = equals({ Ref: 'Stage' }, 'dev');
const isTrue = (expression: unknown): boolean => conditionsOf({ Yes: YES, No: NO, It: expression }, scope)('It');

describe('conditions of a template', () => {
  it.each<[string, unknown, boolean]>([
    ['Fn::Equals of a parameter', YES, true],
    ['Fn::Equals of another value', NO, false],
    ['Fn::Equals of a number and its text', equals({ Ref: 'Copies' }, '2'), true],
    ['Fn::Equals of a mapping', equals({ 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'n'] }, 'M/prod/n'), true],
    ['a condition by name', { Condition: 'Yes' }, true],
    ['Fn::Not', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
    ['Fn::And with one that is false', { 'Fn::And': [YES, { Condition: 'No' }] }, false],
    ['Fn::And of true ones', { 'Fn::And': [YES, { Condition: 'Yes' }] }, true],
    ['Fn::Or with one that is true', { 'Fn::Or': [NO, { 'Fn::Or': [NO, YES] }] }, true],
    ['Fn::Or of false ones', { 'Fn::Or': [NO, { Condition: 'No' }] }, false],
  ])('evaluates %s', (_name, expression, expected) => {
    expect(isTrue(expression)).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown function',
      { 'Fn::Contains': [['a'], 'a'] },
      'condition It: {"Fn::Contains":[["a"],"a"]} is no condition',
    ],
    ['an unknown name', { Condition: 'Gone' }, 'condition It: there is no condition Gone in the template'],
    [
      'a circle',
      { 'Fn::Not': [{ Condition: 'It' }] },
      'condition It: conditions refer to each other in a circle: It -> It',
    ],
    ['too few operands', { 'Fn::And': [YES] }, 'condition It: Fn::And takes a list of 2 to 10, got'],
    ['a bare value', 'true', 'condition It: a condition is one function, got "true"'],
  ])('refuses %s by name', (_name, expression, message) => {
    expect(() => isTrue(expression)).toThrow(message);
  });

  it('makes the template what the conditions say', () => {
    const template: Template = {
      Resources: {
        Kept: {
          Type: 'AWS::SQS::Queue',
          Condition: 'Yes',
          DependsOn: ['LeftOut', 'Other'],
          Properties: {
            QueueName: { 'Fn::If': ['No', 'a', { 'Fn::If': ['Yes', 'b', 'c'] }] },
            list: [{ 'Fn::If': ['Yes', 1, 2] }],
          },
        },
        LeftOut: { Type: 'AWS::SQS::Queue', Condition: 'No' },
        Other: { Type: 'AWS::SQS::Queue' },
      },
      Outputs: {
        Kept: { Value: { 'Fn::If': ['Yes', 'x', 'y'] }, Condition: 'Yes' },
        LeftOut: { Value: 1, Condition: 'No' },
      },
    };
    const { Resources, Outputs } = withConditions(template, conditionsOf({ Yes: YES, No: NO }, scope));
    expect(Resources).toEqual({
      Kept: { Type: 'AWS::SQS::Queue', DependsOn: ['Other'], Properties: { QueueName: 'b', list: [1] } },
      Other: { Type: 'AWS::SQS::Queue', DependsOn: [] },
    });
    expect(Outputs).toEqual({ Kept: { Value: 'x' } });
  });
});
