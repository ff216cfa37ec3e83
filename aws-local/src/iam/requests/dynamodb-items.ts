import type { AccessRequest } from '../policy/access-request';
import { accessRequest, arnOf, isArn } from './access-request-of';
import type { RequestsOf, ServiceTable, Where } from './api-call';
import { dynamoDbContext, returnValuesOf, type Subject, selectOf } from './dynamodb-context';
import { hashKeyOf, partitionKeyOf, queriedKeys } from './dynamodb-key';
import { listOf, membersOf, textOf } from './read-member';

type Members = Readonly<Record<string, unknown>>;

/** A table by its name or ARN; without one, of any table: DynamoDB refuses such a request itself. */
export const tableArn = (table: unknown, where: Where): string => {
  const reference = textOf(table) ?? '*';
  return isArn(reference) ? reference : arnOf('dynamodb', where, `table/${reference}`);
};

const leadingKeys =
  (keysOrItems: readonly Members[], table: string | undefined, where: Where): (() => readonly string[]) =>
  () => {
    const hashKey = hashKeyOf(table, undefined, where);
    const texts = keysOrItems.map((each) => partitionKeyOf(each, hashKey));
    return [...new Set(texts.filter((text) => text !== undefined))];
  };

/** A request for some items of one table, which it names by keys or holds. */
const itemsRequest = (
  action: string,
  table: unknown,
  items: readonly Members[],
  parameters: Members,
  where: Where,
  more: Partial<Subject>,
): AccessRequest => {
  const subject = { parameters, items, leadingKeys: leadingKeys(items, textOf(table), where), ...more };
  return accessRequest(where, action, tableArn(table, where), dynamoDbContext(subject, where));
};

const read =
  (action: string): RequestsOf =>
  (input, where) => [
    itemsRequest(action, input.TableName, [membersOf(input.Key)], input, where, {
      select: () => selectOf(input),
      returnConsumedCapacity: { given: input.ReturnConsumedCapacity },
    }),
  ];

const write =
  (action: string, member: 'Key' | 'Item'): RequestsOf =>
  (input, where) => [
    itemsRequest(action, input.TableName, [membersOf(input[member])], input, where, {
      returnValues: () => returnValuesOf(input),
      returnConsumedCapacity: { given: input.ReturnConsumedCapacity },
    }),
  ];

/** One request per table; none named means any. */
const perTable = (
  tables: Members,
  action: string,
  where: Where,
  request: (table: string, value: unknown) => AccessRequest,
): readonly AccessRequest[] => {
  const named = Object.entries(tables).map(([table, value]) => request(table, value));
  return named.length === 0 ? [accessRequest(where, action, tableArn(undefined, where))] : named;
};

const batchGet: RequestsOf = ({ RequestItems, ReturnConsumedCapacity }, where) =>
  perTable(membersOf(RequestItems), 'dynamodb:BatchGetItem', where, (table, value) => {
    const parameters = membersOf(value);
    return itemsRequest('dynamodb:BatchGetItem', table, listOf(parameters.Keys).map(membersOf), parameters, where, {
      select: () => selectOf(parameters),
      returnConsumedCapacity: { given: ReturnConsumedCapacity },
    });
  });

const batchWrite: RequestsOf = ({ RequestItems, ReturnConsumedCapacity }, where) =>
  perTable(membersOf(RequestItems), 'dynamodb:BatchWriteItem', where, (table, writes) => {
    const items = listOf(writes).map((each) => {
      const { PutRequest, DeleteRequest } = membersOf(each);
      return PutRequest === undefined ? membersOf(membersOf(DeleteRequest).Key) : membersOf(membersOf(PutRequest).Item);
    });
    return itemsRequest('dynamodb:BatchWriteItem', table, items, {}, where, {
      returnConsumedCapacity: { given: ReturnConsumedCapacity },
    });
  });

/** Members of an item of a transaction, each with its action (transaction-apis-iam.html). */
const TRANSACTION_ACTIONS = [
  ['Put', 'dynamodb:PutItem'],
  ['Update', 'dynamodb:UpdateItem'],
  ['Delete', 'dynamodb:DeleteItem'],
  ['ConditionCheck', 'dynamodb:ConditionCheckItem'],
  ['Get', 'dynamodb:GetItem'],
] as const;

/** A request per item; for one that is of no kind, that of the mildest: DynamoDB refuses it itself. */
const transaction =
  (enclosingOperation: string, mildest: string): RequestsOf =>
  ({ TransactItems, ReturnConsumedCapacity }, where) => {
    const items = listOf(TransactItems).map(membersOf);
    return (items.length === 0 ? [{}] : items).map((item) => {
      const [member, action] = TRANSACTION_ACTIONS.find(([name]) => Object.hasOwn(item, name)) ?? ['', mildest];
      const parameters = membersOf(item[member]);
      const key = membersOf(parameters[member === 'Put' ? 'Item' : 'Key']);
      return itemsRequest(action, parameters.TableName, [key], parameters, where, {
        enclosingOperation,
        returnConsumedCapacity: { given: ReturnConsumedCapacity },
        ...(action === 'dynamodb:GetItem'
          ? { select: () => selectOf(parameters) }
          : { returnValues: () => returnValuesOf(parameters) }),
      });
    });
  };

/** Reads of a table or of its index; a Scan names no key, so it has no leading keys (specifying-conditions.html, example 2). */
const search =
  (action: string, keyed: boolean): RequestsOf =>
  (input, where) => {
    const [table, index] = [textOf(input.TableName), textOf(input.IndexName)];
    const resource = tableArn(table, where) + (index === undefined ? '' : `/index/${index}`);
    const subject: Subject = {
      parameters: input,
      select: () => selectOf(input, index !== undefined),
      returnConsumedCapacity: { given: input.ReturnConsumedCapacity },
      ...(keyed && { leadingKeys: () => queriedKeys(input, hashKeyOf(table, index, where)) }),
    };
    return [accessRequest(where, action, resource, dynamoDbContext(subject, where))];
  };

/** Operations on items: Service Authorization Reference, list_amazondynamodb; transactions: developer guide, transaction-apis-iam.html. */
export const dynamoDbItemsTable: ServiceTable = {
  GetItem: read('dynamodb:GetItem'),
  PutItem: write('dynamodb:PutItem', 'Item'),
  UpdateItem: write('dynamodb:UpdateItem', 'Key'),
  DeleteItem: write('dynamodb:DeleteItem', 'Key'),
  BatchGetItem: batchGet,
  BatchWriteItem: batchWrite,
  TransactGetItems: transaction('TransactGetItems', 'dynamodb:GetItem'),
  TransactWriteItems: transaction('TransactWriteItems', 'dynamodb:ConditionCheckItem'),
  Query: search('dynamodb:Query', true),
  Scan: search('dynamodb:Scan', false),
};
