import type { ConsumedCapacity } from '../../dynamodb/consumed-capacity';
import type { Metric } from '../metrics/metric';

const NAMES = { read: 'ConsumedReadCapacityUnits', write: 'ConsumedWriteCapacityUnits' } as const;

/** The metric of a table, or of one of its indexes, that consumed capacity belongs to (metrics-dimensions.html). */
export const tableMetric = ({ table, index, kind }: Pick<ConsumedCapacity, 'table' | 'index' | 'kind'>): Metric => ({
  namespace: 'AWS/DynamoDB',
  name: NAMES[kind],
  dimensions: { TableName: table, ...(index !== undefined && { GlobalSecondaryIndexName: index }) },
});
