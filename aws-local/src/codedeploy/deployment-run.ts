import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Alias, AliasTarget } from '../lambda/alias';
import { AlarmWatch } from './alarm-watch';
import {
  type Deployment,
  type DeploymentErrorCode,
  endedEarly,
  type FunctionTarget,
  type HookName,
  isOver,
  type LifecycleEventName,
  withEvent,
} from './deployment';
import type { DeploymentGroup } from './deployment-group';
import { type TrafficRouting, trafficSteps } from './traffic-routing';

/** What CodeDeploy sends to a hook (tutorial-lambda-sam-create-lambda-before-traffic.html). */
interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** What a deployment does with other services, as its group's role. Each throws an AwsError if that service refuses. */
export interface DeploymentActions {
  alias(target: FunctionTarget): Alias;
  moveTraffic(target: FunctionTarget, to: AliasTarget): void;
  invokeHook(functionName: string, event: HookEvent): void;
  /** @returns those of the alarms that are raised. */
  raisedAlarms(names: readonly string[]): string[];
}

export interface DeploymentRunOptions {
  readonly deployment: Deployment;
  readonly group: DeploymentGroup;
  readonly clock: Clock;
  readonly actions: DeploymentActions;
  /** Told of each change; the last one is the end. */
  readonly onChange: (deployment: Deployment) => void;
}

/** A hook whose answer is awaited. */
interface HookExecution {
  readonly name: HookName;
  readonly executionId: string;
  /** Goes on when it has passed. */
  readonly next: () => void;
  readonly cancelLimit: () => void;
}

/** A hook has so long to answer, then the deployment fails (reference-appspec-file-structure-hooks.html). */
const HOOK_LIMIT_MS = 60 * 60_000;

const AT_ONCE: TrafficRouting = { type: 'AllAtOnce' };

/** One deployment, from its start to its end, on a clock. */
export class DeploymentRun {
  readonly #options: DeploymentRunOptions;
  readonly #alarms: AlarmWatch;
  readonly #timers = new Set<() => void>();
  /** Execution ids of hooks that nobody waits for any more. */
  readonly #answered = new Set<string>();
  #deployment: Deployment;
  #hook: HookExecution | undefined;

