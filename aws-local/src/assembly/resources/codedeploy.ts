import { z } from 'zod';
import type { RollbackEvent } from '../../codedeploy/deployment';
import type { TrafficRouting } from '../../codedeploy/traffic-routing';
import { longestName } from '../limits/names';
import { flag, number, physicalName, type ResourceType, resourceType } from '../resource-type';

const LAMBDA_ONLY = 'only deployments of Lambda functions run here';
const computePlatform = z.literal('Lambda', LAMBDA_ONLY);

export const deploymentApplication: ResourceType = resourceType(
  z.strictObject({ ApplicationName: z.string().optional(), ComputePlatform: computePlatform }),
  ({ ApplicationName }, { codeDeploy }, creation) => {
    const name = ApplicationName ?? physicalName(creation, longestName('AWS::CodeDeploy::Application'));
    codeDeploy.createApplication(name);
    return { ref: name };
  },
);

const percent = number.pipe(z.number().int().min(1).max(99));
const minutes = number.pipe(z.number().int().min(1));

/** A type and the members that go with it, and no other. */
const routing = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('AllAtOnce') }),
  z.strictObject({
    Type: z.literal('TimeBasedCanary'),
    TimeBasedCanary: z.strictObject({ CanaryPercentage: percent, CanaryInterval: minutes }),
  }),
  z.strictObject({
    Type: z.literal('TimeBasedLinear'),
    TimeBasedLinear: z.strictObject({ LinearPercentage: percent, LinearInterval: minutes }),
  }),
]);

const routingOf = (config: z.infer<typeof routing>): TrafficRouting => {
  if (config.Type === 'AllAtOnce') return { type: config.Type };
  if (config.Type === 'TimeBasedCanary') {
    const { CanaryPercentage: percentage, CanaryInterval: intervalMinutes } = config.TimeBasedCanary;
    return { type: config.Type, percentage, intervalMinutes };
  }
  const { LinearPercentage: percentage, LinearInterval: intervalMinutes } = config.TimeBasedLinear;
  return { type: config.Type, percentage, intervalMinutes };
};

export const deploymentConfig: ResourceType = resourceType(
  z.strictObject({
    DeploymentConfigName: z.string().optional(),
    ComputePlatform: computePlatform,
    TrafficRoutingConfig: routing.optional(),
  }),
  ({ DeploymentConfigName, TrafficRoutingConfig }, { codeDeploy }, creation) => {
    const name = DeploymentConfigName ?? physicalName(creation, longestName('AWS::CodeDeploy::DeploymentConfig'));
    codeDeploy.createConfig(name, TrafficRoutingConfig ? routingOf(TrafficRoutingConfig) : { type: 'AllAtOnce' });
    return { ref: name };
  },
);

const ROLLBACK_EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] as const;

const groupSchema = z.strictObject({
  ApplicationName: z.string(),
  DeploymentGroupName: z.string().optional(),
  DeploymentConfigName: z.string().optional(),
  ServiceRoleArn: z.string(),
  DeploymentStyle: z.strictObject({
    DeploymentOption: z.literal('WITH_TRAFFIC_CONTROL', LAMBDA_ONLY),
    DeploymentType: z.literal('BLUE_GREEN', LAMBDA_ONLY),
  }),
  AlarmConfiguration: z
    .strictObject({
      Alarms: z
        .array(z.strictObject({ Name: z.string() }))
        .max(10)
        .optional(),
      Enabled: flag.optional(),
      IgnorePollAlarmFailure: flag.optional(),
    })
    .optional(),
  AutoRollbackConfiguration: z
    .strictObject({ Enabled: flag.optional(), Events: z.array(z.enum(ROLLBACK_EVENTS)).optional() })
    .optional(),
});

/** What a group of functions has unless it names another one (deployment-configurations.html). */
const DEFAULT_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

export const deploymentGroup: ResourceType = resourceType(
  groupSchema,
  (properties, { codeDeploy, access, region, account }, creation) => {
    const { ApplicationName: application, ServiceRoleArn: roleArn, AlarmConfiguration: alarms = {} } = properties;
    const { AutoRollbackConfiguration: rollback = {} } = properties;
    const name =
      properties.DeploymentGroupName ?? physicalName(creation, longestName('AWS::CodeDeploy::DeploymentGroup'));
    const arn = `arn:aws:codedeploy:${region}:${account}:deploymentgroup:${application}/${name}`;
    if (!access.mayAssume(roleArn, 'codedeploy.amazonaws.com', arn)) {
      throw new Error(`ServiceRoleArn: CodeDeploy cannot assume the role, got ${roleArn}`);
    }
    codeDeploy.createGroup({
      application,
      name,
      roleArn,
      configName: properties.DeploymentConfigName ?? DEFAULT_CONFIG,
      alarms: alarms.Enabled ? (alarms.Alarms ?? []).map(({ Name }) => Name) : [],
      ignorePollAlarmFailure: alarms.IgnorePollAlarmFailure ?? false,
      rollbackOn: new Set<RollbackEvent>(rollback.Enabled ? (rollback.Events ?? []) : []),
    });
    return { ref: name };
  },
);
