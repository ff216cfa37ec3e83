import { z } from 'zod';
import { busTarget } from '../../pipes/bus-target';
import { functionTarget } from '../../pipes/function-target';
import { Pipe } from '../../pipes/pipe';
import { queueTarget } from '../../pipes/queue-target';
import type { PipeTarget } from '../../pipes/target';
import { longestName } from '../limits/names';
import { number, physicalName, type ResourceType, resourceType, type Target } from '../resource-type';

const schema = z.strictObject({
  Name: z.string().optional(),
  RoleArn: z.string(),
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
      EventBridgeEventBusParameters: z
        .strictObject({
          DetailType: z.string().optional(),
          Source: z.string().optional(),
          Resources: z.array(z.string()).optional(),
          Time: z.string().optional(),
        })
        .optional(),
      LambdaFunctionParameters: z
        .strictObject({ InvocationType: z.enum(['REQUEST_RESPONSE', 'FIRE_AND_FORGET']).optional() })
        .optional(),
    })
    .optional(),
  DesiredState: z.enum(['RUNNING', 'STOPPED']).optional(),
});

/** What a pipe takes at once unless told otherwise (EB eb-pipes-batching-concurrency.html). */
const DEFAULT_BATCH_SIZE = 10;

type Properties = z.infer<typeof schema>;

export const pipe: ResourceType = resourceType(schema, (properties, target, creation) => {
  const name = properties.Name ?? physicalName(creation, longestName('AWS::Pipes::Pipe'));
  const source = target.sqs.queueByArn(properties.Source);
  if (!source) throw new Error(`Source: only queues are understood, got ${properties.Source}`);
  const { RoleArn: roleArn } = properties;
  const arn = `arn:aws:pipes:${target.region}:${target.account}:pipe/${name}`;
  if (!target.access.mayAssume(roleArn, 'pipes.amazonaws.com', arn))
    throw new Error(`RoleArn: EventBridge cannot assume the role, got ${roleArn}`);
  target.access.mayPipeFrom(roleArn, source.arn);
  const inputTemplate = properties.TargetParameters?.InputTemplate;
  const filters = properties.SourceParameters?.FilterCriteria?.Filters?.map(({ Pattern }) => Pattern);
  const created = new Pipe({
    name,
    clock: target.clock,
    source,
    target: permitted(pipeTarget(name, properties, target), () => target.access.mayPipeTo(roleArn, properties.Target)),
    batchSize: properties.SourceParameters?.SqsQueueParameters?.BatchSize ?? DEFAULT_BATCH_SIZE,
    ...(inputTemplate !== undefined && { inputTemplate }),
    ...(filters && { filters }),
    ...(properties.DesiredState && { desiredState: properties.DesiredState }),
    onFailure: target.onPipeFailure,
  });
  target.pipes.push(created);
  return { ref: name, attributes: { Arn: arn } };
});

/** A target that takes nothing unless the pipe may bring it. @param authorize throws AwsError */
const permitted = (to: PipeTarget, authorize: () => void): PipeTarget => ({
  prepare: (record) => to.prepare(record),
  send(batch) {
    authorize();
    return to.send(batch);
  },
});

const PARAMETERS_OF_SERVICE: Readonly<Record<string, keyof NonNullable<Properties['TargetParameters']>>> = {
  sqs: 'SqsQueueParameters',
  events: 'EventBridgeEventBusParameters',
  lambda: 'LambdaFunctionParameters',
};

const pipeTarget = (pipeName: string, properties: Properties, { sqs, events, lambda }: Target): PipeTarget => {
  const { Target: arn, TargetParameters: parameters = {} } = properties;
  const service = arn.split(':')[2] ?? '';
  for (const [other, name] of Object.entries(PARAMETERS_OF_SERVICE)) {
    if (other !== service && parameters[name]) throw new Error(`TargetParameters.${name} does not go with ${arn}`);
  }
  const queue = sqs.queueByArn(arn);
  if (queue) {
    const ids = parameters.SqsQueueParameters;
    return queueTarget({
      queue,
      groupIdPath: ids?.MessageGroupId,
      deduplicationIdPath: ids?.MessageDeduplicationId,
    });
  }
  if (service === 'events') {
    const busArn = events.buses.get(arn).arn;
    const putEvents = events.putEvents.bind(events);
    return busTarget({ pipeName, busArn, putEvents, parameters: parameters.EventBridgeEventBusParameters });
  }
  if (service === 'lambda') {
    lambda.function(arn);
    return functionTarget({
      functionArn: arn,
      invocationType: parameters.LambdaFunctionParameters?.InvocationType ?? 'REQUEST_RESPONSE',
      invoke: (to, event) => lambda.invoke(to, event),
      invokeAsynchronously: (to, event) => lambda.invokeAsynchronously(to, event),
    });
  }
  throw new Error(`Target: only queues, event buses and functions are understood, got ${arn}`);
};
