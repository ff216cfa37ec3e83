import { randomUUID } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { invalidParameter } from './function-definition';

/** Where an alias leads. */
export interface AliasTarget {
  /** The version that gets whatever no other one does. */
  readonly version: string;
  /** Share of the invocations, 0 to 1, by the number of a second version. */
  readonly weights?: Readonly<Record<string, number>>;
}

export interface Alias extends AliasTarget {
  readonly name: string;
  readonly description: string;
  /** Another one after every change. */
  readonly revisionId: string;
}

/** What an update changes; what is absent stays as it is. */
export interface AliasChange extends Partial<AliasTarget> {
  readonly description?: string;
  /** Of the alias as the caller knows it: the update is refused if it has changed since. */
  readonly revisionId?: string;
}

/**
 * Chooses the version of one invocation by weight.
 * @param random 0 (inclusive) to 1 (exclusive).
 */
export const versionOfInvocation = ({ version, weights = {} }: AliasTarget, random: number): string => {
  let upTo = 0;
  for (const [other, weight] of Object.entries(weights)) {
    upTo += weight;
    if (random < upTo) return other;
  }
  return version;
};

/**
 * API UpdateAlias, AliasRoutingConfiguration (patterns and bounds); order and texts of the errors as in localstack's Lambda provider (_create_routing_config_model), which
 * refuses a weight of exactly 1 as well, against its own message: here it is taken.
 * @throws AwsError InvalidParameterValueException, ValidationException
 */
const checkTarget = ({ version, weights = {} }: AliasTarget): void => {
  const all = Object.entries(weights);
  if (all.length > 1) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  for (const [other, weight] of all) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new AwsError(
        'ValidationException',
        `Value '{${other}=${weight}}' at 'routingConfig.additionalVersionWeights' must lie within 0.0 and 1.0`,
      );
    }
    if (other === version) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    if (version === '$LATEST') {
      throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
    }
    if (!/^\d+$/.test(other)) {
      throw new AwsError(
        'ValidationException',
        `Key of '{${other}=${weight}}' at 'routingConfig.additionalVersionWeights' must be the number of a version: [0-9]+`,
      );
    }
  }
};

/** @throws AwsError InvalidParameterValueException, ValidationException */
export const newAlias = (
  name: string,
  { version, weights, description = '' }: AliasTarget & { description?: string },
): Alias => {
  const target = { version, ...(weights && { weights }) };
  checkTarget(target);
  return { name, ...target, description, revisionId: randomUUID() };
};

/** @throws AwsError PreconditionFailedException (API UpdateAlias), InvalidParameterValueException, ValidationException */
export const changedAlias = (alias: Alias, { revisionId, ...change }: AliasChange): Alias => {
  if (revisionId !== undefined && revisionId !== alias.revisionId) {
    throw new AwsError(
      'PreconditionFailedException',
      `The Revision Id provided does not match the latest Revision Id, got ${revisionId}. Call the GetAlias API to retrieve the latest Revision Id`,
      412,
    );
  }
  return newAlias(alias.name, { ...alias, ...change });
};
