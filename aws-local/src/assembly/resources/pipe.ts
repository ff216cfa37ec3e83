import { z } from 'zod';
import { Pipe } from '../../pipes/pipe';
import { number, physicalName, type ResourceType, resourceType } from '../resource-type';

const schema = z.strictObject({
  Name: z.string().optional(),
  Source: z.string(),
  SourceParameters: z
    .strictObject({
      SqsQueueParameters: z
        .strictObject({ BatchSize: number.optional(), MaximumBatchingWindowInSeconds: z.literal(0).optional() })
        .optional(),
      FilterCriteria: z
        .strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })).optional() })
        .optional(),
    })
    .optional(),
  Target: z.string(),
  TargetParameters: z
    .strictObject({
      InputTemplate: z.string().optional(),
      SqsQueueParameters: z
        .strictObject({ MessageGroupId: z.string().optional(), MessageDeduplicationId: z.string().optional() })
        .optional(),
    })
    .optional(),
  DesiredState: z.enum(['RUNNING', 'STOPPED']).optional(),
});

/** What a pipe takes at once unless told otherwise (EB eb-pipes-batching-concurrency.html). */
const DEFAULT_BATCH_SIZE = 10;

export const pipe: ResourceType = resourceType(schema, (properties, target, creation) => {
  const name = properties.Name ?? physicalName(creation, 64);
  const queueOf = (field: 'Source' | 'Target') => {
    const queue = target.sqs.queueByArn(properties[field]);
    if (!queue) throw new Error(`${field}: only queues are understood, got ${properties[field]}`);
    return queue;
  };
  const ids = properties.TargetParameters?.SqsQueueParameters;
  const inputTemplate = properties.TargetParameters?.InputTemplate;
  const filters = properties.SourceParameters?.FilterCriteria?.Filters?.map(({ Pattern }) => Pattern);
  const created = new Pipe({
    name,
    clock: target.clock,
    sqs: target.sqs,
    source: queueOf('Source'),
    target: queueOf('Target'),
    batchSize: properties.SourceParameters?.SqsQueueParameters?.BatchSize ?? DEFAULT_BATCH_SIZE,
    ...(ids?.MessageGroupId !== undefined && { groupIdPath: ids.MessageGroupId }),
    ...(ids?.MessageDeduplicationId !== undefined && { deduplicationIdPath: ids.MessageDeduplicationId }),
    ...(inputTemplate !== undefined && { inputTemplate }),
    ...(filters && { filters }),
    ...(properties.DesiredState && { desiredState: properties.DesiredState }),
    onFailure: target.onPipeFailure,
  });
  target.pipes.push(created);
  return { ref: name, attributes: { Arn: `arn:aws:pipes:${target.region}:${target.account}:pipe/${name}` } };
});
