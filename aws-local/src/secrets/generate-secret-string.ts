import { randomInt } from 'node:crypto';

/** `GenerateSecretString` of CloudFormation's AWS::SecretsManager::Secret. */
export interface GenerateSecretString {
  /** 1 to 4,096; 32 when absent. */
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly IncludeSpace?: boolean;
  /** True when absent: at least one character of each type that is not excluded. */
  readonly RequireEachIncludedType?: boolean;
  /** A JSON object to which the password is added under `GenerateStringKey`. */
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const MAX_LENGTH = 4096;

const pick = (characters: string): string => characters.charAt(randomInt(characters.length));

const shuffled = (characters: string[]): string[] => {
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    const held = characters[index] ?? '';
    characters[index] = characters[other] ?? '';
    characters[other] = held;
  }
  return characters;
};

const password = (options: GenerateSecretString): string => {
  const { PasswordLength: length = 32, ExcludeCharacters: excluded = '' } = options;
  const types = [
    options.ExcludeLowercase ? '' : LOWERCASE,
    options.ExcludeUppercase ? '' : LOWERCASE.toUpperCase(),
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : PUNCTUATION,
    options.IncludeSpace ? ' ' : '',
  ]
    .map((type) => [...type].filter((character) => !excluded.includes(character)).join(''))
    .filter((type) => type !== '');
  const required = (options.RequireEachIncludedType ?? true) ? types.map(pick) : [];
  if (types.length === 0) throw new RangeError('GenerateSecretString excludes every character');
  if (!Number.isInteger(length) || length < Math.max(1, required.length) || length > MAX_LENGTH) {
    throw new RangeError(
      `GenerateSecretString.PasswordLength must be ${Math.max(1, required.length)} to ${MAX_LENGTH}, not ${length}`,
    );
  }
  const all = types.join('');
  return shuffled([...required, ...Array.from({ length: length - required.length }, () => pick(all))]).join('');
};

/** A random secret as CloudFormation would generate it. Throws RangeError or TypeError when the options exclude each other. */
export const generateSecretString = (options: GenerateSecretString): string => {
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  if ((template === undefined) !== (key === undefined)) {
    throw new TypeError('GenerateSecretString.SecretStringTemplate and GenerateStringKey go together');
  }
  if (template === undefined || key === undefined) return password(options);
  const fields: unknown = JSON.parse(template);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new TypeError('GenerateSecretString.SecretStringTemplate must be a JSON object');
  }
  return JSON.stringify({ ...fields, [key]: password(options) });
};
