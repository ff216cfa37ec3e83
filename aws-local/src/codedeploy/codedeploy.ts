import { randomInt } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import { type Deployment, isOver, pendingEvents, type Revision, rollbackEventOf } from './deployment';
import type { DeploymentGroup } from './deployment-group';
import { type DeploymentActions, DeploymentRun } from './deployment-run';
import { PREDEFINED_ROUTINGS, type TrafficRouting } from './traffic-routing';

export interface CodeDeployOptions {
  readonly clock: Clock;
  /** What deployments do, by the role of their group. */
  readonly actionsAs: (roleArn: string) => DeploymentActions;
}

export interface NewDeployment extends Revision {
  readonly application: string;
  readonly group: string;
  readonly creator: 'user' | 'CloudFormation';
}

/** CodeDeploy for Lambda functions: applications, configurations, groups, and the deployments of this environment. */
export class CodeDeploy {
  readonly #options: CodeDeployOptions;
  readonly #applications = new Set<string>();
  readonly #routings = new Map(PREDEFINED_ROUTINGS);
  /** By `APPLICATION/GROUP`. */
  readonly #groups = new Map<string, DeploymentGroup>();
  readonly #runs = new Map<string, DeploymentRun>();
  /** What a request to stop said, by deployment. */
  readonly #askedToRollBack = new Map<string, boolean>();
  readonly #listeners = new Set<(deployment: Deployment) => void>();

  public constructor(options: CodeDeployOptions) {
    this.#options = options;
  }

  public createApplication(name: string): void {
    this.#applications.add(name);
  }

  public createConfig(name: string, routing: TrafficRouting): void {
    this.#routings.set(name, routing);
  }

  /** @throws AwsError ApplicationDoesNotExistException, DeploymentConfigDoesNotExistException */
  public createGroup({ configName, ...group }: Omit<DeploymentGroup, 'routing'>): void {
    this.#application(group.application);
    const routing = this.#routings.get(configName);
    if (routing === undefined) {
      throw new AwsError(
        'DeploymentConfigDoesNotExistException',
        `No Deployment Configuration found for name: ${configName}`,
      );
    }
    this.#groups.set(`${group.application}/${group.name}`, { ...group, configName, routing });
  }

  /** @throws AwsError ApplicationDoesNotExistException, DeploymentGroupDoesNotExistException */
  public group(application: string, name: string): DeploymentGroup {
    this.#application(application);
    const group = this.#groups.get(`${application}/${name}`);
    if (group) return group;
    throw new AwsError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
  }

  /** Begins a deployment. @throws AwsError as `group` */
  public deploy({ application, group: groupName, ...rest }: NewDeployment): Deployment {
    const group = this.group(application, groupName);
    return this.#start(group, rest);
  }

  /** @throws AwsError DeploymentDoesNotExistException */
  public deployment(id: string): Deployment {
    return this.#run(id).deployment;
  }

  /** In the order of their beginnings. */
  public deployments(): Deployment[] {
    return [...this.#runs.values()].map(({ deployment }) => deployment);
  }

  /**
   * Stops a deployment where it is.
   * @param rollsBack whether it is taken back; as its group says unless given.
   * @throws AwsError DeploymentDoesNotExistException, DeploymentAlreadyCompletedException
   */
  public stop(id: string, rollsBack?: boolean): void {
    const run = this.#run(id);
    if (isOver(run.deployment)) {
      throw new AwsError('DeploymentAlreadyCompletedException', `The deployment ${id} has already completed`);
    }
    if (rollsBack !== undefined) this.#askedToRollBack.set(id, rollsBack);
    run.stop();
  }

  /** Takes the answer of a hook's function. @throws AwsError as `DeploymentRun.answerHook`, or DeploymentDoesNotExistException */
  public answerHook(id: string, executionId: string, passed: boolean): void {
    this.#run(id).answerHook(executionId, passed);
  }

  /** Resolves with a deployment as it ended. @throws AwsError DeploymentDoesNotExistException */
  public ended(id: string): Promise<Deployment> {
    const { deployment } = this.#run(id);
    if (isOver(deployment)) return Promise.resolve(deployment);
    return new Promise((resolve) => {
      const stop = this.onChange((changed) => {
        if (changed.id !== id || !isOver(changed)) return;
        stop();
        resolve(changed);
      });
    });
  }

  /** Calls `listener` with each deployment that has changed; returns a function that ends that. */
  public onChange(listener: (deployment: Deployment) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  public close(): void {
    for (const run of this.#runs.values()) run.close();
  }

  #start(
    group: DeploymentGroup,
    { target, hooks, ...more }: Revision & Pick<Deployment, 'creator'> & Partial<Pick<Deployment, 'rollback'>>,
  ): Deployment {
    const { clock, actionsAs } = this.#options;
    const deployment: Deployment = {
      ...more,
      id: newId(),
      application: group.application,
      group: group.name,
      configName: group.configName,
      target,
      hooks,
      status: 'Created',
      events: pendingEvents(),
      targetPercent: 0,
      createdMs: clock.now(),
    };
    const run = new DeploymentRun({
      deployment,
      group,
      clock,
      actions: actionsAs(group.roleArn),
      onChange: (changed) => this.#changed(changed, group),
    });
    this.#runs.set(deployment.id, run);
    run.start();
    return deployment;
  }

  #changed(deployment: Deployment, group: DeploymentGroup): void {
    if (isOver(deployment)) this.#rollBack(deployment, group);
    for (const listener of this.#listeners) listener(this.deployment(deployment.id));
  }

  /**
   * Takes a deployment back that did not end well, by another one that brings all traffic to the former version
   * (deployments-rollback-and-redeploy.html). That a rollback runs no hooks and moves all traffic at once is assumed: it is not published.
   */
  #rollBack(ended: Deployment, group: DeploymentGroup): void {
    const event = rollbackEventOf(ended);
    const asked = this.#askedToRollBack.get(ended.id);
    const rollsBack = event !== undefined && (asked ?? group.rollbackOn.has(event));
    if (!rollsBack || ended.creator === 'codeDeployRollback') return;
    const { currentVersion, targetVersion, ...target } = ended.target;
    const rollback = this.#start(group, {
      target: { ...target, currentVersion: targetVersion, targetVersion: currentVersion },
      hooks: {},
      creator: 'codeDeployRollback',
      rollback: { triggeringDeploymentId: ended.id, message: `Takes ${ended.id} back.` },
    });
    this.#run(ended.id).takenBackBy(rollback.id);
  }

  #application(name: string): void {
    if (this.#applications.has(name)) return;
    throw new AwsError('ApplicationDoesNotExistException', `No application found for name: ${name}`);
  }

  #run(id: string): DeploymentRun {
    const run = this.#runs.get(id);
    if (run) return run;
    throw new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
  }
}

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `d-A1B2C3D4E`, as CodeDeploy writes them. */
const newId = (): string =>
  `d-${Array.from({ length: 9 }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('')}`;
