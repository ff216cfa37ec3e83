import type { Template } from 'aws-cdk-lib/assertions';

export type Properties = Readonly<Record<string, unknown>>;

/** Logical id and properties of the resources of a type, in the template's order. */
export const resources = (template: Template, type: string): [string, Properties][] =>
  Object.entries(template.findResources(type)).map(([id, resource]) => [id, resource.Properties as Properties]);

/** The logical id that an ARN is of, which the template asks for by Fn::GetAtt. */
export const idOfArn = (reference: unknown): string =>
  (reference as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];

/** The alias that a mapping invokes: the CDK takes its name apart and puts it together again. */
export const aliasIdOf = ({ FunctionName }: Properties): string =>
  /"Ref":"([^"]+)"/.exec(JSON.stringify(FunctionName))?.[1] ?? 'none';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** What a role may do. */
export const statementsOf = (role: Properties): Statement[] =>
  (role.Policies as { PolicyDocument: PolicyDocument }[]).flatMap((policy) => policy.PolicyDocument.Statement);

/** What the roles of a template may do. */
export const roleStatements = (template: Template): Statement[] =>
  resources(template, 'AWS::IAM::Role').flatMap(([, role]) => statementsOf(role));

/** Who may do what with the queues of a template. */
export const queueStatements = (template: Template): Statement[] =>
  resources(template, 'AWS::SQS::QueuePolicy').flatMap(
    ([, policy]) => (policy.PolicyDocument as PolicyDocument).Statement,
  );
