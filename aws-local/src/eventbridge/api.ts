import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { JsonService, Operation } from '../http/json-service';
import { operationsThatRead } from '../http/read-input';
import { jsonObject } from '../json-text';
import type { BusEvent } from './bus-event';
import type { EventBridgeEngine } from './engine';
import { compilePattern } from './pattern';
import { parsePattern } from './pattern-text';
import type { Rule, RuleState } from './rules';

// An event's detail may carry a card token.
const INPUT_ERRORS = {
  missing: 'ValidationException',
  invalid: 'ValidationException',
  confidential: ['Detail'],
} as const;

const text = z.exactOptional(z.string());
const name = z.string().min(1);
const ofRule = z.strictObject({ Name: name, EventBusName: text });
const force = z.exactOptional(z.boolean());
const paging = {
  NextToken: z.exactOptional(z.string().regex(/^\d+$/)),
  Limit: z.exactOptional(z.int().min(1).max(100)),
};

const putEvents = z.strictObject({
  Entries: z.array(
    z.strictObject({
      Source: text,
      DetailType: text,
      Detail: text,
      EventBusName: text,
      Resources: z.exactOptional(z.array(z.string())),
      Time: z.exactOptional(z.number()),
      TraceHeader: text,
    }),
  ),
});
const putPartnerEvents = z.strictObject({
  Entries: z.array(
    z.strictObject({
      Source: text,
      DetailType: text,
      Detail: text,
      Resources: z.exactOptional(z.array(z.string())),
      Time: z.exactOptional(z.number()),
    }),
  ),
});
const putRule = z.strictObject({
  Name: name,
  EventBusName: text,
  EventPattern: text,
  ScheduleExpression: text,
  Description: text,
  State: z.exactOptional(z.enum(['ENABLED', 'DISABLED'])),
});
const putTargets = z.strictObject({
  Rule: name,
  EventBusName: text,
  Targets: z.array(
    z.strictObject({
      Id: name,
      Arn: name,
      Input: text,
      InputPath: text,
      InputTransformer: z.exactOptional(
        z.strictObject({ InputPathsMap: z.exactOptional(z.record(z.string(), z.string())), InputTemplate: name }),
      ),
      SqsParameters: z.exactOptional(z.strictObject({ MessageGroupId: text })),
      DeadLetterConfig: z.exactOptional(z.strictObject({ Arn: text })),
      RetryPolicy: z.exactOptional(
        z.strictObject({
          MaximumRetryAttempts: z.exactOptional(z.number()),
          MaximumEventAgeInSeconds: z.exactOptional(z.number()),
        }),
      ),
    }),
  ),
});
const removeTargets = z.strictObject({ Rule: name, EventBusName: text, Ids: z.array(name).min(1), Force: force });
const listTargets = z.strictObject({ Rule: name, EventBusName: text, ...paging });
const listRules = z.strictObject({ NamePrefix: text, EventBusName: text, ...paging });
const listBuses = z.strictObject({ NamePrefix: text, ...paging });
const testPattern = z.strictObject({ EventPattern: z.string(), Event: z.string() });

const operation = operationsThatRead(INPUT_ERRORS);

