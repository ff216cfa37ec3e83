import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { DeploymentGroup } from './deployment-group';

export interface AlarmWatchOptions {
  readonly group: Pick<DeploymentGroup, 'alarms' | 'ignorePollAlarmFailure'>;
  readonly clock: Clock;
  /** @throws AwsError if the group's role may not read them */
  readonly raisedAlarms: () => string[];
  readonly onRaised: (names: readonly string[]) => void;
  readonly onUnreadable: (error: AwsError) => void;
}

/** How often CodeDeploy looks at alarms is not published. */
const POLL_MS = 10_000;

/** Looks at a group's alarms again and again while a deployment is under way. */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  #cancel = (): void => undefined;

  public constructor(options: AlarmWatchOptions) {
    this.#options = options;
  }

  /** Looks now, and goes on looking. @returns whether the deployment may go on. */
  public look(): boolean {
    const { group, clock, raisedAlarms, onRaised, onUnreadable } = this.#options;
    if (group.alarms.length === 0) return true;
    try {
      const raised = raisedAlarms();
      if (raised.length > 0) {
        onRaised(raised);
        return false;
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (!group.ignorePollAlarmFailure) {
        onUnreadable(error);
        return false;
      }
    }
    this.#cancel = clock.schedule(POLL_MS, () => this.look());
    return true;
  }

  public close(): void {
    this.#cancel();
  }
}
