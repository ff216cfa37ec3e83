import { appSpecOf } from './app-spec';
import type { Deployment } from './deployment';
import type { DeploymentGroup } from './deployment-group';

/** The JSON protocol has times in seconds. */
const seconds = (ms: number): number => ms / 1000;

const rollbackInfo = ({ deploymentId, triggeringDeploymentId, message }: NonNullable<Deployment['rollback']>) => ({
  ...(deploymentId !== undefined && { rollbackDeploymentId: deploymentId }),
  ...(triggeringDeploymentId !== undefined && { rollbackTriggeringDeploymentId: triggeringDeploymentId }),
  rollbackMessage: message,
});

/** A deployment as the API gives it (API DeploymentInfo). */
export const deploymentInfo = (deployment: Deployment) => {
  const { id, application, group, configName, status, creator, error, rollback } = deployment;
  const { createdMs, startedMs, completedMs } = deployment;
  return {
    deploymentId: id,
    applicationName: application,
    deploymentGroupName: group,
    deploymentConfigName: configName,
    computePlatform: 'Lambda',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpecOf(deployment) } },
    status,
    creator,
    createTime: seconds(createdMs),
    ...(startedMs !== undefined && { startTime: seconds(startedMs) }),
    ...(completedMs !== undefined && { completeTime: seconds(completedMs) }),
    ...(error && { errorInformation: error }),
    ...(rollback && { rollbackInfo: rollbackInfo(rollback) }),
  };
};

/** What a deployment is of (API DeploymentTarget). */
export const deploymentTarget = ({ id, target, events, targetPercent, status }: Deployment) => ({
  deploymentTargetType: 'LambdaFunction',
  lambdaTarget: {
    deploymentId: id,
    targetId: `${target.functionName}:${target.alias}`,
    status: status === 'Created' ? 'Pending' : status === 'Stopped' ? 'Failed' : status,
    lifecycleEvents: events.map(({ name, status: eventStatus, startedMs, endedMs }) => ({
      lifecycleEventName: name,
      status: eventStatus,
      ...(startedMs !== undefined && { startTime: seconds(startedMs) }),
      ...(endedMs !== undefined && { endTime: seconds(endedMs) }),
    })),
    lambdaFunctionInfo: {
      functionName: target.functionName,
      functionAlias: target.alias,
      currentVersion: target.currentVersion,
      targetVersion: target.targetVersion,
      targetVersionWeight: targetPercent / 100,
    },
  },
});

/** A group as the API gives it (API DeploymentGroupInfo). */
export const deploymentGroupInfo = (group: DeploymentGroup) => ({
  applicationName: group.application,
  deploymentGroupName: group.name,
  deploymentConfigName: group.configName,
  serviceRoleArn: group.roleArn,
  computePlatform: 'Lambda',
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  alarmConfiguration: {
    enabled: group.alarms.length > 0,
    ignorePollAlarmFailure: group.ignorePollAlarmFailure,
    alarms: group.alarms.map((name) => ({ name })),
  },
  autoRollbackConfiguration: { enabled: group.rollbackOn.size > 0, events: [...group.rollbackOn] },
});
