import { z } from 'zod';
import { IGNORED_PROPERTIES } from '../ignored';
import { longestName } from '../limits/names';
import { number, physicalName, type ResourceType, resourceType } from '../resource-type';

export const eventBus: ResourceType = resourceType(z.strictObject({ Name: z.string() }), ({ Name }, { events }) => {
  const { arn } = events.buses.deploy(Name);
  return { ref: Name, attributes: { Arn: arn, Name } };
});

const target = z.preprocess(
  (value) => {
    const ignored = IGNORED_PROPERTIES['AWS::Events::Rule.Targets'] ?? {};
    return Object.fromEntries(Object.entries(value as object).filter(([name]) => !Object.hasOwn(ignored, name)));
  },
  z.strictObject({
    Id: z.string(),
    Arn: z.string(),
    Input: z.string().optional(),
    InputPath: z.string().optional(),
    InputTransformer: z
      .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
      .optional(),
    SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    RetryPolicy: z
      .strictObject({ MaximumEventAgeInSeconds: number.optional(), MaximumRetryAttempts: number.optional() })
      .optional(),
  }),
);

const rule = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Targets: z.array(target).optional(),
});

/** Leaves out what is undefined: the engines tell a missing field from one that is there. */
const given = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

export const eventRule: ResourceType = resourceType(rule, (properties, { events }, creation) => {
  const name = properties.Name ?? physicalName(creation, longestName('AWS::Events::Rule'));
  const bus = events.buses.get(properties.EventBusName).name;
  const { arn } = events.rules.put({
    name,
    busName: bus,
    ofStack: true,
    ...(properties.EventPattern && { eventPattern: properties.EventPattern }),
    ...(properties.ScheduleExpression && { scheduleExpression: properties.ScheduleExpression }),
    ...(properties.State && { state: properties.State }),
  });
  const targets = (properties.Targets ?? []).map((each) =>
    given({ ...each, ...(each.RetryPolicy && { RetryPolicy: given(each.RetryPolicy) }) }),
  );
  if (targets.length > 0) events.rules.putTargets(bus, name, targets as Parameters<typeof events.rules.putTargets>[2]);
  return { ref: name, attributes: { Arn: arn } };
});
