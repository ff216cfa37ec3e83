import { compileInputTransformer, type InputTransformer } from '../../eventbridge/input-transformer';
import { parseJsonPath } from '../../eventbridge/json-path';
import { parsePattern } from '../../eventbridge/pattern-text';
import { compileRulePattern } from '../../eventbridge/rules';
import { parseSchedule } from '../../eventbridge/schedule';
import { isJson } from '../../json-text';
import { validateMapping } from '../../lambda/mapping-limits';
import { compileFilters } from '../../pipes/filter';
import { compileInputTemplate } from '../../pipes/input-template';
import { compileFilterPolicy, type FilterPolicyScope } from '../../sns/filter-policy';
import { holdsNotYet } from '../not-yet';
import type { PropertyIssue } from '../resource-type';

type Properties = Readonly<Record<string, unknown>>;

/** What the service says when it is given a value that is known; nothing of a missing one. */
const refusal = <T>(
  path: PropertyIssue['path'],
  value: T,
  take: (value: NonNullable<T>) => unknown,
): PropertyIssue[] => {
  if (value === undefined || value === null || holdsNotYet(value)) return [];
  try {
    take(value);
    return [];
  } catch (error) {
    return [{ path, message: error instanceof Error ? error.message : String(error) }];
  }
};

const asObject = (value: unknown): Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : {};

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A pattern stands in a template as an object or as its text. */
const asPattern = (value: unknown): object | string | undefined =>
  typeof value === 'string' || (typeof value === 'object' && value !== null) ? value : undefined;

const rule = ({
  EventPattern: pattern,
  ScheduleExpression: schedule,
  Targets: targets,
}: Properties): PropertyIssue[] => [
  ...refusal(['EventPattern'], asPattern(pattern), (known) => {
    compileRulePattern(typeof known === 'string' ? parsePattern(known) : known);
  }),
  ...refusal(['ScheduleExpression'], asText(schedule), parseSchedule),
  ...(Array.isArray(targets) ? targets : []).flatMap((each, index) => ruleTarget(asObject(each), index)),
];

const ruleTarget = (
  { Id: id, Input: input, InputPath: inputPath, InputTransformer: transformer }: Properties,
  index: number,
) => [
  ...refusal(['Targets', index, 'Input'], asText(input), (known) => {
    if (!isJson(known)) throw new Error('must be JSON');
  }),
  ...refusal(['Targets', index, 'InputPath'], asText(inputPath), parseJsonPath),
  ...refusal(['Targets', index, 'InputTransformer'], transformer, (known) => {
    if (typeof asObject(known).InputTemplate === 'string')
      compileInputTransformer(known as InputTransformer, String(id));
  }),
];

/** The texts of filters; undefined if one of them is no text, or not known before a deployment. */
const filterTexts = (criteria: unknown): string[] | undefined => {
  const { Filters: filters = [] } = asObject(criteria);
  const texts = (Array.isArray(filters) ? filters : []).map((filter) => asObject(filter).Pattern);
  return texts.every((each) => typeof each === 'string') ? texts : undefined;
};

const pipe = ({ SourceParameters: source, TargetParameters: target }: Properties): PropertyIssue[] => [
  ...refusal(['SourceParameters', 'FilterCriteria'], filterTexts(asObject(source).FilterCriteria), compileFilters),
  ...refusal(['TargetParameters', 'InputTemplate'], asText(asObject(target).InputTemplate), compileInputTemplate),
];

/** Only queues feed functions here: a mapping of something else is refused as such. */
const mapping = (properties: Properties): PropertyIssue[] => {
  const {
    BatchSize: size,
    EventSourceArn: arn,
    MaximumBatchingWindowInSeconds: window,
    ScalingConfig: scaling,
  } = properties;
  const concurrency = asObject(scaling).MaximumConcurrency;
  const numbers = [size, window, concurrency].filter((each) => each !== undefined);
  const filters = filterTexts(properties.FilterCriteria);
  if (filters === undefined || numbers.some((each) => holdsNotYet(each) || Number.isNaN(Number(each)))) return [];
  return refusal([], filters, (known) =>
    validateMapping({
      functionName: '',
      queueArn: asText(arn) ?? '',
      batchSize: Number(size ?? 1),
      reportBatchItemFailures: false,
      enabled: true,
      filters: known,
      ...(window !== undefined && { maximumBatchingWindowSeconds: Number(window) }),
      ...(concurrency !== undefined && { maximumConcurrency: Number(concurrency) }),
    }),
  );
};

const subscription = ({
  FilterPolicy: policy,
  FilterPolicyScope: scope = 'MessageAttributes',
}: Properties): PropertyIssue[] =>
  refusal(['FilterPolicy'], asPattern(policy), (known) => {
    if (scope !== 'MessageAttributes' && scope !== 'MessageBody') return;
    compileFilterPolicy(typeof known === 'string' ? known : JSON.stringify(known), scope satisfies FilterPolicyScope);
  });

const CHECKS: Readonly<Record<string, (properties: Properties) => PropertyIssue[]>> = {
  'AWS::Events::Rule': rule,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::Pipes::Pipe': pipe,
  'AWS::SNS::Subscription': subscription,
};

/**
 * What a service would refuse of the patterns, filters, schedules and templates of a resource, told by the code that is to run them; each of them
 * cites AWS. What only a deployment tells is taken for right.
 */
export const patternIssues = (type: string, properties: Properties): PropertyIssue[] =>
  Object.hasOwn(CHECKS, type) ? (CHECKS[type]?.(properties) ?? []) : [];
