/** What makes a group take a deployment back (API AutoRollbackConfiguration). */
export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

type DeploymentStatus = 'Created' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

/** Of the codes of the API (ErrorInformation), those that a deployment of a function may have here. */
export type DeploymentErrorCode =
  | 'ALARM_ACTIVE'
  | 'HOOK_EXECUTION_FAILURE'
  | 'IAM_ROLE_PERMISSIONS'
  | 'INVALID_LAMBDA_CONFIGURATION'
  | 'INVALID_LAMBDA_FUNCTION'
  | 'MANUAL_STOP'
  | 'TIMEOUT';

/** The events in which a function may look at a deployment, and the shift between them, in their order (reference-appspec-file-structure-hooks.html). */
const LIFECYCLE_EVENTS = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const;
export type LifecycleEventName = (typeof LIFECYCLE_EVENTS)[number];
export type HookName = Exclude<LifecycleEventName, 'AllowTraffic'>;

export interface LifecycleEvent {
  readonly name: LifecycleEventName;
  readonly status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';
  readonly startedMs?: number;
  readonly endedMs?: number;
}

/** The function, by which alias it gets its traffic, and between which versions that moves. */
export interface FunctionTarget {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

/** The application's revision: what is deployed, and which functions look at it. */
export interface Revision {
  readonly target: FunctionTarget;
  /** Names or ARNs of functions. */
  readonly hooks: Readonly<Partial<Record<HookName, string>>>;
}

interface Rollback {
  /** The deployment that takes this one back. */
  readonly deploymentId?: string;
  /** The deployment that this one takes back. */
  readonly triggeringDeploymentId?: string;
  readonly message: string;
}

/** A deployment as it is now. Times are epoch milliseconds. */
export interface Deployment extends Revision {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly configName: string;
  readonly creator: 'user' | 'CloudFormation' | 'codeDeployRollback';
  readonly status: DeploymentStatus;
  readonly error?: { readonly code: DeploymentErrorCode; readonly message: string };
  readonly events: readonly LifecycleEvent[];
  /** Of the traffic, what the target version gets. */
  readonly targetPercent: number;
  readonly createdMs: number;
  readonly startedMs?: number;
  readonly completedMs?: number;
  readonly rollback?: Rollback;
}

/** Whether nothing more will happen in it. */
export const isOver = ({ status }: Pick<Deployment, 'status'>): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

/** Which of a group's rollback events an end is; undefined of a good one. */
export const rollbackEventOf = ({ status, error }: Pick<Deployment, 'status' | 'error'>): RollbackEvent | undefined => {
  if (status === 'Failed') return 'DEPLOYMENT_FAILURE';
  if (status !== 'Stopped') return undefined;
  return error?.code === 'ALARM_ACTIVE' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
};

/** The events of a deployment that has not begun. */
export const pendingEvents = (): LifecycleEvent[] => LIFECYCLE_EVENTS.map((name) => ({ name, status: 'Pending' }));

/** The events with one in another status. */
export const withEvent = (
  events: readonly LifecycleEvent[],
  name: LifecycleEventName,
  status: LifecycleEvent['status'],
  nowMs: number,
): LifecycleEvent[] =>
  events.map((event) => {
    if (event.name !== name) return event;
    return { ...event, status, ...(status === 'InProgress' ? { startedMs: nowMs } : { endedMs: nowMs }) };
  });

/** The events of a deployment that has ended early: what was under way has failed, the rest is skipped. */
export const endedEarly = (events: readonly LifecycleEvent[], nowMs: number): LifecycleEvent[] =>
  events.map((event) => {
    if (event.status === 'InProgress') return { ...event, status: 'Failed', endedMs: nowMs };
    return event.status === 'Pending' ? { ...event, status: 'Skipped' } : event;
  });