  public constructor(options: DeploymentRunOptions) {
    this.#options = options;
    this.#deployment = options.deployment;
    const { group, clock, actions } = options;
    this.#alarms = new AlarmWatch({
      group,
      clock,
      raisedAlarms: () => actions.raisedAlarms(group.alarms),
      onRaised: (names) => this.#end('Stopped', 'ALARM_ACTIVE', `Alarms are active: ${names.join(', ')}.`),
      onUnreadable: (error) => this.#end('Stopped', errorCodeOf(error), error.message),
    });
  }

  public get deployment(): Deployment {
    return this.#deployment;
  }

  /** Begins, as soon as its caller has done. */
  public start(): void {
    this.#later(0, () => this.#begin());
  }

  /** Takes a hook's answer. @throws AwsError InvalidLifecycleEventHookExecutionIdException, LifecycleEventAlreadyCompletedException */
  public answerHook(executionId: string, passed: boolean): void {
    const hook = this.#hook;
    if (hook?.executionId !== executionId) {
      const isKnown = this.#answered.has(executionId);
      throw isKnown
        ? new AwsError('LifecycleEventAlreadyCompletedException', 'The lifecycle event has already been completed.')
        : new AwsError(
            'InvalidLifecycleEventHookExecutionIdException',
            `No lifecycle event of ${this.#deployment.id} awaits the answer of hook execution ${executionId}`,
          );
    }
    this.#endHook();
    if (passed) {
      this.#event(hook.name, 'Succeeded');
      hook.next();
    } else {
      this.#end('Failed', 'HOOK_EXECUTION_FAILURE', `The function of ${hook.name} answered Failed.`);
    }
  }

  /** Ends it where it is. */
  public stop(): void {
    this.#end('Stopped', 'MANUAL_STOP', 'The deployment was stopped by a request.');
  }

  /** Notes which deployment takes this one back. */
  public takenBackBy(deploymentId: string): void {
    const message = `Taken back by deployment ${deploymentId}.`;
    this.#deployment = { ...this.#deployment, rollback: { deploymentId, message } };
  }

  /** Does nothing more, and tells nobody. */
  public close(): void {
    this.#alarms.close();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  get #isRollback(): boolean {
    return this.#deployment.creator === 'codeDeployRollback';
  }

  #begin(): void {
    this.#change({ status: 'InProgress', startedMs: this.#options.clock.now() });
    const allow = () => this.#allowTraffic();
    if (this.#isRollback) allow();
    else if (this.#isAliasReady() && this.#alarms.look()) this.#runHook('BeforeAllowTraffic', allow);
  }

  /** An alias that a stopped deployment has left between two versions cannot be deployed to (troubleshooting-deployments-lambda.html). */
  #isAliasReady(): boolean {
    const { target } = this.#deployment;
    const alias = this.#attempt(() => this.#options.actions.alias(target));
    if (alias === undefined) return false;
    const split = Object.keys(alias.weights ?? {}).length > 0;
    if (!split && alias.version === target.currentVersion) return true;
    const where = split ? 'two versions' : `version ${alias.version}`;
    const message = `The alias ${target.alias} of ${target.functionName} leads to ${where}, not to CurrentVersion ${target.currentVersion} alone.`;
    this.#end('Failed', 'INVALID_LAMBDA_CONFIGURATION', message);
    return false;
  }

  #runHook(name: HookName, next: () => void): void {
    const functionName = this.#deployment.hooks[name];
    if (functionName === undefined) {
      this.#event(name, 'Skipped');
      next();
      return;
    }
    const executionId = randomUUID();
    this.#event(name, 'InProgress');
    const cancelLimit = this.#later(HOOK_LIMIT_MS, () => {
      const minutes = HOOK_LIMIT_MS / 60_000;
      this.#end('Failed', 'TIMEOUT', `The function of ${name}, ${functionName}, gave no answer in ${minutes} minutes.`);
    });
    this.#hook = { name, executionId, next, cancelLimit };
    const event = { DeploymentId: this.#deployment.id, LifecycleEventHookExecutionId: executionId };
    this.#attempt(() => this.#options.actions.invokeHook(functionName, event));
  }

  #endHook(): void {
    if (this.#hook === undefined) return;
    this.#hook.cancelLimit();
    this.#answered.add(this.#hook.executionId);
    this.#hook = undefined;
  }

  #allowTraffic(): void {
    this.#event('AllowTraffic', 'InProgress');
    const routing = this.#isRollback ? AT_ONCE : this.#options.group.routing;
    for (const { afterMs, percent } of trafficSteps(routing)) {
      if (afterMs === 0) this.#move(percent);
      else this.#later(afterMs, () => this.#move(percent));
    }
  }

  #move(percent: number): void {
    if (isOver(this.#deployment)) return;
    const { target } = this.#deployment;
    const to =
      percent === 100
        ? { version: target.targetVersion, weights: {} }
        : { version: target.currentVersion, weights: { [target.targetVersion]: percent / 100 } };
    const moved = this.#attempt(() => {
      this.#options.actions.moveTraffic(target, to);
      return true;
    });
    if (!moved) return;
    this.#change({ targetPercent: percent });
    if (percent < 100) return;
    this.#event('AllowTraffic', 'Succeeded');
    const succeed = () => this.#end('Succeeded');
    if (this.#isRollback) succeed();
    else this.#runHook('AfterAllowTraffic', succeed);
  }

  /** What an action gives; if it is refused the deployment is over, and this undefined. */
  #attempt<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#end('Failed', errorCodeOf(error), error.message);
      return undefined;
    }
  }

  #end(status: 'Succeeded' | 'Failed' | 'Stopped', code?: DeploymentErrorCode, message = ''): void {
    if (isOver(this.#deployment)) return;
    this.close();
    this.#endHook();
    const nowMs = this.#options.clock.now();
    this.#change({
      status,
      completedMs: nowMs,
      events: endedEarly(this.#deployment.events, nowMs),
      ...(code !== undefined && { error: { code, message } }),
    });
  }

  #event(name: LifecycleEventName, status: 'InProgress' | 'Succeeded' | 'Skipped'): void {
    this.#change({ events: withEvent(this.#deployment.events, name, status, this.#options.clock.now()) });
  }

  #change(change: Partial<Deployment>): void {
    this.#deployment = { ...this.#deployment, ...change };
    this.#options.onChange(this.#deployment);
  }

  #later(delayMs: number, act: () => void): () => void {
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      act();
    });
    this.#timers.add(cancel);
    return cancel;
  }
}

const errorCodeOf = ({ code }: AwsError): DeploymentErrorCode => {
  if (code.startsWith('AccessDenied')) return 'IAM_ROLE_PERMISSIONS';
  return code.startsWith('ResourceNotFound') ? 'INVALID_LAMBDA_FUNCTION' : 'INVALID_LAMBDA_CONFIGURATION';
};
