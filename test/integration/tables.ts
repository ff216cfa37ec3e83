import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../local/dynamodb/dynoxide';
import { createFoundationTable, createOrdersTable } from './create-table';

export const ORDERS = 'orders';
export const COUNTERS = 'counters';
export const CONFIG = 'config';

/** A command that went to DynamoDB. */
export interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A DynamoDB with our table and the foundation's, empty, and a look at what is sent to it. */
export const startTables = async () => {
  const database = await startDynamoDb();
  const dynamodb = new DynamoDBClient({ endpoint: database.url });
  const documents = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  await createOrdersTable(dynamodb, ORDERS);
  for (const name of [COUNTERS, CONFIG]) await createFoundationTable(dynamodb, name);
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
    async close(): Promise<void> {
      dynamodb.destroy();
      await database.close();
    },
  };
};

export type Tables = Awaited<ReturnType<typeof startTables>>;
