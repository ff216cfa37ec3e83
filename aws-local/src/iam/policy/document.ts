import { readConditions } from './condition';
import { compileGlob } from './glob';
import { compileText } from './pattern';
import { type TextPart, textParts, variablesIn } from './policy-text';
import { readPrincipals } from './principal';
import { type Refuse, refuseIn } from './refuse';
import { compileResource } from './resource-pattern';
import { type Names, type Statement, statementName } from './statement';

/** What a policy belongs to: a principal, which it then does not name, or a resource (trust policies of roles too), whose statements each name principals. */
export type PolicyKind = 'identity' | 'resource';

/** Without a Version it is 2008-10-17, in which `${…}` is text (IAM/latest/UserGuide/reference_policies_elements_version.html). */
const VERSIONS: ReadonlyMap<unknown, { readonly variables: boolean }> = new Map([
  [undefined, { variables: false }],
  ['2008-10-17', { variables: false }],
  ['2012-10-17', { variables: true }],
]);
const DOCUMENT_MEMBERS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_MEMBERS = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);
/** `*`, or a service without wildcards and an action with or without them (reference_policies_elements_action.html). */
const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;
const ARN_PARTS = 6;

/**
 * Reads a policy document whose intrinsic functions are resolved (grammar: IAM/latest/UserGuide/reference_policies_grammar.html).
 * @param origin names the policy in errors and verdicts
 * @param kind what the policy belongs to; without it, statements with and without principals are taken
 * @throws Error that names origin, statement, member and value: for what IAM refuses, and for what this evaluator does not know
 */
export const statementsOf = (document: unknown, origin: string, kind?: PolicyKind): Statement[] => {
  const refuse = refuseIn(origin);
  const { Version, Statement, ...rest } = objectOf('policy document', document, DOCUMENT_MEMBERS, refuse);
  const version = VERSIONS.get(Version) ?? refuse('Version', Version, 'must be "2012-10-17" or "2008-10-17"');
  if (rest.Id !== undefined && typeof rest.Id !== 'string') refuse('Id', rest.Id, 'must be a string');
  if (Statement === undefined) refuse('Statement', Statement, 'is required');
  return ([Statement].flat() as unknown[]).map((statement, index) =>
    readStatement(statement, { origin, index, kind, ...version }),
  );
};

interface Place {
  readonly origin: string;
  readonly index: number;
  readonly kind: PolicyKind | undefined;
  readonly variables: boolean;
}

const readStatement = (written: unknown, { origin, index, kind, variables }: Place): Statement => {
  const sid = (written as { Sid?: unknown } | null)?.Sid;
  const refuse = refuseIn(statementName(origin, index, typeof sid === 'string' ? sid : undefined));
  const statement = objectOf('Statement', written, STATEMENT_MEMBERS, refuse);
  if (sid !== undefined && typeof sid !== 'string') return refuse('Sid', sid, 'must be a string');
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') return refuse('Effect', effect, 'must be "Allow" or "Deny"');
  const principalElement = oneOf(statement, 'Principal', 'NotPrincipal', refuse);
  if (kind === 'identity' && principalElement !== undefined) {
    refuse(principalElement, statement[principalElement], 'is not allowed in an identity-based policy');
  }
  if (kind === 'resource' && principalElement === undefined) {
    refuse('Principal', undefined, 'is required in a resource-based policy');
  }
  if (principalElement === 'NotPrincipal' && effect === 'Allow') {
    refuse('NotPrincipal', statement.NotPrincipal, 'must not be used with Allow, which would let everyone else in');
  }
  const actions = readActions(statement, refuse);
  const resources = readResources(
    statement,
    { variables, isTrust: principalElement !== undefined && isTrust(actions) },
    refuse,
  );
  const conditions = readConditions(statement.Condition, variables, refuse);
  return {
    ...{ origin, index, effect },
    ...(sid !== undefined && { sid }),
    actions,
    resources: resources.names,
    ...(principalElement !== undefined && {
      principals: readPrincipals(principalElement, statement[principalElement], refuse),
    }),
    conditions,
    keys: [...resources.keys, ...conditions.flatMap(({ keys }) => keys)],
  };
};

const objectOf = (
  member: string,
  value: unknown,
  known: ReadonlySet<string>,
  refuse: Refuse,
): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(member, value, 'must be an object');
  for (const [name, content] of Object.entries(value)) {
    if (!known.has(name)) refuse(name, content, `there is no such member of a ${member}`);
  }
  return value as Record<string, unknown>;
};

/** Which of two elements that exclude each other a statement has. */
const oneOf = <Element extends string>(
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
const readActions = (statement: Record<string, unknown>, refuse: Refuse): Names => {
  const element = oneOf(statement, 'Action', 'NotAction', refuse) ?? refuse('Action', undefined, 'is required');
  const written = stringsOf(element, statement[element], refuse);
  const tests = written.map((action) => {
    if (!ACTION.test(action)) refuse(element, action, 'must be "*" or SERVICE:ACTION, as sqs:SendMessage or sqs:*');
    return compileGlob(
      textParts(action.toLowerCase(), { wildcards: true, variables: false }, (rule) =>
        refuse(element, action, rule),
      ) as Parameters<typeof compileGlob>[0],
    );
  });
  const negated = element === 'NotAction';
  return {
    negated,
    written,
    covers: (action) => {
      const lower = action.toLowerCase();
      return tests.some((test) => test(lower)) !== negated;
    },
  };
};

/** A role's trust policy has no Resource: its role is the resource ("Role trust policy syntax error resource", access-analyzer-reference-policy-checks.html). */
const isTrust = ({ negated, written }: Names): boolean =>
  !negated && written.every((action) => action.toLowerCase().startsWith('sts:'));

const readResources = (
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
