import { z } from 'zod';
import { functionNameOf, qualifierOf } from '../../lambda/function-definition';
import { longestName } from '../limits/names';
import { physicalName, type ResourceType, resourceType } from '../resource-type';

/** What IAM itself says of it when it is read. */
const document = z.record(z.string(), z.unknown());
const inlinePolicy = z.strictObject({ PolicyName: z.string(), PolicyDocument: document });

const roleSchema = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: document,
  Policies: z.array(inlinePolicy).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
});

export const role: ResourceType = resourceType(roleSchema, (properties, { access: { policies } }, creation) => {
  const name = properties.RoleName ?? physicalName(creation, longestName('AWS::IAM::Role'));
  const arn = policies.putRole({
    name,
    trust: properties.AssumeRolePolicyDocument,
    policies: (properties.Policies ?? []).map(({ PolicyName, PolicyDocument }) => ({
      origin: `role ${name}, policy ${PolicyName}`,
      document: PolicyDocument,
    })),
    managedPolicyArns: properties.ManagedPolicyArns ?? [],
  });
  return { ref: name, attributes: { Arn: arn, RoleId: name } };
});

/** `AWS::IAM::Policy`, and `AWS::IAM::RolePolicy` of one role. Users and groups have no policies here, as nobody signs as one of them. */
export const policy: ResourceType = resourceType(
  z.strictObject({
    PolicyName: z.string(),
    PolicyDocument: document,
    Roles: z.array(z.string()).optional(),
    RoleName: z.string().optional(),
    Users: z.array(z.string()).optional(),
    Groups: z.array(z.string()).optional(),
  }),
  ({ PolicyName, PolicyDocument, Roles = [], RoleName }, { access: { policies } }) => {
    for (const name of RoleName === undefined ? Roles : [RoleName]) {
      policies.addPolicy(name, { origin: `role ${name}, policy ${PolicyName}`, document: PolicyDocument });
    }
    return { ref: PolicyName, attributes: { Id: PolicyName } };
  },
);

export const managedPolicy: ResourceType = resourceType(
  z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: document,
    Roles: z.array(z.string()).optional(),
    Users: z.array(z.string()).optional(),
    Groups: z.array(z.string()).optional(),
  }),
  ({ ManagedPolicyName, PolicyDocument, Roles = [] }, { access: { policies } }, creation) => {
    const name = ManagedPolicyName ?? physicalName(creation, longestName('AWS::IAM::ManagedPolicy'));
    const arn = policies.putManagedPolicy(name, { origin: `policy ${name}`, document: PolicyDocument }, Roles);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
);

/** It sets the attribute Policy of queues, which it names by their URLs. */
export const queuePolicy: ResourceType = resourceType(
  z.strictObject({ Queues: z.array(z.string()), PolicyDocument: document }),
  ({ Queues, PolicyDocument }, { sqs }, { logicalId }) => {
    for (const url of Queues) {
      const queue = sqs.queueByName(url.slice(url.lastIndexOf('/') + 1));
      if (queue === undefined) throw new Error(`Queues: there is no queue ${url}`);
      queue.setAttributes({ Policy: JSON.stringify(PolicyDocument) });
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
);

export const topicPolicy: ResourceType = resourceType(
  z.strictObject({ Topics: z.array(z.string()), PolicyDocument: document }),
  ({ Topics, PolicyDocument }, { access: { policies } }, { logicalId }) => {
    for (const arn of Topics) {
      const name = arn.slice(arn.lastIndexOf(':') + 1);
      policies.addResourcePolicy(arn, { origin: `topic ${name}`, document: PolicyDocument });
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
);

export const secretPolicy: ResourceType = resourceType(
  z.strictObject({ SecretId: z.string(), ResourcePolicy: document, BlockPublicPolicy: z.unknown().optional() }),
  ({ SecretId, ResourcePolicy }, { access: { policies }, secrets }) => {
    const { arn, name } = secrets.secret(SecretId);
    policies.addResourcePolicy(arn, { origin: `secret ${name}`, document: ResourcePolicy });
    return { ref: arn, attributes: { Id: arn } };
  },
);

/** Either a whole statement, or an action and an account that may do it. */
export const eventBusPolicy: ResourceType = resourceType(
  z.strictObject({
    EventBusName: z.string().optional(),
    StatementId: z.string(),
    Statement: document.optional(),
    Action: z.string().optional(),
    Principal: z.string().optional(),
    Condition: z.strictObject({ Key: z.string(), Type: z.string(), Value: z.string() }).optional(),
  }),
  (properties, { access: { policies }, events }, { logicalId }) => {
    const { EventBusName, StatementId, Statement, Action, Principal, Condition } = properties;
    const { name, arn } = events.buses.get(EventBusName);
    const statement = Statement ?? {
      Sid: StatementId,
      Effect: 'Allow',
      Principal: Principal === '*' ? '*' : { AWS: Principal },
      Action,
      Resource: arn,
      ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
    };
    policies.addResourcePolicy(arn, {
      origin: `event bus ${name}`,
      document: { Version: '2012-10-17', Statement: [statement] },
    });
    return { ref: logicalId };
  },
);

/** Becomes a statement of the function's policy, or of that of the version or alias that it names (lambda/latest/dg/access-control-resource-based.html). */
export const permission: ResourceType = resourceType(
  z.strictObject({
    FunctionName: z.string(),
    Action: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  ({ FunctionName, Action, Principal, SourceArn, SourceAccount }, { access: { policies }, lambda }, { logicalId }) => {
    const qualifier = qualifierOf(FunctionName);
    const arn = lambda.function(FunctionName).arn + (qualifier === undefined ? '' : `:${qualifier}`);
    const isService = Principal.endsWith('.amazonaws.com');
    const statement = {
      Sid: logicalId,
      Effect: 'Allow',
      Principal: isService ? { Service: Principal } : { AWS: Principal },
      Action,
      Resource: arn,
      Condition: {
        ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    };
    policies.addResourcePolicy(arn, {
      origin: `function ${functionNameOf(FunctionName)}`,
      document: { Version: '2012-10-17', Statement: [statement] },
    });
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
);
