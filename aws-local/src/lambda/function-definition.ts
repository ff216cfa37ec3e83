import { AwsError } from '../http/aws-error';

/** What a template says about a function, as far as it matters to running it. */
export interface FunctionDefinition {
  readonly functionName: string;
  /** File of the bundle, or the folder that holds it. */
  readonly codePath: string;
  /** `<file without extension>.<export>`, e.g. `index.handler`. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** The function's variables, and what the environment adds (endpoints, dummy credentials). */
  readonly environment: Readonly<Record<string, string>>;
  /** Concurrent invocations beyond this are throttled; unlimited when absent. */
  readonly reservedConcurrency?: number;
  readonly runtime?: string;
  /** ARN of the role that it runs in. */
  readonly roleArn?: string;
  /** The number that it is published under; without one it is the function's latest code. */
  readonly version?: string;
}

/** As Lambda names it to the code. */
export const versionOf = ({ version }: FunctionDefinition): string => version ?? '$LATEST';

/** Throws an AwsError that names the first field Lambda would refuse, and its value. */
export const validateFunctionDefinition = (definition: FunctionDefinition): void => {
  const within = (field: 'timeoutMs' | 'memoryMb' | 'reservedConcurrency', least: number, most: number) => {
    const value = definition[field];
    if (value !== undefined && !(value >= least && value <= most)) {
      throw invalidParameter(
        `${field} of ${definition.functionName} must lie within ${least} and ${most}, not ${value}`,
      );
    }
  };
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(definition.functionName)) {
    throw invalidParameter(`functionName must match [A-Za-z0-9_-]{1,64}, not ${definition.functionName}`);
  }
  within('timeoutMs', 1, 900_000);
  within('memoryMb', 128, 10_240);
  within('reservedConcurrency', 0, 1_000);
};

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/**
 * The function's name out of anything Lambda's API takes for one: name, `name:alias`, partial ARN, ARN with or without
 * qualifier.
 */
export const functionNameOf = (reference: string): string => {
  const parts = reference.split(':');
  const marker = parts.indexOf('function');
  return (marker === -1 ? parts[0] : parts[marker + 1]) ?? reference;
};

/** What follows the name in such a reference: a version or an alias; undefined if nothing does. */
export const qualifierOf = (reference: string): string | undefined => {
  const parts = reference.split(':');
  return parts[parts.indexOf('function') + 2];
};
