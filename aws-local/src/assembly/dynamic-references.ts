import { parsedJson } from '../json-text';

/** Where dynamic references find their values. */
export interface DynamicValues {
  /** @throws Error that says how to give the value, when there is none. */
  ssm(name: string): string;
  /** The text of a secret, by name or ARN. @throws Error when there is no such secret. */
  secret(secretId: string): string;
}

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]*)\}\}/g;
const ANY = /\{\{resolve:[^}]*\}\}/;

/** An ARN has colons itself: a secret's ends with its seventh part. */
const secretParts = (text: string): string[] => {
  const [arn] = /^arn:(?:[^:]*:){5}[^:]*/.exec(text) ?? [];
  return arn === undefined ? text.split(':') : [arn, ...text.slice(arn.length + 1).split(':')];
};

const secretText = (reference: string, parameters: string, values: DynamicValues): string => {
  const [id = '', kind = 'SecretString', key = '', stage = '', version = ''] = secretParts(parameters);
  if (kind !== '' && kind !== 'SecretString') throw new Error(`${reference}: only SecretString is understood here`);
  if (version !== '' || (stage !== '' && stage !== 'AWSCURRENT')) {
    throw new Error(`${reference}: only the current version of a secret is understood here`);
  }
  const text = values.secret(id);
  if (key === '') return text;
  const value = jsonMember(text, key);
  // Not the text itself: it is a secret.
  if (value === undefined) throw new Error(`${reference}: the secret is no JSON object with the key ${key}`);
  return value;
};

const jsonMember = (text: string, key: string): string | undefined => {
  const value = (parsedJson(text) as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return value === undefined || typeof value === 'object' ? undefined : String(value);
};

const inText = (text: string, values: DynamicValues): string => {
  const resolved = text.replaceAll(REFERENCE, (reference, service: string, parameters: string) =>
    service === 'secretsmanager'
      ? secretText(reference, parameters, values)
      : // A version may follow the name; here is one version.
        values.ssm(parameters.replace(/:\d+$/, '')),
  );
  const [other] = ANY.exec(text.replaceAll(REFERENCE, '')) ?? [];
  if (other !== undefined) throw new Error(`the dynamic reference ${other} is not understood here`);
  return resolved;
};

/**
 * A value with each `{{resolve:…}}` of SSM and Secrets Manager replaced.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html.
 * @param value intrinsic functions resolved already.
 * @throws Error that names the reference and what is missing.
 */
export const resolveDynamicReferences = (value: unknown, values: DynamicValues): unknown => {
  if (typeof value === 'string') return value.includes('{{resolve:') ? inText(value, values) : value;
  if (Array.isArray(value)) return value.map((inner) => resolveDynamicReferences(inner, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, resolveDynamicReferences(inner, values)]),
  );
};
