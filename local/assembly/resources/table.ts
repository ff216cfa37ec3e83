import { CreateTableCommand, type CreateTableCommandInput, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { flag, physicalName, type ResourceType, resourceType } from '../resource-type';

const schema = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.literal('PAY_PER_REQUEST', 'only on-demand tables are understood here'),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: flag }).optional(),
});

/** `AWS::DynamoDB::Table`, and a global table of one region, which is the same thing here. */
export const table: ResourceType = resourceType(schema, async (properties, { dynamodb, region, account }, creation) => {
  const { TimeToLiveSpecification: timeToLive, TableName, ...keys } = properties;
  const name = TableName ?? physicalName(creation, 255);
  await dynamodb.send(new CreateTableCommand({ TableName: name, ...keys } satisfies CreateTableCommandInput));
  if (timeToLive) {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: timeToLive }));
  }
  return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` } };
});
