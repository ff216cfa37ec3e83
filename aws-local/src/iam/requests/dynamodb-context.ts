import type { AccessRequest } from '../policy/access-request';
import { isWanted } from './access-request-of';
import type { Where } from './api-call';
import { attributesOfExpression } from './dynamodb-expression';
import { membersOf, textOf, textsOf } from './read-member';

type Context = AccessRequest['context'];
type Members = Readonly<Record<string, unknown>>;

/** What the keys of one request are computed from. */
export interface Subject {
  /** The part of the request that has expressions and `Return…` parameters. */
  readonly parameters: Members;
  /** Keys or items that name attributes. */
  readonly items?: readonly Members[];
  readonly leadingKeys?: () => readonly string[];
  /** Overrides the attributes of parameters and items. */
  readonly attributes?: () => readonly string[];
  /** Of what returns items. */
  readonly select?: () => string;
  readonly returnValues?: () => string;
  /** The request's `ReturnConsumedCapacity`, of an action that has this key. */
  readonly returnConsumedCapacity?: { readonly given: unknown };
  readonly enclosingOperation?: string;
  readonly fullTableScan?: () => boolean;
}

const EXPRESSIONS = [
  'ProjectionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ConditionExpression',
  'UpdateExpression',
] as const;
/** Maps by attribute name: what requests had before there were expressions. */
const BY_NAME = ['AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'] as const;

const attributesOf = ({ parameters, items = [] }: Subject): readonly string[] => {
  const found = new Set<string>(textsOf(parameters.AttributesToGet));
  for (const item of items) for (const name of Object.keys(item)) found.add(name);
  for (const member of BY_NAME) for (const name of Object.keys(membersOf(parameters[member]))) found.add(name);
  for (const member of EXPRESSIONS) {
    const expression = textOf(parameters[member]);
    if (expression === undefined) continue;
    for (const name of attributesOfExpression(expression, parameters.ExpressionAttributeNames)) found.add(name);
  }
  return [...found];
};

/**
 * What a read returns: `Select`, or what its absence means. It always has a value (specifying-conditions.html, variations on example 3).
 * @param ofIndex whether it reads an index: then all of what is projected (API Query, Select)
 */
export const selectOf = (parameters: Members, ofIndex = false): string => {
  const given = textOf(parameters.Select);
  if (given !== undefined) return given;
  if (parameters.ProjectionExpression !== undefined || parameters.AttributesToGet !== undefined) {
    return 'SPECIFIC_ATTRIBUTES';
  }
  return ofIndex ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
};

/** `ReturnValues` always has a value (specifying-conditions.html, variations on example 3). */
export const returnValuesOf = (parameters: Members): string => textOf(parameters.ReturnValues) ?? 'NONE';

/**
 * The condition keys of DynamoDB (developer guide, specifying-conditions.html; Service Authorization Reference, list_amazondynamodb). Only those that a policy names are computed.
 * LeadingKeys and Attributes have many values and are absent without any; FirstPartitionKeyValues is the other name of LeadingKeys.
 */
export const dynamoDbContext = (subject: Subject, where: Where): Context => {
  const context: Record<string, string | readonly string[]> = {};
  const one = (key: string, value: (() => string) | undefined): void => {
    if (value !== undefined && isWanted(where, key)) context[key] = value();
  };
  const many = (key: string, values: (() => readonly string[]) | undefined): void => {
    const found = values !== undefined && isWanted(where, key) ? values() : [];
    if (found.length > 0) context[key] = found;
  };
  const { select, returnValues, returnConsumedCapacity: capacity, enclosingOperation, fullTableScan } = subject;
  many('dynamodb:leadingkeys', subject.leadingKeys);
  many('dynamodb:firstpartitionkeyvalues', subject.leadingKeys);
  many('dynamodb:attributes', subject.attributes ?? (() => attributesOf(subject)));
  one('dynamodb:select', select);
  one('dynamodb:returnvalues', returnValues);
  one('dynamodb:returnconsumedcapacity', capacity === undefined ? undefined : () => textOf(capacity.given) ?? 'NONE');
  one('dynamodb:enclosingoperation', enclosingOperation === undefined ? undefined : () => enclosingOperation);
  one('dynamodb:fulltablescan', fullTableScan === undefined ? undefined : () => String(fullTableScan()));
  return context;
};
