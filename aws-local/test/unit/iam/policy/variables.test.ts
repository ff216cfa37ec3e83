// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { statementsOf } from '../../../../src/iam/policy/document';
import { evaluate } from '../../../../src/iam/policy/evaluate';
import { ACCOUNT, BARISTA, decide, holds } from './kit';

const TEAM = { 'aws:principaltag/team': 'yellow' };

const covers = (statement: object, name: string, context: Record<string, string | string[]> = {}): boolean =>
  decide(
    BARISTA,
    { action: 's3:GetObject', resource: `arn:aws:s3:::${name}`, context },
    { identity: [{ Effect: 'Allow', Action: '*', ...statement }] },
  ).allowed;

// IAM/latest/UserGuide/reference_policies_variables.html
describe('a policy variable in a resource', () => {
  const own = { Resource: 'arn:aws:s3:::bucket-${aws:PrincipalTag/team}/*' };

  test('takes its value from the request, whatever the case of its key', () => {
    expect(covers(own, 'bucket-yellow/a', TEAM)).toBe(true);
    expect(covers(own, 'bucket-blue/a', TEAM)).toBe(false);
    expect(covers({ Resource: 'arn:aws:s3:::bucket-${AWS:principaltag/TEAM}/*' }, 'bucket-yellow/a', TEAM)).toBe(true);
  });

  test('without a value makes the text equal to no resource: of Resource none, of NotResource all', () => {
    for (const context of [{}, { 'aws:principaltag/team': '' }, { 'aws:principaltag/team': ['yellow', 'blue'] }]) {
      expect(covers(own, 'bucket-yellow/a', context)).toBe(false);
      expect(covers(own, 'bucket-/a', context)).toBe(false);
      expect(covers({ NotResource: own.Resource }, 'bucket-yellow/a', context)).toBe(true);
    }
  });

  test('may have a default', () => {
    const withDefault = { Resource: "arn:aws:s3:::bucket-${aws:PrincipalTag/team, 'company-wide'}" };
    expect(covers(withDefault, 'bucket-yellow', TEAM)).toBe(true);
    expect(covers(withDefault, 'bucket-company-wide', TEAM)).toBe(false);
    expect(covers(withDefault, 'bucket-company-wide')).toBe(true);
    expect(covers(withDefault, 'bucket-company-wide', { 'aws:principaltag/team': '' })).toBe(true);
  });

  test('brings no wildcards into the text', () => {
    expect(covers(own, 'bucket-blue/a', { 'aws:principaltag/team': '*' })).toBe(false);
    expect(covers(own, 'bucket-*/a', { 'aws:principaltag/team': '*' })).toBe(true);
  });

  test('may have colons in its value', () => {
    expect(covers({ Resource: 'arn:aws:s3:::${coffee:Key}' }, 'a:b', { 'coffee:key': 'a:b' })).toBe(true);
    expect(covers({ Resource: 'arn:aws:s3:::*-${coffee:Key}' }, 'x-a:b', { 'coffee:key': 'a:b' })).toBe(true);
  });
});

describe('a policy variable in a condition', () => {
  const sameTeam = (operator: string) => ({ [operator]: { 'coffee:Team': '${aws:PrincipalTag/team}' } });

  test('takes its value from the request', () => {
    expect(holds(sameTeam('StringEquals'), { ...TEAM, 'coffee:team': 'yellow' })).toBe(true);
    expect(holds(sameTeam('StringEquals'), { ...TEAM, 'coffee:team': 'blue' })).toBe(false);
    expect(holds(sameTeam('StringNotEquals'), { ...TEAM, 'coffee:team': 'blue' })).toBe(true);
    expect(
      holds(
        { StringLike: { 'coffee:Path': 'home/${aws:PrincipalTag/team}/*' } },
        { ...TEAM, 'coffee:path': 'home/yellow/1' },
      ),
    ).toBe(true);
    expect(
      holds(
        { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:${aws:PrincipalTag/team}' } },
        { ...TEAM, 'aws:sourcearn': 'arn:aws:sns:us-east-1:0:yellow' },
      ),
    ).toBe(true);
  });

  // "Policy variables with no value"
  test('without a value equals nothing: operators do not match, negated ones do', () => {
    for (const operator of ['StringEquals', 'StringLike'])
      expect(holds(sameTeam(operator), { 'coffee:team': 'yellow' })).toBe(false);
    for (const operator of ['StringNotEquals', 'StringNotLike'])
      expect(holds(sameTeam(operator), { 'coffee:team': 'yellow' })).toBe(true);
  });

  test('${*}, ${?} and ${$} are the characters themselves', () => {
    expect(holds({ StringLike: { 'coffee:Name': 'a${*}' } }, { 'coffee:name': 'a*' })).toBe(true);
    expect(holds({ StringLike: { 'coffee:Name': 'a${*}' } }, { 'coffee:name': 'ab' })).toBe(false);
    expect(holds({ StringLike: { 'coffee:Name': 'a${?}*' } }, { 'coffee:name': 'a?b' })).toBe(true);
    expect(holds({ StringEquals: { 'coffee:Name': '${$}{x}' } }, { 'coffee:name': '${x}' })).toBe(true);
  });
});

// reference_policies_elements_version.html
test.each([{ Version: '2008-10-17' }, {}])('with %j what looks like a variable is text', (version) => {
  const document = {
    ...version,
    Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::${aws:username}' },
  };
  const allowed = (name: string) =>
    evaluate(
      BARISTA,
      { action: 's3:GetObject', resource: `arn:aws:s3:::${name}`, context: { 'aws:username': 'ann' } },
      { identity: statementsOf(document, 'Old'), resource: [], resourceAccount: ACCOUNT },
    ).allowed;
  expect(allowed('ann')).toBe(false);
  expect(allowed('${aws:username}')).toBe(true);
});
