import { accessRequest, arnOf, eachByItsName, isArn, oneRequest, withoutResource } from './access-request-of';
import type { ApiCall, RequestsOf, ServiceTable, Where } from './api-call';
import { dynamoDbItemsTable, tableArn } from './dynamodb-items';
import { partiQlTable } from './partiql';
import { membersOf, textOf } from './read-member';

type Input = ApiCall['input'];

const ofTable = ({ TableName }: Input, where: Where): string => tableArn(TableName, where);
const ofNewTable = ({ TargetTableName }: Input, where: Where): string => tableArn(TargetTableName, where);
const globalTableArn = (name: unknown, { account }: Where): string =>
  `arn:aws:dynamodb::${account}:global-table/${textOf(name) ?? '*'}`;
const ofGlobalTable = ({ GlobalTableName }: Input, where: Where): string => globalTableArn(GlobalTableName, where);

/** A resource that the request gives as an ARN. */
const ofArn =
  (member: string) =>
  (input: Input, where: Where): string =>
    textOf(input[member]) ?? arnOf('dynamodb', where, 'table/*');

/** A shard iterator begins with its stream's ARN (API GetShardIterator, example). */
const ofIterator = ({ ShardIterator }: Input, where: Where): string => {
  const [stream = ''] = (textOf(ShardIterator) ?? '').split('|');
  return isArn(stream) ? stream : arnOf('dynamodb', where, 'table/*');
};

/** Contributor insights may be those of an index. */
const ofTableOrIndex = ({ TableName, IndexName }: Input, where: Where): string => {
  const index = textOf(IndexName);
  return tableArn(TableName, where) + (index === undefined ? '' : `/index/${index}`);
};

/** An action that needs two resources is asked for on each. */
const onBoth =
  (action: string, ...resources: readonly ((input: Input, where: Where) => string)[]): RequestsOf =>
  (input, where) =>
    resources.map((resource) => accessRequest(where, action, resource(input, where)));

const ON_TABLES = [
  'CreateBackup',
  'CreateTable',
  'DeleteTable',
  'DescribeContinuousBackups',
  'DescribeKinesisStreamingDestination',
  'DescribeTable',
  'DescribeTableReplicaAutoScaling',
  'DescribeTimeToLive',
  'DisableKinesisStreamingDestination',
  'EnableKinesisStreamingDestination',
  'UpdateContinuousBackups',
  'UpdateKinesisStreamingDestination',
  'UpdateTable',
  'UpdateTableReplicaAutoScaling',
  'UpdateTimeToLive',
];
const ON_TAGGED = [
  'DeleteResourcePolicy',
  'GetResourcePolicy',
  'ListTagsOfResource',
  'PutResourcePolicy',
  'TagResource',
  'UntagResource',
];
const WITHOUT_RESOURCE = [
  'DescribeEndpoints',
  'DescribeLimits',
  'ListBackups',
  'ListContributorInsights',
  'ListGlobalTables',
  'ListTables',
];

/** Actions and resources: Service Authorization Reference, list_amazondynamodb. */
export const dynamoDbTable: ServiceTable = {
  ...dynamoDbItemsTable,
  ...partiQlTable,
  ...eachByItsName('dynamodb', ON_TABLES, ofTable),
  ...eachByItsName('dynamodb', ON_TAGGED, ofArn('ResourceArn')),
  ...eachByItsName('dynamodb', WITHOUT_RESOURCE, () => '*'),
  ...eachByItsName('dynamodb', ['DeleteBackup', 'DescribeBackup'], ofArn('BackupArn')),
  ...eachByItsName('dynamodb', ['DescribeContributorInsights', 'UpdateContributorInsights'], ofTableOrIndex),
  ...eachByItsName('dynamodb', ['DescribeGlobalTable', 'DescribeGlobalTableSettings'], ofGlobalTable),
  DescribeExport: oneRequest('dynamodb:DescribeExport', ofArn('ExportArn')),
  DescribeImport: oneRequest('dynamodb:DescribeImport', ofArn('ImportArn')),
  ...eachByItsName('dynamodb', ['ExportTableToPointInTime', 'ListExports', 'ListImports'], ofArn('TableArn')),
  ImportTable: oneRequest('dynamodb:ImportTable', ({ TableCreationParameters }, where) =>
    tableArn(membersOf(TableCreationParameters).TableName, where),
  ),
  CreateGlobalTable: onBoth('dynamodb:CreateGlobalTable', ofGlobalTable, ({ GlobalTableName }, where) =>
    tableArn(GlobalTableName, where),
  ),
  UpdateGlobalTable: onBoth('dynamodb:UpdateGlobalTable', ofGlobalTable, ({ GlobalTableName }, where) =>
    tableArn(GlobalTableName, where),
  ),
  UpdateGlobalTableSettings: onBoth('dynamodb:UpdateGlobalTableSettings', ofGlobalTable, ({ GlobalTableName }, where) =>
    tableArn(GlobalTableName, where),
  ),
  RestoreTableFromBackup: onBoth('dynamodb:RestoreTableFromBackup', ofArn('BackupArn'), ofNewTable),
  RestoreTableToPointInTime: oneRequest('dynamodb:RestoreTableToPointInTime', ofNewTable),
  SearchVectors: onBoth('dynamodb:SearchVectors', ofTable, ofTableOrIndex),
  ...eachByItsName('dynamodb', ['DescribeStream', 'GetShardIterator'], ofArn('StreamArn')),
  GetRecords: oneRequest('dynamodb:GetRecords', ofIterator),
  ListStreams: withoutResource('dynamodb:ListStreams'),
};
