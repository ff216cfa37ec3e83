import type { Alarms } from '../cloudwatch/alarms/alarms';
import type { AccessControl } from '../iam/access-control';
import type { LambdaEngine } from '../lambda/engine';
import type { FunctionTarget } from './deployment';
import type { DeploymentActions } from './deployment-run';

export interface ActionServices {
  readonly lambda: Pick<LambdaEngine, 'published' | 'updateAlias' | 'invokeAsynchronously'>;
  readonly alarms: Pick<Alarms, 'list'>;
  readonly access: Pick<AccessControl, 'mayCall'>;
}

const ofAlias = ({ functionName, alias }: FunctionTarget) => ({ FunctionName: functionName, Name: alias });

/** What deployments do in a role, each action judged as the call that CodeDeploy makes for it on AWS. */
export const deploymentActions =
  ({ lambda, alarms, access }: ActionServices) =>
  (roleArn: string): DeploymentActions => ({
    alias(target) {
      access.mayCall(roleArn, { service: 'lambda', operation: 'GetAlias', input: ofAlias(target) });
      return lambda.published(target.functionName).alias(target.alias);
    },
    moveTraffic(target, to) {
      access.mayCall(roleArn, { service: 'lambda', operation: 'UpdateAlias', input: ofAlias(target) });
      lambda.updateAlias({ functionName: target.functionName, name: target.alias, ...to });
    },
    invokeHook(functionName, event) {
      access.mayCall(roleArn, { service: 'lambda', operation: 'Invoke', input: { FunctionName: functionName } });
      lambda.invokeAsynchronously(functionName, event);
    },
    raisedAlarms(names) {
      access.mayCall(roleArn, { service: 'cloudwatch', operation: 'DescribeAlarms', input: { AlarmNames: names } });
      const raised = alarms.list().filter(({ name, state }) => names.includes(name) && state.value === 'ALARM');
      return raised.map(({ name }) => name);
    },
  });
