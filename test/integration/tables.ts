import {
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@coffee-shop/aws-local';
import { isDeployed, ours } from '../run/mode';
import { createFoundationTable, createOrdersTable } from './create-table';

export const ORDERS = ours('orders');
export const COUNTERS = ours('counters');
export const CONFIG = ours('config');

/** A table at AWS is there, or gone, some seconds after it was asked for. */
const PATIENCE_SECONDS = 300;

/** A command that went to DynamoDB. */
interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A DynamoDB of our own, which takes its tables along when it ends. */
const ownDatabase = async () => {
  const database = await startDynamoDb();
  const dynamodb = new DynamoDBClient({ endpoint: database.url });
  const close = async (): Promise<void> => {
    dynamodb.destroy();
    await database.close();
  };
  return { dynamodb, created: async () => undefined, close };
};

/** The DynamoDB that the variables name. Our tables have names of their own there, and go when we do. */
const deployedDatabase = () => {
  const dynamodb = new DynamoDBClient();
  const waiting = { client: dynamodb, maxWaitTime: PATIENCE_SECONDS };
  const eachTable = (act: (TableName: string) => Promise<unknown>) => Promise.all([ORDERS, COUNTERS, CONFIG].map(act));
  const close = async (): Promise<void> => {
    await eachTable((TableName) => dynamodb.send(new DeleteTableCommand({ TableName })));
    // The next ones have the same names.
    await eachTable((TableName) => waitUntilTableNotExists(waiting, { TableName }));
    dynamodb.destroy();
  };
  return { dynamodb, created: () => eachTable((TableName) => waitUntilTableExists(waiting, { TableName })), close };
};

/** A DynamoDB with our table and the foundation's, empty, and a look at what is sent to it. */
export const startTables = async () => {
  const { dynamodb, created, close } = isDeployed ? deployedDatabase() : await ownDatabase();
  const documents = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  await createOrdersTable(dynamodb, ORDERS);
  for (const name of [COUNTERS, CONFIG]) await createFoundationTable(dynamodb, name);
  await created();
  const sent: Sent[] = [];
  let afterRead: (() => Promise<unknown>) | undefined;
  documents.middlewareStack.add(
    (next, context) => async (args) => {
      const name = context.commandName ?? '';
      sent.push({ name, input: args.input as Sent['input'] });
      const answer = await next(args);
      const interfere = name.startsWith('BatchGet') ? afterRead : undefined;
      if (interfere) {
        afterRead = undefined;
        await interfere();
      }
      return answer;
    },
    { step: 'initialize' },
  );
  return {
    dynamodb,
    documents,
    /** Every command since the start, in order. */
    sent,
    /** What somebody else does right after the next read, before what follows from it is written. */
    betweenReadAndWrite(action: () => Promise<unknown>): void {
      afterRead = action;
    },
    async items(TableName: string): Promise<Record<string, unknown>[]> {
      return (await documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
    },
    close,
  };
};

export type Tables = Awaited<ReturnType<typeof startTables>>;
