import { compileGlob } from './glob';
import { ARN_PARTS, compileText, type ValueTest } from './pattern';
import { type TextPart, textParts, variablesIn } from './policy-text';
import type { Refuse } from './refuse';
import { compileResource } from './resource-pattern';

/** Action or NotAction, Resource or NotResource. */
export interface Names {
  /** NotAction or NotResource: everything but what is listed. */
  readonly negated: boolean;
  /** As the policy has them. */
  readonly written: readonly string[];
  /** Whether an action, or a resource, is one that the element covers. */
  readonly covers: ValueTest;
}

/** `*`, or a service without wildcards and an action with or without them (reference_policies_elements_action.html). */
const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;

/** Which of two elements that exclude each other a statement has. */
export const oneOf = <Element extends string>(
  statement: Record<string, unknown>,
  plain: Element,
  negated: Element,
  refuse: Refuse,
): Element | undefined => {
  if (statement[plain] !== undefined && statement[negated] !== undefined) {
    refuse(negated, statement[negated], `must not stand beside ${plain}`);
  }
  return [plain, negated].find((element) => statement[element] !== undefined);
};

const stringsOf = (element: string, value: unknown, refuse: Refuse): string[] =>
  ([value].flat() as unknown[]).map((each) =>
    typeof each === 'string' ? each : refuse(element, each, 'must be a string or a list of strings'),
  );

/** Actions are matched without regard to case; wildcards may stand anywhere in their names. */
export const readActions = (statement: Record<string, unknown>, refuse: Refuse): Names => {
  const element = oneOf(statement, 'Action', 'NotAction', refuse) ?? refuse('Action', undefined, 'is required');
  const written = stringsOf(element, statement[element], refuse);
  const tests = written.map((action) => {
    if (!ACTION.test(action)) refuse(element, action, 'must be "*" or SERVICE:ACTION, as sqs:SendMessage or sqs:*');
    const parts = textParts(action.toLowerCase(), { wildcards: true, variables: false }, (rule) =>
      refuse(element, action, rule),
    );
    return compileText(parts, compileGlob);
  });
  const negated = element === 'NotAction';
  return {
    negated,
    written,
    covers: (action, context) => {
      const lower = action.toLowerCase();
      return tests.some((test) => test(lower, context)) !== negated;
    },
  };
};

/** A role's trust policy has no Resource: its role is the resource ("Role trust policy syntax error resource", access-analyzer-reference-policy-checks.html). */
export const isTrust = ({ negated, written }: Names): boolean =>
  !negated && written.every((action) => action.toLowerCase().startsWith('sts:'));

export const readResources = (
  statement: Record<string, unknown>,
  { variables, isTrust }: { readonly variables: boolean; readonly isTrust: boolean },
  refuse: Refuse,
): { readonly names: Names; readonly keys: readonly string[] } => {
  const element = oneOf(statement, 'Resource', 'NotResource', refuse);
  if (element === undefined) {
    if (!isTrust) refuse('Resource', undefined, 'is required');
    return { names: { negated: false, written: ['*'], covers: () => true }, keys: [] };
  }
  const written = stringsOf(element, statement[element], refuse);
  const compiled = written.map((resource) =>
    compileResourceText(resource, variables, (rule) => refuse(element, resource, rule)),
  );
  const negated = element === 'NotResource';
  return {
    names: {
      negated,
      written,
      covers: (resource, context) => compiled.some(({ test }) => test(resource, context)) !== negated,
    },
    keys: compiled.flatMap(({ keys }) => keys),
  };
};

const compileResourceText = (text: string, variables: boolean, refuse: (rule: string) => never) => {
  const parts = textParts(text, { wildcards: true, variables }, refuse);
  if (text !== '*') checkArn(parts, refuse);
  return { test: compileText(parts, compileResource), keys: variablesIn(parts) };
};

/** Six parts, unless a `*` ends one and so can stand for more; variables in the last one only (reference_policies_variables.html, "Resource element"). */
const checkArn = (text: readonly TextPart[], refuse: (rule: string) => never): void => {
  const withoutNames = text
    .map((part) => ('variable' in part ? '$' : 'literal' in part ? part.literal : part.wildcard))
    .join('');
  if (!withoutNames.startsWith('arn:')) refuse('must be "*" or an ARN');
  const parts = withoutNames.split(':');
  if (parts.length < ARN_PARTS && !parts.some((part) => part.endsWith('*'))) {
    refuse('must have the six parts of an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE');
  }
  const firstVariable = text.findIndex((part) => 'variable' in part);
  const before = text
    .slice(0, Math.max(firstVariable, 0))
    .map((part) => ('literal' in part ? part.literal : '*'))
    .join('');
  if (firstVariable >= 0 && before.split(':').length < ARN_PARTS)
    refuse('must have policy variables only after its fifth colon');
};
