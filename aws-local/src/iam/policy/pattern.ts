import type { AccessRequest } from './access-request';
import { compileGlob } from './glob';
import { type GlobPart, hasNoVariables, resolveVariables, type TextPart } from './policy-text';

/** Whether a value of the request is what a text of the policy asks for; variables take their values from the context. */
export type ValueTest = (value: string, context: AccessRequest['context']) => boolean;

/**
 * Compiles a text once if it has no variables, and with every request's values otherwise.
 * @param compile makes the test of a text whose variables are known
 */
export const compileText = (
  parts: readonly TextPart[],
  compile: (parts: readonly GlobPart[]) => (value: string) => boolean,
): ValueTest => {
  if (hasNoVariables(parts)) return compile(parts);
  return (value, context) => {
    const resolved = resolveVariables(parts, context);
    return resolved !== undefined && compile(resolved)(value);
  };
};

/** The text itself; only for parts without wildcards. */
export const literalText = (parts: readonly GlobPart[]): string =>
  parts.map((part) => ('literal' in part ? part.literal : part.wildcard)).join('');

/** Splits at colons of literals: at all of them, or at the first ones so that there are at most so many segments. */
export const segmentsOf = (parts: readonly GlobPart[], atMost = Number.POSITIVE_INFINITY): GlobPart[][] => {
  const segments: GlobPart[][] = [[]];
  for (const part of parts) {
    if ('wildcard' in part) {
      segments.at(-1)?.push(part);
      continue;
    }
    let rest = part.literal;
    for (let colon = rest.indexOf(':'); colon >= 0 && segments.length < atMost; colon = rest.indexOf(':')) {
      if (colon > 0) segments.at(-1)?.push({ literal: rest.slice(0, colon) });
      segments.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest !== '') segments.at(-1)?.push({ literal: rest });
  }
  return segments;
};

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` */
export const ARN_PARTS = 6;

/** Compiles the text of an Arn… operator: each of the six parts is matched by itself (reference_policies_elements_condition_operators.html#Conditions_ARN). */
export const compileArn = (parts: readonly GlobPart[]): ((value: string) => boolean) => {
  const tests = segmentsOf(parts, ARN_PARTS).map(compileGlob);
  if (tests.length < ARN_PARTS) return () => false;
  return (value) => {
    const given = arnParts(value);
    return given.length === ARN_PARTS && tests.every((test, at) => test(given[at] ?? ''));
  };
};

/** At most six: what follows the fifth colon is the resource, with the colons that it may have. */
const arnParts = (arn: string): string[] => {
  const parts = arn.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
};
