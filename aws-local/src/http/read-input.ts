import type { z } from 'zod';
import { AwsError } from './aws-error';
import { firstIssue } from './first-issue';
import type { Operation } from './json-service';

/** How a service refuses input. */
export interface InputErrors {
  /** Its error code for a parameter that is missing. */
  readonly missing: string;
  /** Its error code for a parameter that is unknown or of the wrong type. */
  readonly invalid: string;
  /** Parameters whose values an error must not repeat, since errors end in logs. */
  readonly confidential: readonly string[];
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/** Reads an operation's input; names the parameter that is missing, unknown or of the wrong type. */
export const readInput = <T>(schema: z.ZodType<T>, input: unknown, errors: InputErrors): T => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const { path, field, problem } = firstIssue(result.error);
  if (issue?.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => [...path, key].join('.')).join(', ');
    throw new AwsError(errors.invalid, `Unknown parameter: ${unknown}`);
  }
  const value = valueAt(input, path);
  if (value === undefined) {
    throw new AwsError(errors.missing, `The request must contain the parameter ${field}.`);
  }
  const shown = errors.confidential.includes(String(path.at(-1))) ? '(not shown)' : JSON.stringify(value);
  throw new AwsError(errors.invalid, `Value ${shown} for parameter ${field} is invalid. Reason: ${problem}`);
};

/** Makes operations of a service that read their input by a schema first, and refuse it as the service does. */
export const operationsThatRead =
  (errors: InputErrors) =>
  <T>(schema: z.ZodType<T>, run: (input: T) => unknown): Operation =>
  (input) =>
    run(readInput(schema, input, errors));
