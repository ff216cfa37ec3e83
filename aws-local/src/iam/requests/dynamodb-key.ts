import type { Where } from './api-call';
import { equalsOfKeyCondition } from './dynamodb-expression';
import { listOf, membersOf, textOf } from './read-member';

type Members = Readonly<Record<string, unknown>>;

/**
 * A key attribute's value as a text that a policy can be compared with: a string, a number's digits, a binary value in base64. Undefined for other types, which no key has.
 * @param value an AttributeValue
 */
export const keyText = (value: unknown): string | undefined => {
  const { S, N, B } = membersOf(value);
  if (typeof S === 'string') return S;
  if (typeof N === 'string') return N;
  if (typeof B === 'string') return B;
  return B instanceof Uint8Array ? Buffer.from(B).toString('base64') : undefined;
};

/** The partition key's text in a key or an item; a key of one attribute needs no table to tell which it is. */
export const partitionKeyOf = (keyOrItem: Members, hashKey: string | undefined): string | undefined => {
  if (hashKey !== undefined) return keyText(keyOrItem[hashKey]);
  const [only, ...others] = Object.keys(keyOrItem);
  return only !== undefined && others.length === 0 ? keyText(keyOrItem[only]) : undefined;
};

/** The name of a table or an index in its last place: both may be given as ARNs. */
const nameOf = (table: string): string => table.split('table/')[1] ?? table;

/** Name of the partition key, as far as the environment knows the table. */
export const hashKeyOf = (table: string | undefined, index: string | undefined, where: Where): string | undefined =>
  table === undefined ? undefined : where.hashKeyOf?.(nameOf(table), index);

/** Partition keys that a Query reads (API Query, KeyConditionExpression and its predecessor KeyConditions). */
export const queriedKeys = (input: Members, hashKey: string | undefined): readonly string[] => {
  if (hashKey === undefined) return [];
  const expression = textOf(input.KeyConditionExpression);
  if (expression !== undefined) {
    const values = membersOf(input.ExpressionAttributeValues);
    const placeholders = equalsOfKeyCondition(expression, input.ExpressionAttributeNames, hashKey);
    return placeholders.map((name) => keyText(values[name])).filter((text) => text !== undefined);
  }
  const { ComparisonOperator, AttributeValueList } = membersOf(membersOf(input.KeyConditions)[hashKey]);
  if (ComparisonOperator !== 'EQ') return [];
  return listOf(AttributeValueList)
    .map(keyText)
    .filter((text) => text !== undefined);
};
