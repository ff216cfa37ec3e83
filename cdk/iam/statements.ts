/** One statement of a policy in a template, in words. */
export interface GrantedStatement {
  /** Logical id of the role, queue, topic or function that it belongs to. */
  readonly holder: string;
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal?: string;
  readonly condition?: string;
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

interface Document {
  readonly Statement: readonly Statement[];
}

export interface CloudFormationTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

/** Ids of statements that the CDK leaves without one. */
const TRUST = 'Assume';
const TLS_ONLY = 'TlsOnly';
const MAY_INVOKE = 'MayInvoke';

/** Every statement of a template: of roles, who may assume them, of queues and topics, and who may invoke a function. */
export const statementsIn = ({ Resources }: CloudFormationTemplate): GrantedStatement[] =>
  Object.entries(Resources).flatMap(([holder, { Type, Properties = {} }]) => {
    if (Type === 'AWS::IAM::Role') {
      const policies = (Properties.Policies ?? []) as { PolicyDocument: Document }[];
      return [
        ...spoken(holder, Properties.AssumeRolePolicyDocument as Document, TRUST),
        ...policies.flatMap(({ PolicyDocument }) => spoken(holder, PolicyDocument)),
      ];
    }
    if (Type === 'AWS::Lambda::Permission') {
      const { Action, FunctionName, Principal, SourceArn } = Properties;
      const condition = { ArnLike: { 'aws:SourceArn': SourceArn } };
      const statement = {
        Effect: 'Allow',
        Action: String(Action),
        Resource: FunctionName,
        Principal,
        Condition: condition,
      } as const;
      return spoken(holder, { Statement: [statement] }, MAY_INVOKE);
    }
    return Properties.PolicyDocument ? spoken(holder, Properties.PolicyDocument as Document) : [];
  });

const spoken = (holder: string, document: Document, unnamed?: string): GrantedStatement[] =>
  document.Statement.map(({ Sid, Effect, Action, Resource, Principal, Condition }) => ({
    holder,
    sid: Sid ?? unnamed ?? (refusesPlainText(Effect, Condition) ? TLS_ONLY : 'unnamed'),
    effect: Effect,
    actions: [Action].flat(),
    resources: [Resource ?? 'itself'].flat().map(named),
    ...(Principal !== undefined && { principal: principalOf(Principal) }),
    ...(Condition !== undefined && { condition: JSON.stringify(Condition, (_, value) => reference(value) ?? value) }),
  }));

const refusesPlainText = (effect: string, condition: unknown): boolean =>
  effect === 'Deny' && JSON.stringify(condition) === '{"Bool":{"aws:SecureTransport":"false"}}';

const principalOf = (principal: unknown): string =>
  typeof principal === 'string'
    ? principal
    : Object.values(principal as object)
        .flat()
        .join(', ');

const named = (resource: unknown): string =>
  typeof resource === 'string' ? resource : (reference(resource) ?? JSON.stringify(resource));

/** An intrinsic function as a person would write it. */
const reference = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('Ref' in value) return String(value.Ref).replace(/^AWS::(.+)$/, '<$1>');
  if ('Fn::GetAtt' in value) return String((value['Fn::GetAtt'] as [string, string])[0]);
  if ('Fn::Join' in value) return (value['Fn::Join'] as [string, unknown[]])[1].map(named).join('');
  return undefined;
};
