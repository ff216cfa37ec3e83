import { compilePattern } from '../eventbridge/pattern';
import { jsonObject, parsedJson } from '../json-text';
import type { MessageAttributes } from '../sqs/engine';
import { invalidParameter } from './invalid-parameter';
import type { Message } from './message';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** Whether a subscription gets a message. */
export type MessageFilter = (message: Pick<Message, 'message' | 'attributes'>) => boolean;

const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/**
 * Compiles a filter policy with the operators of event patterns (subscription-filter-policy-constraints.html; the texts of refusals as LocalStack's
 * test_sns_filter_policy.py recorded them on AWS). An empty policy lets every message through.
 * @throws AwsError InvalidParameter for what SNS, or the pattern matcher here, does not take.
 */
export const compileFilterPolicy = (text: string, scope: FilterPolicyScope): MessageFilter => {
  const policy = parse(text);
  if (Object.keys(policy).length === 0) return () => true;
  checkPolicy(policy, scope);
  const matches = compile(policy);
  if (scope === 'MessageAttributes') return ({ attributes }) => matches(attributeValues(attributes));
  return ({ message }) => {
    const body = jsonObject(message);
    return body !== undefined && matches(body);
  };
};

const refuse = (reason: string): never => {
  throw invalidParameter(`Attributes Reason: ${reason}`);
};

const parse = (text: string): object => jsonObject(text) ?? refuse('FilterPolicy: failed to parse JSON.');

const compile = (policy: object): ((event: object) => boolean) => {
  try {
    return compilePattern(policy);
  } catch (error) {
    return refuse(`FilterPolicy: ${(error as Error).message}`);
  }
};

const checkPolicy = (policy: object, scope: FilterPolicyScope): void => {
  const isNested = Object.entries(policy).some(([name, value]) => name !== '$or' && !Array.isArray(value));
  if (scope === 'MessageAttributes' && isNested) {
    refuse('Filter policy scope MessageAttributes does not support nested filter policy');
  }
  const lists = listsIn(policy);
  if (lists.length > MAX_KEYS) refuse(`FilterPolicy: Filter policy can not have more than ${MAX_KEYS} keys`);
  if (lists.reduce((product, { length }) => product * length, 1) > MAX_COMBINATIONS) {
    refuse('FilterPolicy: Filter policy is too complex');
  }
};

/** The lists of alternatives, wherever they are. */
const listsIn = (part: object): unknown[][] =>
  Object.entries(part).flatMap(([name, value]) => {
    if (name === '$or' && Array.isArray(value)) return value.flatMap((each) => listsIn(Object(each)));
    if (Array.isArray(value)) return [value];
    return typeof value === 'object' && value !== null ? listsIn(value) : [];
  });

/** SNS compares attributes of the types String, String.Array and Number, and ignores Binary. */
const attributeValues = (attributes: MessageAttributes): object =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType: type, StringValue: text = '' }]): [string, unknown][] => {
      if (type.startsWith('Binary')) return [];
      if (type.startsWith('Number')) return [[name, Number(text)]];
      return [[name, type === 'String.Array' ? arrayValue(text) : text]];
    }),
  );

const arrayValue = (text: string): unknown => {
  const value = parsedJson(text);
  return value === undefined ? text : value;
};
