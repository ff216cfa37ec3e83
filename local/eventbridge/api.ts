import { AwsError } from '../http/aws-error';
import type { JsonService, Operation } from '../http/service';
import type { BusEvent, PutEventsEntry } from './bus-event';
import type { EventBridgeEngine, Rule } from './engine';
import { compilePattern } from './pattern';
import type { RuleState } from './rules';
import type { Target } from './target';

type Input = Record<string, unknown>;

const LARGEST_PAGE = 100;

/** EventBridge's JSON protocol over an engine. A parameter that is not built is refused by name. */
export const eventBridgeService = (engine: EventBridgeEngine): JsonService => {
  const busName = (input: Input): string => engine.bus(text(input, 'EventBusName')).name;
  const ruleState = (state: RuleState): Operation =>
    operation('Name EventBusName', (input) => {
      engine.rules.setState(busName(input), required(input, 'Name'), state);
    });

  return {
    targetPrefix: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    operations: {
      PutEvents: operation('Entries', (input) => {
        const entries = list<PutEventsEntry & Input>(input, 'Entries');
        for (const entry of entries)
          refuseUnknown(entry, 'Time Source Resources DetailType Detail EventBusName TraceHeader');
        return engine.putEvents(entries);
      }),
      PutRule: operation('Name EventBusName EventPattern ScheduleExpression State Description', (input) => {
        const eventPattern = text(input, 'EventPattern');
        const scheduleExpression = text(input, 'ScheduleExpression');
        const description = text(input, 'Description');
        const { arn } = engine.putRule({
          name: required(input, 'Name'),
          busName: busName(input),
          ...(eventPattern !== undefined && { eventPattern: parsePattern(eventPattern) }),
          ...(scheduleExpression !== undefined && { scheduleExpression }),
          ...(description !== undefined && { description }),
          state: parseState(text(input, 'State') ?? 'ENABLED'),
        });
        return { RuleArn: arn };
      }),
      DescribeRule: operation('Name EventBusName', (input) =>
        describeRule(engine.rules.get(busName(input), required(input, 'Name'))),
      ),
      ListRules: operation('NamePrefix EventBusName NextToken Limit', (input) => {
        const prefix = text(input, 'NamePrefix') ?? '';
        const rules = engine.rules.list(busName(input)).filter((rule) => rule.name.startsWith(prefix));
        return page('Rules', rules.map(describeRule), input);
      }),
      DeleteRule: operation('Name EventBusName Force', (input) =>
        engine.deleteRule(busName(input), required(input, 'Name')),
      ),
      EnableRule: ruleState('ENABLED'),
      DisableRule: ruleState('DISABLED'),
      PutTargets: operation('Rule EventBusName Targets', (input) => {
        engine.putTargets(busName(input), required(input, 'Rule'), list<Target>(input, 'Targets'));
        return { FailedEntryCount: 0, FailedEntries: [] };
      }),
      ListTargetsByRule: operation('Rule EventBusName NextToken Limit', (input) =>
        page('Targets', [...engine.rules.get(busName(input), required(input, 'Rule')).targets.values()], input),
      ),
      RemoveTargets: operation('Rule EventBusName Ids Force', (input) => {
        const ruleName = required(input, 'Rule');
        const { missingIds } = engine.removeTargets(busName(input), ruleName, list<string>(input, 'Ids'));
        const failed = missingIds.map((id) => ({
          TargetId: id,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Rule '${ruleName}' does not have a target with the Id '${id}'.`,
        }));
        return { FailedEntryCount: failed.length, FailedEntries: failed };
      }),
      CreateEventBus: operation('Name', (input) => ({ EventBusArn: engine.createBus(required(input, 'Name')).arn })),
      DeleteEventBus: operation('Name', (input) => engine.deleteBus(required(input, 'Name'))),
      DescribeEventBus: operation('Name', (input) => {
        const { name, arn } = engine.bus(text(input, 'Name'));
        return { Name: name, Arn: arn };
      }),
      ListEventBuses: operation('NamePrefix NextToken Limit', (input) => {
        const prefix = text(input, 'NamePrefix') ?? '';
        const buses = engine.buses().filter((bus) => bus.name.startsWith(prefix));
        return page(
          'EventBuses',
          buses.map(({ name, arn }) => ({ Name: name, Arn: arn })),
          input,
        );
      }),
      TestEventPattern: operation('EventPattern Event', (input) => {
        const matches = compilePattern(parsePattern(required(input, 'EventPattern')));
        return { Result: matches(parseEvent(required(input, 'Event'))) };
      }),
    },
  };
};

const operation =
  (parameters: string, run: (input: Input) => unknown): Operation =>
  (input) => {
    refuseUnknown(input, parameters);
    return run(input);
  };

const refuseUnknown = (input: Input, parameters: string): void => {
  const known = parameters.split(' ');
  for (const [name, value] of Object.entries(input)) {
    if (!known.includes(name) && value !== undefined && value !== null) {
      throw new AwsError('ValidationException', `Parameter ${name} is not supported here.`);
    }
  }
};

const text = (input: Input, name: string): string | undefined => {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AwsError('ValidationException', `Parameter ${name} must be a string, not ${JSON.stringify(value)}.`);
};

const required = (input: Input, name: string): string => {
  const value = text(input, name);
  if (value) return value;
  throw new AwsError('ValidationException', `1 validation error detected: Value at '${name}' must not be empty.`);
};

/** The elements are checked by whoever takes them. */
const list = <T>(input: Input, name: string): T[] => {
  const value = input[name];
  if (Array.isArray(value)) return value as T[];
  throw new AwsError('ValidationException', `1 validation error detected: Value at '${name}' must be a list.`);
};

const page = <T>(name: string, items: T[], input: Input): Record<string, unknown> => {
  const limit = typeof input.Limit === 'number' ? Math.min(input.Limit, LARGEST_PAGE) : LARGEST_PAGE;
  const from = Number(text(input, 'NextToken') ?? 0);
  if (!Number.isInteger(from) || from < 0 || limit < 1) {
    throw new AwsError('ValidationException', `NextToken ${input.NextToken} or Limit ${input.Limit} is not valid.`);
  }
  const to = from + limit;
  return { [name]: items.slice(from, to), ...(to < items.length && { NextToken: String(to) }) };
};

const parseState = (state: string): RuleState => {
  if (state === 'ENABLED' || state === 'DISABLED') return state;
  throw new AwsError('ValidationException', `Parameter State ${state} is not supported here.`);
};

const parsePattern = (text: string): object => {
  const pattern = parseJson(text);
  if (typeof pattern === 'object' && pattern !== null) return pattern;
  throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: Filter is not an object');
};

const parseEvent = (text: string): BusEvent => {
  const event = parseJson(text);
  if (typeof event !== 'object' || event === null) {
    throw new AwsError('ValidationException', 'Parameter Event is not valid.');
  }
  for (const name of ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']) {
    if (!Object.hasOwn(event, name)) throw new AwsError('ValidationException', `Parameter Event has no ${name}.`);
  }
  return event as BusEvent;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const describeRule = (rule: Rule): Record<string, unknown> => ({
  Name: rule.name,
  Arn: rule.arn,
  EventBusName: rule.busName,
  State: rule.state,
  ...(rule.eventPattern !== undefined && { EventPattern: JSON.stringify(rule.eventPattern) }),
  ...(rule.scheduleExpression !== undefined && { ScheduleExpression: rule.scheduleExpression }),
  ...(rule.description !== undefined && { Description: rule.description }),
});
