import { z } from 'zod';
import { firstIssue } from '../http/first-issue';
import type { Alias, AliasChange } from './alias';
import { invalidParameter } from './function-definition';

/** An alias as the API gives it (API AliasConfiguration). */
export const aliasResource = (
  functionArn: string,
  { name, version, weights = {}, description, revisionId }: Alias,
) => ({
  AliasArn: `${functionArn}:${name}`,
  Name: name,
  FunctionVersion: version,
  Description: description,
  RevisionId: revisionId,
  ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
});

const updateAlias = z.strictObject({
  FunctionVersion: z.string().optional(),
  Description: z.string().optional(),
  RevisionId: z.string().optional(),
  RoutingConfig: z.strictObject({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() }).optional(),
});

/** Reads the body of UpdateAlias; an empty RoutingConfig takes the second version away. @throws AwsError InvalidParameterValueException naming the field */
export const aliasChange = (input: object): AliasChange => {
  const parsed = updateAlias.safeParse(input);
  if (!parsed.success) {
    const { field, problem } = firstIssue(parsed.error);
    throw invalidParameter(`UpdateAlias: ${field || 'the body'} is invalid: ${problem}`);
  }
  const {
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
    RoutingConfig: routing,
  } = parsed.data;
  return {
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(revisionId !== undefined && { revisionId }),
    ...(routing !== undefined && { weights: routing.AdditionalVersionWeights ?? {} }),
  };
};
