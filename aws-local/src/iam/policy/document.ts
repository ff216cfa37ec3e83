import { readConditions } from './condition';
import { isTrust, oneOf, readActions, readResources } from './names';
import { readPrincipals } from './principal';
import { type Refuse, refuseIn } from './refuse';
import { type Statement, statementName } from './statement';

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
  if (rest.Id !== undefined && (typeof rest.Id !== 'string' || kind === 'identity')) {
    refuse('Id', rest.Id, kind === 'identity' ? 'is not allowed in an identity-based policy' : 'must be a string');
  }
  if (Statement === undefined) refuse('Statement', Statement, 'is required');
  const statements = ([Statement].flat() as unknown[]).map((statement, index) =>
    readStatement(statement, { origin, index, kind, ...version }),
  );
  if (kind === 'identity') checkIds(statements);
  return statements;
};

/**
 * Of identity-based policies, statements' ids are letters and digits, and none occurs twice (reference_policies_elements_sid.html; services have rules of their own for their
 * resources' policies).
 */
const checkIds = (statements: readonly Statement[]): void => {
  const seen = new Set<string>();
  for (const { origin, index, sid } of statements) {
    if (sid === undefined || sid === '') continue;
    const refuse = refuseIn(statementName(origin, index, undefined));
    if (!/^[A-Za-z0-9]+$/.test(sid))
      refuse('Sid', sid, 'must consist of letters and digits in an identity-based policy');
    if (seen.has(sid)) refuse('Sid', sid, 'must occur once in an identity-based policy');
    seen.add(sid);
  }
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
