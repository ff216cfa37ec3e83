import { z } from 'zod';
import type { AliasRelease } from '../../codedeploy/alias-releases';
import { longestName } from '../limits/names';
import { flag, number, physicalName, type ResourceType, resourceType, type Target } from '../resource-type';
import { codePathOf } from './function-code';

const variable = z.union([z.string(), z.number(), z.boolean()], 'expected text').transform(String);

const functionSchema = z.strictObject({
  FunctionName: z.string().optional(),
  Role: z.string(),
  PackageType: z.literal('Zip', 'only functions of code run here, no container images').optional(),
  Runtime: z.string('only Node.js runs here').regex(/^nodejs\d+\.x$/, 'only Node.js runs here'),
  Handler: z.string(),
  Code: z
    .strictObject({ S3Bucket: z.unknown().optional(), S3Key: z.string().optional(), ZipFile: z.string().optional() })
    .refine(({ S3Key, ZipFile }) => S3Key !== undefined || ZipFile !== undefined, 'has neither S3Key nor ZipFile'),
  Timeout: number.optional(),
  MemorySize: number.optional(),
  ReservedConcurrentExecutions: number.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), variable) }).optional(),
});

/** Lambda's own defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

export const lambdaFunction: ResourceType = resourceType(functionSchema, (properties, target, creation) => {
  const functionName = properties.FunctionName ?? physicalName(creation, longestName('AWS::Lambda::Function'));
  const codePath = codePathOf(functionName, properties.Code, creation.assets, target.inlineCode);
  const { Role: roleArn } = properties;
  const functionArn = `arn:aws:lambda:${target.region}:${target.account}:function:${functionName}`;
  if (!target.access.mayAssume(roleArn, 'lambda.amazonaws.com', functionArn))
    throw new Error(`Role: the role defined for the function cannot be assumed by Lambda, got ${roleArn}`);
  const { arn } = target.lambda.createFunction({
    functionName,
    roleArn,
    codePath,
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutMs: (properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMb: properties.MemorySize ?? DEFAULT_MEMORY_MB,
    environment: {
      ...properties.Environment?.Variables,
      ...target.functionEnvironment,
      ...target.access.sessionVariables(roleArn, functionName),
    },
    ...(properties.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    }),
  });
  return { ref: functionName, attributes: { Arn: arn } };
});

/** A version freezes its function as it is when the version is made, which is why it comes after it. */
export const lambdaVersion: ResourceType = resourceType(
  z.strictObject({ FunctionName: z.string() }),
  ({ FunctionName }, { lambda }) => {
    const { version, arn } = lambda.publishVersion(FunctionName);
    return { ref: arn, attributes: { Version: version, FunctionArn: arn } };
  },
);

const updatePolicy = z.strictObject({
  CodeDeployLambdaAliasUpdate: z.strictObject({
    ApplicationName: z.string(),
    DeploymentGroupName: z.string(),
    BeforeAllowTrafficHook: z.string().optional(),
    AfterAllowTrafficHook: z.string().optional(),
  }),
});

/** How the alias is released. @throws Error that names a group or a hook that is not there */
const releaseOf = (policy: unknown, { codeDeploy, lambda }: Target): AliasRelease => {
  const parsed = updatePolicy.safeParse(policy);
  if (!parsed.success) throw new Error(`UpdatePolicy: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}`);
  const { ApplicationName, DeploymentGroupName, ...hooks } = parsed.data.CodeDeployLambdaAliasUpdate;
  const { application, name: group } = codeDeploy.group(ApplicationName, DeploymentGroupName);
  const { BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after } = hooks;
  for (const hook of [before, after]) if (hook !== undefined) lambda.function(hook);
  return {
    application,
    group,
    hooks: {
      ...(before !== undefined && { BeforeAllowTraffic: before }),
      ...(after !== undefined && { AfterAllowTraffic: after }),
    },
  };
};

const routing = z.strictObject({
  AdditionalVersionWeights: z
    .array(z.strictObject({ FunctionVersion: z.string(), FunctionWeight: z.number() }))
    .optional(),
});

export const lambdaAlias: ResourceType = resourceType(
  z.strictObject({
    FunctionName: z.string(),
    FunctionVersion: z.string(),
    Name: z.string(),
    RoutingConfig: routing.optional(),
  }),
  ({ FunctionName, FunctionVersion, Name, RoutingConfig }, target, creation) => {
    const { lambda } = target;
    const weights = RoutingConfig?.AdditionalVersionWeights?.map((each): [string, number] => [
      each.FunctionVersion,
      each.FunctionWeight,
    ]);
    const { arn } = lambda.createAlias({
      functionName: FunctionName,
      name: Name,
      version: FunctionVersion,
      ...(weights && { weights: Object.fromEntries(weights) }),
    });
    const { updatePolicy: policy } = creation;
    if (policy !== undefined) {
      const { functionName } = lambda.function(FunctionName).definition;
      target.aliasReleases.add(functionName, Name, releaseOf(policy, target));
    }
    return { ref: arn, attributes: { AliasArn: arn } };
  },
);

const mappingSchema = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: number.optional(),
  MaximumBatchingWindowInSeconds: number.optional(),
  Enabled: flag.optional(),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })).optional() }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).optional(),
});

const DEFAULT_BATCH_SIZE = 10;

export const eventSourceMapping: ResourceType = resourceType(
  mappingSchema,
  (properties, { lambda, region, account }) => {
    const filters = properties.FilterCriteria?.Filters;
    const maximumConcurrency = properties.ScalingConfig?.MaximumConcurrency;
    const { uuid } = lambda.createMapping({
      functionName: properties.FunctionName,
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize ?? DEFAULT_BATCH_SIZE,
      reportBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      enabled: properties.Enabled ?? true,
      ...(properties.MaximumBatchingWindowInSeconds !== undefined && {
        maximumBatchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      }),
      ...(filters && { filters: filters.map(({ Pattern }) => Pattern) }),
      ...(maximumConcurrency !== undefined && { maximumConcurrency }),
    });
    const arn = `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`;
    return { ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } };
  },
);
