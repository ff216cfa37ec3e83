import { isJsonPath, type JsonPath, parseJsonPath, readJsonPath } from '../eventbridge/json-path';
import { AwsError } from '../http/aws-error';

// PipeTargetSqsQueueParameters: both parameters hold at most 100 characters.
const MAX_LENGTH = 100;
const MAX_SHOWN_LENGTH = 40;
// What SQS takes in a group or deduplication id: letters, digits and ASCII punctuation.
const ID = /^[\x21-\x7e]+$/;

/** Reads a group or deduplication id from a record; throws with the parameter, the path and the value when there is no valid one. */
export type ReadId = (parsed: unknown) => string;

/**
 * Compiles `MessageGroupId` or `MessageDeduplicationId` of a pipe's target: a JSON path into the record, or a literal.
 * @throws AwsError ValidationException for a path or literal that can never do.
 */
export const compileId = (parameter: string, pathOrLiteral: string): ReadId => {
  if (!isJsonPath(pathOrLiteral)) {
    const fault = idFault(pathOrLiteral);
    if (fault !== undefined) throw new AwsError('ValidationException', `${parameter} ${pathOrLiteral} ${fault}`);
    return () => pathOrLiteral;
  }
  if (pathOrLiteral.length > MAX_LENGTH) {
    throw new AwsError('ValidationException', `${parameter} ${pathOrLiteral} has more than ${MAX_LENGTH} characters`);
  }
  const path = parseJsonPath(pathOrLiteral);
  return (parsed) => idAt(parameter, pathOrLiteral, path, parsed);
};

const idAt = (parameter: string, pathText: string, path: JsonPath, parsed: unknown): string => {
  const value = readJsonPath(path, parsed);
  const fault = idFault(value);
  if (fault !== undefined) throw new Error(`${parameter} ${pathText}: ${shown(value)} ${fault}`);
  return value as string;
};

/** A value may be as long as an event. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
};

const idFault = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'is not a string';
  if (value.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  return ID.test(value) ? undefined : 'must be letters, digits and punctuation, at least one';
};
