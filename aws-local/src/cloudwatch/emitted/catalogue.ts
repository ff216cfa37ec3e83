import type { Metric } from '../metrics/metric';
import { RULE_METRICS } from './rule-metrics';

/** Metrics of one service with the sets of dimensions that it emits them with. */
interface ServiceMetrics {
  readonly names: readonly string[];
  readonly dimensions: readonly (readonly string[])[];
  /** Why there are never data, for those that AWS emits and nothing here can. */
  readonly noData?: string;
}

const NOTHING_THROTTLED = 'nothing is throttled for capacity locally';

/** What AWS's own namespaces have here. A metric that is not in this list is not computed, and an alarm on it an error. */
const CATALOGUE: Readonly<Record<string, readonly ServiceMetrics[]>> = {
  'AWS/SQS': [
    {
      names: [
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfGroupsWithInflightMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesVisible',
        'NumberOfDeduplicatedSentMessages',
        'NumberOfEmptyReceives',
        'NumberOfMessagesDeleted',
        'NumberOfMessagesReceived',
        'NumberOfMessagesSent',
      ],
      dimensions: [['QueueName']],
    },
  ],
  'AWS/Lambda': [
    {
      names: ['Invocations', 'Errors', 'Throttles', 'Duration'],
      dimensions: [[], ['FunctionName'], ['FunctionName', 'Resource']],
    },
    { names: ['ConcurrentExecutions'], dimensions: [['FunctionName']] },
    {
      names: [
        'PolledEventCount',
        'FilteredOutEventCount',
        'InvokedEventCount',
        'FailedInvokeEventCount',
        'DeletedEventCount',
      ],
      dimensions: [['EventSourceMappingUUID']],
    },
  ],
  'AWS/Events': [
    { names: RULE_METRICS, dimensions: [['RuleName'], ['EventBusName', 'RuleName']] },
    { names: ['ThrottledRules'], dimensions: [['RuleName'], ['EventBusName', 'RuleName']], noData: NOTHING_THROTTLED },
  ],
  'AWS/EventBridge/Pipes': [
    {
      names: [
        'EventCount',
        'ExecutionFailed',
        'ExecutionPartiallyFailed',
        'ExecutionThrottled',
        'ExecutionTimeout',
        'Invocations',
      ],
      dimensions: [['PipeName']],
    },
  ],
  'AWS/DynamoDB': [
    {
      names: ['ThrottledRequests', 'ReadThrottleEvents', 'WriteThrottleEvents'],
      dimensions: [['TableName'], ['Operation', 'TableName'], ['GlobalSecondaryIndexName', 'TableName']],
      noData: NOTHING_THROTTLED,
    },
    {
      names: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'],
      dimensions: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
    },
    {
      names: ['UserErrors', 'SystemErrors', 'ConditionalCheckFailedRequests', 'TransactionConflict'],
      dimensions: [[], ['TableName'], ['Operation', 'TableName']],
      noData: 'dynoxide answers its clients itself, and tells nobody of errors',
    },
  ],
};

/**
 * Why a metric cannot be watched here; undefined if it can. Namespaces of no service are the app's own: what it writes into its logs in the
 * embedded metric format, or puts by PutMetricData, feeds them.
 * @param dimensions names alone.
 */
export const unknownMetric = (
  { namespace, name }: Omit<Metric, 'dimensions'>,
  dimensions: readonly string[],
): string | undefined => {
  if (!namespace.startsWith('AWS/')) return undefined;
  const ofService = Object.hasOwn(CATALOGUE, namespace) ? CATALOGUE[namespace] : undefined;
  if (ofService === undefined)
    return `nothing computes metrics of ${namespace} here; those of ${Object.keys(CATALOGUE).join(', ')} are`;
  const named = ofService.filter(({ names }) => names.includes(name));
  if (named.length === 0)
    return `nothing computes ${namespace} ${name} here; computed are ${ofService.flatMap(({ names }) => names).join(', ')}`;
  const given = [...dimensions].sort().join(', ');
  const emitted = named.flatMap((each) => each.dimensions).map((names) => [...names].sort().join(', '));
  if (emitted.includes(given)) return undefined;
  return `${namespace} ${name} has no series by ${given || 'no dimension'} here: it is emitted by ${emitted.map((names) => names || 'no dimension').join(' or by ')}`;
};

/** Why a metric that may be watched never has data here; undefined if it has. */
export const noDataReason = ({ namespace, name }: Pick<Metric, 'namespace' | 'name'>): string | undefined =>
  CATALOGUE[namespace]?.find(({ names }) => names.includes(name))?.noData;
