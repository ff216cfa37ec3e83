import { compilePattern } from '../eventbridge/pattern';
import { AwsError } from '../http/aws-error';
import { parsedJson } from '../json-text';

/** Whether a record, its body parsed, goes on. */
export type Filter = (parsed: object) => boolean;

// API FilterCriteria: at most 5 filters; API Filter: at most 4,096 characters.
const MAX_FILTERS = 5;
const MAX_PATTERN_LENGTH = 4_096;
/** Operators without "Pipe support" (eb-create-pattern-operators.html); of anything-but all but that of values. */
const UNSUPPORTED = ['wildcard', 'cidr'];
/** What the polling adds to a record cannot be filtered by (eb-pipes-event-filtering.html). */
const ADDED_BY_POLLING = ['awsRegion', 'eventSource', 'eventSourceARN'];

/**
 * Compiles a pipe's filters: a record goes on if it matches one of them. A pattern of the body's fields matches no body that is
 * not JSON, nor a pattern of text one that is (eb-pipes-event-filtering.html).
 * @param patterns the texts of the patterns; without any, every record goes on.
 * @throws AwsError ValidationException or InvalidEventPatternException for what AWS, or this pipe, does not take.
 */
export const compileFilters = (patterns: readonly string[]): Filter => {
  if (patterns.length > MAX_FILTERS) refuse(`at most ${MAX_FILTERS} filters, got ${patterns.length}`);
  const filters = patterns.map(compileFilter);
  return (parsed) => filters.length === 0 || filters.some((matches) => matches(parsed));
};

const refuse = (reason: string): never => {
  throw new AwsError('ValidationException', `FilterCriteria: ${reason}`);
};

const compileFilter = (text: string): Filter => {
  if (text.length > MAX_PATTERN_LENGTH) refuse(`a pattern has more than ${MAX_PATTERN_LENGTH} characters`);
  const pattern = parse(text);
  const added = ADDED_BY_POLLING.find((name) => Object.hasOwn(pattern, name));
  if (added !== undefined) refuse(`${added} cannot be filtered by`);
  refuseUnsupported(pattern);
  return compilePattern(pattern);
};

const parse = (text: string): object => {
  const pattern = parsedJson(text);
  return typeof pattern === 'object' && pattern !== null ? pattern : refuse(`${text} is not a JSON object`);
};

/** An operator is an object in the list of a field's alternatives. */
const refuseUnsupported = (part: unknown): void => {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, value] of Object.entries(part)) {
    if (name !== '$or' && Array.isArray(value)) for (const alternative of value) refuseOperator(name, alternative);
    else for (const inner of name === '$or' && Array.isArray(value) ? value : [value]) refuseUnsupported(inner);
  }
};

const refuseOperator = (field: string, alternative: unknown): void => {
  if (typeof alternative !== 'object' || alternative === null) return;
  for (const [operator, operand] of Object.entries(alternative)) {
    const isNested = typeof operand === 'object' && operand !== null && !Array.isArray(operand);
    if (UNSUPPORTED.includes(operator) || (operator === 'anything-but' && isNested)) {
      refuse(`pipes do not support ${JSON.stringify(alternative)} of ${field}`);
    }
  }
};
