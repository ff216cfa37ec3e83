import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import type { JsonService } from '../http/json-service';
import { operationsThatRead } from '../http/read-input';
import { revisionOf } from './app-spec';
import type { CodeDeploy } from './codedeploy';
import type { Deployment } from './deployment';
import { deploymentGroupInfo, deploymentInfo, deploymentTarget } from './resources';

const INPUT_ERRORS = { missing: 'ValidationException', invalid: 'ValidationException', confidential: [] } as const;

const ofGroup = { applicationName: z.string(), deploymentGroupName: z.string() };

const createDeployment = z.strictObject({
  ...ofGroup,
  revision: z.strictObject({
    revisionType: z.literal('AppSpecContent', 'only AppSpecContent is understood here'),
    appSpecContent: z.strictObject({ content: z.string(), sha256: z.string().optional() }),
  }),
  description: z.string().optional(),
});

const ofDeployment = z.strictObject({ deploymentId: z.string() });

const ofHook = z.strictObject({
  deploymentId: z.string(),
  lifecycleEventHookExecutionId: z.string(),
  status: z.string(),
});

const listDeployments = z.strictObject({
  applicationName: z.string().optional(),
  deploymentGroupName: z.string().optional(),
  includeOnlyStatuses: z.array(z.string()).optional(),
});

const operation = operationsThatRead(INPUT_ERRORS);

/** The part of CodeDeploy's API that deployments of functions need (codedeploy/latest/APIReference). */
export const codeDeployService = (codeDeploy: CodeDeploy): JsonService => ({
  targetPrefix: 'CodeDeploy_20141006',
  contentType: 'application/x-amz-json-1.1',
  operations: {
    CreateDeployment: operation(createDeployment, ({ applicationName, deploymentGroupName, revision }) => {
      const { target, hooks } = revisionOf(revision.appSpecContent.content);
      const { id } = codeDeploy.deploy({
        application: applicationName,
        group: deploymentGroupName,
        creator: 'user',
        target,
        hooks,
      });
      return { deploymentId: id };
    }),
    GetDeployment: operation(ofDeployment, ({ deploymentId }) => ({
      deploymentInfo: deploymentInfo(codeDeploy.deployment(deploymentId)),
    })),
    GetDeploymentGroup: operation(z.strictObject(ofGroup), ({ applicationName, deploymentGroupName }) => ({
      deploymentGroupInfo: deploymentGroupInfo(codeDeploy.group(applicationName, deploymentGroupName)),
    })),
    GetDeploymentTarget: operation(
      z.strictObject({ deploymentId: z.string(), targetId: z.string() }),
      ({ deploymentId, targetId }) => {
        const found = deploymentTarget(codeDeploy.deployment(deploymentId));
        if (found.lambdaTarget.targetId === targetId) return { deploymentTarget: found };
        throw new AwsError('DeploymentTargetDoesNotExistException', `The deployment has no target ${targetId}`);
      },
    ),
    ListDeployments: operation(listDeployments, (input) => ({ deployments: found(codeDeploy.deployments(), input) })),
    ListDeploymentTargets: operation(ofDeployment, ({ deploymentId }) => ({
      targetIds: [deploymentTarget(codeDeploy.deployment(deploymentId)).lambdaTarget.targetId],
    })),
    StopDeployment: operation(
      z.strictObject({ deploymentId: z.string(), autoRollbackEnabled: z.boolean().optional() }),
      ({ deploymentId, autoRollbackEnabled }) => {
        codeDeploy.stop(deploymentId, autoRollbackEnabled);
        return { status: 'Succeeded', statusMessage: 'The deployment has been stopped' };
      },
    ),
    // "Only Succeeded and Failed can be passed successfully" (API PutLifecycleEventHookExecutionStatus).
    PutLifecycleEventHookExecutionStatus: operation(ofHook, (input) => {
      const { deploymentId, lifecycleEventHookExecutionId: executionId, status } = input;
      if (status !== 'Succeeded' && status !== 'Failed') {
        const code = 'InvalidLifecycleEventHookExecutionStatusException';
        throw new AwsError(code, `status must be Succeeded or Failed, got ${status}`);
      }
      codeDeploy.answerHook(deploymentId, executionId, status === 'Succeeded');
      return { lifecycleEventHookExecutionId: executionId };
    }),
  },
});

/** Ids, the latest first. */
const found = (
  deployments: readonly Deployment[],
  { applicationName, deploymentGroupName, includeOnlyStatuses }: z.infer<typeof listDeployments>,
): string[] =>
  deployments
    .filter(({ application }) => (applicationName ?? application) === application)
    .filter(({ group }) => (deploymentGroupName ?? group) === group)
    .filter(({ status }) => includeOnlyStatuses?.includes(status) ?? true)
    .map(({ id }) => id)
    .reverse();
