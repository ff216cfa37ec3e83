import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { hashKeyName } from '../../iam/hash-keys';
import { longestName } from '../limits/names';
import { flag, physicalName, type ResourceType, resourceType } from '../resource-type';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const index = {
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
};

/** What a global index says of its capacity and its metrics has no meaning here. */
const globalIndex = z
  .strictObject({
    ...index,
    ContributorInsightsSpecification: z.unknown().optional(),
    OnDemandThroughput: z.unknown().optional(),
    ProvisionedThroughput: z.unknown().optional(),
    WarmThroughput: z.unknown().optional(),
    WriteOnDemandThroughputSettings: z.unknown().optional(),
    WriteProvisionedThroughputSettings: z.unknown().optional(),
  })
  .transform(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));

const schema = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z.array(globalIndex).optional(),
  LocalSecondaryIndexes: z.array(z.strictObject(index)).optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
  ProvisionedThroughput: z.unknown().optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: flag }).optional(),
});

type Keys = Pick<z.infer<typeof schema>, 'KeySchema' | 'AttributeDefinitions'>;

/** `AWS::DynamoDB::Table`, and a global table of one region, which is the same thing here. No capacity is provisioned: nothing is throttled. */
export const table: ResourceType = resourceType(schema, async (properties, target, creation) => {
  const { TimeToLiveSpecification: timeToLive, TableName, ProvisionedThroughput: _capacity, ...keys } = properties;
  const { dynamodb, region, account } = target;
  const name = TableName ?? physicalName(creation, longestName('AWS::DynamoDB::Table'));
  const isNew = await createUnlessKept(
    dynamodb,
    { ...keys, TableName: name, BillingMode: 'PAY_PER_REQUEST' },
    target.keepsData,
  );
  if (timeToLive && (isNew || !(await hasTimeToLive(dynamodb, name)))) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: timeToLive }));
  }
  noteHashKeys(target.hashKeys, name, keys);
  return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` } };
});

const noteHashKeys = (
  hashKeys: Record<string, string>,
  table: string,
  { KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Omit<z.infer<typeof schema>, 'TableName'>,
): void => {
  const own = { IndexName: undefined, KeySchema };
  for (const { IndexName, KeySchema: ofIndex } of [own, ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
    const hashKey = ofIndex.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
    if (hashKey !== undefined) hashKeys[hashKeyName(table, IndexName)] = hashKey;
  }
};

/** False if an earlier process left the table. @throws Error when it has other keys than the template says. */
const createUnlessKept = async (
  dynamodb: DynamoDBClient,
  input: CreateTableCommandInput & Keys,
  keepsData: boolean,
): Promise<boolean> => {
  try {
    await dynamodb.send(new CreateTableCommand(input));
    return true;
  } catch (error) {
    if (!keepsData || !(error instanceof ResourceInUseException)) throw error;
  }
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: input.TableName }));
  const kept = keysText(Table as Partial<Keys>);
  const wanted = keysText(input);
  if (kept !== wanted) {
    throw new Error(`KeySchema: the table ${input.TableName} that was kept has ${kept}, the template says ${wanted}`);
  }
  return false;
};

const keysText = ({ KeySchema = [], AttributeDefinitions = [] }: Partial<Keys>): string =>
  KeySchema.map(({ AttributeName, KeyType }) => {
    const type = AttributeDefinitions.find((definition) => definition.AttributeName === AttributeName)?.AttributeType;
    return `${AttributeName} (${type}, ${KeyType})`;
  }).join(' and ');

const hasTimeToLive = async (dynamodb: DynamoDBClient, TableName: string): Promise<boolean> => {
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  return ['ENABLED', 'ENABLING'].includes(TimeToLiveDescription?.TimeToLiveStatus ?? '');
};