/** EventBridge's JSON protocol over an engine. A parameter that is not built is refused by name. */
export const eventBridgeService = (engine: EventBridgeEngine): JsonService => {
  const busName = (input: { EventBusName?: string }): string => engine.buses.get(input.EventBusName).name;
  const setState = (state: RuleState): Operation =>
    operation(ofRule, (input) => engine.rules.setState(busName(input), input.Name, state));

  return {
    targetPrefix: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    operations: {
      PutEvents: operation(putEvents, ({ Entries }) => engine.putEvents(Entries)),
      PutPartnerEvents: operation(putPartnerEvents, ({ Entries }) => engine.putPartnerEvents(Entries)),
      PutRule: operation(putRule, (input) => {
        const { Name, EventPattern, ScheduleExpression, Description, State } = input;
        const { arn } = engine.rules.put({
          name: Name,
          busName: busName(input),
          ...(EventPattern !== undefined && { eventPattern: parsePattern(EventPattern) }),
          ...(ScheduleExpression !== undefined && { scheduleExpression: ScheduleExpression }),
          ...(Description !== undefined && { description: Description }),
          ...(State !== undefined && { state: State }),
        });
        return { RuleArn: arn };
      }),
      DescribeRule: operation(ofRule, (input) => describeRule(engine.rules.get(busName(input), input.Name))),
      ListRules: operation(listRules, (input) => {
        const rules = engine.rules.list(busName(input)).filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''));
        return page('Rules', rules.map(describeRule), input);
      }),
      DeleteRule: operation(z.strictObject({ ...ofRule.shape, Force: force }), (input) =>
        engine.rules.delete(busName(input), input.Name),
      ),
      EnableRule: setState('ENABLED'),
      DisableRule: setState('DISABLED'),
      PutTargets: operation(putTargets, (input) => {
        engine.rules.putTargets(busName(input), input.Rule, input.Targets);
        return { FailedEntryCount: 0, FailedEntries: [] };
      }),
      ListTargetsByRule: operation(listTargets, (input) =>
        page('Targets', [...engine.rules.get(busName(input), input.Rule).targets.values()], input),
      ),
      RemoveTargets: operation(removeTargets, (input) => {
        const { missingIds } = engine.rules.removeTargets(busName(input), input.Rule, input.Ids);
        const FailedEntries = missingIds.map((id) => ({
          TargetId: id,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Rule '${input.Rule}' does not have a target with the Id '${id}'.`,
        }));
        return { FailedEntryCount: FailedEntries.length, FailedEntries };
      }),
      CreateEventBus: operation(z.strictObject({ Name: name, EventSourceName: text }), ({ Name, EventSourceName }) => ({
        EventBusArn: engine.buses.create(Name, EventSourceName).arn,
      })),
      DeleteEventBus: operation(z.strictObject({ Name: name }), ({ Name }) => engine.buses.delete(Name)),
      DescribeEventBus: operation(z.strictObject({ Name: text }), ({ Name }) => describeBus(engine.buses.get(Name))),
      ListEventBuses: operation(listBuses, (input) => {
        const buses = engine.buses.list().filter((bus) => bus.name.startsWith(input.NamePrefix ?? ''));
        return page('EventBuses', buses.map(describeBus), input);
      }),
      TestEventPattern: operation(testPattern, ({ EventPattern, Event }) => ({
        Result: compilePattern(parsePattern(EventPattern))(parseEvent(Event)),
      })),
    },
  };
};

/** One page; the token is the place where the next one starts. */
const page = <T>(
  list: string,
  items: readonly T[],
  { NextToken, Limit = 100 }: { NextToken?: string; Limit?: number },
): Record<string, unknown> => {
  const from = Number(NextToken ?? 0);
  const to = from + Limit;
  return { [list]: items.slice(from, to), ...(to < items.length && { NextToken: String(to) }) };
};

// API TestEventPattern lists resources too; AWS does not ask for them (LocalStack test_events_patterns.py::test_event_pattern_source).
const EVENT_FIELDS = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

const parseEvent = (event: string): BusEvent => {
  const parsed = jsonObject(event);
  if (parsed === undefined) {
    throw new AwsError('ValidationException', 'Parameter Event is not valid. Reason: it is not a JSON object');
  }
  const missing = EVENT_FIELDS.find((field) => !Object.hasOwn(parsed, field));
  if (missing !== undefined)
    throw new AwsError('ValidationException', `Parameter Event is not valid. Reason: it has no field ${missing}`);
  return parsed as BusEvent;
};

const describeBus = (bus: { name: string; arn: string }): Record<string, unknown> => ({ Name: bus.name, Arn: bus.arn });

const describeRule = (rule: Rule): Record<string, unknown> => ({
  Name: rule.name,
  Arn: rule.arn,
  EventBusName: rule.busName,
  State: rule.state,
  EventPattern: rule.eventPattern && JSON.stringify(rule.eventPattern),
  ScheduleExpression: rule.scheduleExpression,
  Description: rule.description,
});
