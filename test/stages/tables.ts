import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  PutCommand,
  type TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { CHECK_SORT_KEY } from '../../pipeline/orders/table-keys';

type Item = Readonly<Record<string, unknown>>;
/** Items by table and key. Never changed in place, so that a state of the world can be kept. */
export type Tables = Readonly<Record<string, Readonly<Record<string, Item>>>>;

export type TableCommand = BatchGetCommand | PutCommand | TransactWriteCommand;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const metadata = { $metadata: {} };
export const conditionFailed = () => new ConditionalCheckFailedException({ message: 'condition', ...metadata });
export const transactionCancelled = () =>
  new TransactionCanceledException({
    message: 'condition',
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    ...metadata,
  });

const keyOf = ({ PK, SK }: Item): string => (SK === undefined ? String(PK) : `${PK}/${SK}`);

/** As the marshaller does: what cannot be stored is refused. */
const stored = (item: Item): Item => {
  const text = JSON.stringify(item, (name, value: unknown) => {
    if (value === undefined) throw new Error(`${keyOf(item)}: ${name} is undefined, which DynamoDB cannot store`);
    return value;
  });
  return JSON.parse(text) as Item;
};

const holds = (condition: string, item: Item | undefined, values: Item): boolean => {
  if (condition === 'attribute_not_exists(PK)') return item === undefined;
  if (condition === 'attribute_exists(PK)') return item !== undefined;
  const [, name = '', operator, placeholder = ''] = /^(\w+) (=|>=) (:\w+)$/.exec(condition) ?? [];
  if (!operator) throw new Error(`a condition that this table does not know: ${condition}`);
  const [is, wanted] = [item?.[name], values[placeholder]];
  return operator === '=' ? is === wanted : Number(is) >= Number(wanted);
};

const add = (item: Item, expression: string, values: Item): Item => {
  if (!expression.startsWith('ADD ')) throw new Error(`an update that this table does not know: ${expression}`);
  const sums = expression
    .slice('ADD '.length)
    .split(', ')
    .map((term) => term.split(' '))
    .map(([name = '', placeholder = '']) => [name, Number(item[name] ?? 0) + Number(values[placeholder])]);
  return { ...item, ...Object.fromEntries(sums) };
};

/** The tables after one conditional write, or undefined if its condition does not hold. */
const written = (tables: Tables, { Put, Update, Delete }: Write, minds: boolean): Tables | undefined => {
  const write = Put ?? Update ?? Delete;
  if (!write) throw new Error('a write that this table does not know');
  const table = tables[write.TableName ?? ''] ?? {};
  const key = keyOf(Put?.Item ?? Update?.Key ?? Delete?.Key ?? {});
  const item = table[key];
  const values = write.ExpressionAttributeValues ?? {};
  const conditions = write.ConditionExpression?.split(' AND ') ?? [];
  // A check is written with its order, whose condition counts for both.
  if (conditions.length === 0 && !key.endsWith(`/${CHECK_SORT_KEY}`))
    throw new Error(`a write of ${key} without a condition`);
  const isMet = conditions.every((condition) => holds(condition, item, values));
  if (minds && !isMet) return undefined;
  if (Delete) {
    const { [key]: _gone, ...others } = table;
    return { ...tables, [write.TableName ?? '']: others };
  }
  const after = Put ? stored(Put.Item ?? {}) : add(item ?? {}, Update?.UpdateExpression ?? '', values);
  return { ...tables, [write.TableName ?? '']: { ...table, [key]: after } };
};

/**
 * What DynamoDB answers to a command, and the tables afterwards. Undefined: a condition did not hold, and nothing has changed.
 * @param minds false for a table that does not mind its conditions, which only a test of the tests can want.
 */
export const execute = (
  tables: Tables,
  command: TableCommand,
  minds = true,
): { tables: Tables; answer: unknown } | undefined => {
  if (command instanceof BatchGetCommand) {
    const found = Object.entries(command.input.RequestItems ?? {}).map(([name, { Keys = [], ConsistentRead }]) => {
      if (!ConsistentRead) throw new Error(`a decision on ${name} reads without consistency`);
      return [name, Keys.map((key) => tables[name]?.[keyOf(key)]).filter((item) => item !== undefined)];
    });
    return { tables, answer: { Responses: Object.fromEntries(found) } };
  }
  const writes = command instanceof PutCommand ? [{ Put: command.input }] : (command.input.TransactItems ?? []);
  let after: Tables | undefined = tables;
  for (const write of writes) after = after && written(after, write, minds);
  return after && { tables: after, answer: {} };
};
