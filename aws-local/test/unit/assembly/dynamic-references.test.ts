import { resolveDynamicReferences } from '../../../src/assembly/dynamic-references';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key-abc';
const values = {
  ssm: (name: string) => `ssm of ${name}`,
  secret: (id: string) => ({ [ARN]: '{"token":"t-1"}', plain: 'sesame' })[id] ?? 'unknown',
};

describe('dynamic references of a template', () => {
  it.each([
    ['{{resolve:ssm:/a/b}}', 'ssm of /a/b'],
    ['{{resolve:ssm:/a/b:3}}', 'ssm of /a/b'],
    ['{{resolve:ssm-secure:key}}', 'ssm of key'],
    [`Bearer {{resolve:secretsmanager:${ARN}:SecretString:token::}}!`, 'Bearer t-1!'],
    ['{{resolve:secretsmanager:plain}}', 'sesame'],
    ['{{resolve:secretsmanager:plain:SecretString:::}}', 'sesame'],
  ])('%s is %s', (reference, expected) => {
    expect(resolveDynamicReferences({ list: [reference], number: 1 }, values)).toEqual({ list: [expected], number: 1 });
  });

  it.each([
    ['{{resolve:secretsmanager:plain:SecretString:token}}', 'the secret is no JSON object with the key token'],
    ['{{resolve:secretsmanager:plain:SecretString::AWSPREVIOUS}}', 'only the current version of a secret'],
    ['{{resolve:secretsmanager:plain:SecretBinary}}', 'only SecretString'],
    ['{{resolve:elsewhere:a}}', 'the dynamic reference {{resolve:elsewhere:a}} is not understood here'],
  ])('refuses %s, and shows no secret', (reference, message) => {
    expect(() => resolveDynamicReferences(reference, values)).toThrow(message);
    expect(() => resolveDynamicReferences(reference, values)).not.toThrow(/sesame/);
  });
});
