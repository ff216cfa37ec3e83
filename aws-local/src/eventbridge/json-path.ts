import { AwsError } from '../http/aws-error';

/** The members that a path walks, outermost first; empty for `$`. */
export type JsonPath = readonly string[];

const MEMBER = /^[A-Za-z0-9_-]+$/;

/** Whether AWS would take a parameter's value for a JSON path instead of a literal. */
export const isJsonPath = (text: string): boolean => text === '$' || text.startsWith('$.') || text.startsWith('$[');

/**
 * Parses the subset of JSON path that is built: dotted members, `$.body.detail.orderId`.
 * @throws AwsError ValidationException that names the path and what of it is not supported (brackets, wildcards, filters).
 */
export const parseJsonPath = (text: string): JsonPath => {
  if (text === '$') return [];
  if (!text.startsWith('$.')) {
    throw new AwsError('ValidationException', `JSON path ${text} must start with $. (dotted members only)`);
  }
  const members = text.slice(2).split('.');
  for (const member of members) {
    if (!MEMBER.test(member)) {
      throw new AwsError(
        'ValidationException',
        `JSON path ${text}: member '${member}' is not supported (dotted members of letters, digits, _ and - only)`,
      );
    }
  }
  return members;
};

/** The value at `path`, or undefined when some member on the way is absent or no object. */
export const readJsonPath = (path: JsonPath, root: unknown): unknown => {
  let value = root;
  for (const member of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return undefined;
    value = (value as Record<string, unknown>)[member];
  }
  return value;
};
