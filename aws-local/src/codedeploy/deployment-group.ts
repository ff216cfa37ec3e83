import type { RollbackEvent } from './deployment';
import type { TrafficRouting } from './traffic-routing';

/** How deployments of a group go (AWS::CodeDeploy::DeploymentGroup). */
export interface DeploymentGroup {
  readonly application: string;
  readonly name: string;
  /** What CodeDeploy acts as. */
  readonly roleArn: string;
  readonly configName: string;
  readonly routing: TrafficRouting;
  /** Names of alarms; a deployment stops when one is raised. None if alarms are off. */
  readonly alarms: readonly string[];
  /** Whether a deployment goes on when its alarms cannot be read. */
  readonly ignorePollAlarmFailure: boolean;
  readonly rollbackOn: ReadonlySet<RollbackEvent>;
}
