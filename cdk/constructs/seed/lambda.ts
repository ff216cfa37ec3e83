import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation, type Outcome } from './answer';
import { seedItems } from './items';
import { writeMissingItems } from './write-items';

const PHYSICAL_RESOURCE_ID = 'table-seed';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Answers a `Custom::TableSeed`: creation and update write what is missing, deletion leaves the tables to their own policy. */
export const handler = async (event: CloudFormationCustomResourceEvent): Promise<void> => {
  await answerCloudFormation(event, PHYSICAL_RESOURCE_ID, await run(event));
};

const run = async (event: CloudFormationCustomResourceEvent): Promise<Outcome> => {
  if (event.RequestType === 'Delete') return { status: 'SUCCESS' };
  try {
    const items = seedItems();
    const configItems = await writeMissingItems(client, tableName(event, 'ConfigTableName'), items.config);
    const counterItems = await writeMissingItems(client, tableName(event, 'CounterTableName'), items.counters);
    return { status: 'SUCCESS', data: { ConfigItemsWritten: configItems, CounterItemsWritten: counterItems } };
  } catch (error) {
    return { status: 'FAILED', reason: error instanceof Error ? error.message : String(error) };
  }
};

const tableName = (event: CloudFormationCustomResourceEvent, property: string): string => {
  const value: unknown = event.ResourceProperties[property];
  if (typeof value !== 'string' || value === '')
    throw new Error(`${property} ${JSON.stringify(value)}: must be a table's name`);
  return value;
};
