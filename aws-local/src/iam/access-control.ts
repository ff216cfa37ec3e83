import { AwsError } from '../http/aws-error';
import type { Authorize } from '../http/server';
import type { FunctionDefinition } from '../lambda/function-definition';
import { logGroupName } from '../lambda/standard-environment';
import { type Asking, Authority } from './authority';
import type { FunctionAccess } from './function-access';
import type { HashKeys } from './hash-keys';
import type { QueuePolicies } from './lookups';
import type { AccessRequest } from './policy/access-request';
import { PolicyStore } from './policy-store';
import { AccessRecord, type Denial, type GrantedAction, grantedActions, type JudgedCall } from './record';
import { accessRequestsOf } from './requests/access-requests';
import type { ApiCall, Where } from './requests/api-call';
import { apiCallOf } from './requests/http-call';
import {
  alarmActionRequests,
  functionLogRequests,
  mappingPollRequests,
  pipeSourceRequests,
  pipeTargetRequests,
  ruleDeliveryRequests,
  subscriptionDeliveryRequests,
} from './requests/service-requests';
import { Sessions, type SessionVariables } from './sessions';

export interface AccessControlOptions {
  readonly where: Where;
  /** Queues and their policies. */
  readonly queues: QueuePolicies;
  /** Whether anybody is denied anything; nothing is judged or noted otherwise. */
  readonly enforced: boolean;
  /** Whether every judged call is kept. */
  readonly recordsCalls?: boolean;
  readonly onDenied: (denial: Denial) => void;
  /** What a function's calls of DynamoDB are judged by, besides its policies. */
  readonly tables: () => { readonly port: number; readonly hashKeys: HashKeys };
}

/** A role of which it is not known what it may do: it may do everything. */
export interface Unjudged {
  readonly roleArn: string;
  readonly reason: string;
}

/** A judged call with the policy documents that it was judged by. */
export interface RecordedCall extends JudgedCall {
  /** Of the role; none of a service. */
  readonly identity: readonly unknown[];
  readonly resource: readonly unknown[];
}

/** Who may do what, by the policies of the templates. Whoever signs with another key than a function's is the account's own and may do everything. */
export class AccessControl {
  public readonly policies: PolicyStore;
  readonly #options: AccessControlOptions;
  readonly #record: AccessRecord;
  readonly #authority: Authority;
  readonly #sessions: Sessions;
  /** As the policies were at the version. */
  readonly #ofFunctions = new Map<string, { readonly access: FunctionAccess; readonly version: number }>();
  readonly #unjudged = new Map<string, string>();
  readonly #calls: RecordedCall[] = [];

  public constructor(options: AccessControlOptions) {
    const { account } = options.where;
    this.#options = options;
    this.policies = new PolicyStore(account, options.queues.statementsOf);
    this.#record = new AccessRecord((noted) => {
      if ('denial' in noted) options.onDenied(noted.denial);
      if ('call' in noted) this.#calls.push({ ...noted.call, ...this.#documentsFor(noted.call) });
    });
    this.#authority = new Authority({
      policies: this.policies,
      account,
      record: this.#record,
      recordsCalls: options.recordsCalls === true,
    });
    this.#sessions = new Sessions(account);
  }

  public get denials(): readonly Denial[] {
    return this.#record.denials;
  }

  /** Calls that were judged, if they are recorded. */
  public get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  public get unjudged(): readonly Unjudged[] {
    return [...this.#unjudged].map(([roleArn, reason]) => ({ roleArn, reason }));
  }

  /** Everything that the policies allow, action by action, and whether anything went through by it so far. */
  public granted(): GrantedAction[] {
    return grantedActions(this.policies.granted(this.#options.queues.arns()), this.#record.uses);
  }

  /**
   * Lets a service run something in a role, or not.
   * @param service `lambda.amazonaws.com`
   * @param forArn what the service runs.
   */
  public mayAssume(roleArn: string, service: string, forArn: string): boolean {
    if (!this.#options.enforced) return true;
    const reason = this.policies.notKnown(roleArn);
    if (reason !== undefined) this.#unjudged.set(roleArn, reason);
    return this.#authority.mayAssume(roleArn, service, forArn);
  }

  /** What the code of a function signs with: nothing of its own if nobody is judged. */
  public sessionVariables(roleArn: string, functionName: string): Partial<SessionVariables> {
    return this.#options.enforced ? this.#sessions.open(roleArn, functionName) : {};
  }

  /** Lets a request of the environment's API through, or not. */
  public readonly authorizeRequest: Authorize = ({ method = 'GET', url: path = '/', headers }, body) => {
    const asking = this.#sessions.signer(headers.authorization);
    if (asking === undefined) return;
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const call = apiCallOf({ method, path, headers: Object.fromEntries(texts), body });
    if (call !== undefined) this.#authorize(asking, accessRequestsOf(call, this.#options.where));
  };

  /** What a new execution environment of a function may do by itself; undefined if nobody judges it. */
  public ofFunction({ functionName, roleArn }: FunctionDefinition): FunctionAccess | undefined {
    const { enforced, where, tables, recordsCalls } = this.#options;
    if (!enforced || roleArn === undefined) return undefined;
    const known = this.#ofFunctions.get(functionName);
    const { version } = this.policies;
    if (known?.version === version) return known.access;
    const policies = this.policies.ofRole(roleArn);
    if (policies === undefined) return undefined;
    const asking = functionAsking(roleArn, functionName, where.account);
    this.#mayWriteLog(asking, functionName);
    const access: FunctionAccess = {
      tables: {
        principal: asking.principal,
        functionName,
        policies: policies.map(({ origin, document }) => ({ origin, document })),
        region: where.region,
        ...tables(),
        recordsCalls: recordsCalls === true,
      },
      note: (noted) => this.#record.note(noted),
    };
    this.#ofFunctions.set(functionName, { access, version });
    return access;
  }

  /** @throws AwsError InvalidParameterValueException, as Lambda refuses a mapping whose function may not poll the queue. */
  public mayPoll({ functionName, roleArn }: FunctionDefinition, queueArn: string): void {
    if (roleArn === undefined) return;
    const { where } = this.#options;
    for (const request of mappingPollRequests(queueArn, where)) {
      try {
        this.#authorize(functionAsking(roleArn, functionName, where.account), [request]);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const call = request.action.slice('sqs:'.length);
        const message = `The function execution role does not have permissions to call ${call} on SQS (${queueArn})`;
        throw new AwsError('InvalidParameterValueException', message);
      }
    }
  }

  /** Whether a service may make a call in a role. @throws AwsError as the called service denies access. */
  public mayCall(roleArn: string, call: ApiCall): void {
    this.#authorize(this.#role(roleArn), accessRequestsOf(call, this.#options.where));
  }

  /** @throws AwsError as the queue denies access. */
  public mayPipeFrom(roleArn: string, queueArn: string): void {
    this.#authorize(this.#role(roleArn), pipeSourceRequests(queueArn, this.#options.where));
  }

  /** @throws AwsError as the target denies access. */
  public mayPipeTo(roleArn: string, targetArn: string): void {
    this.#authorize(this.#role(roleArn), pipeTargetRequests(targetArn, this.#options.where));
  }

  /** Whether a rule may bring events to a target or its dead-letter queue. @throws AwsError as the target denies access. */
  public mayDeliver(ruleArn: string, arn: string): void {
    const principal = { kind: 'service', service: 'events.amazonaws.com' } as const;
    this.#authorize({ principal }, ruleDeliveryRequests(ruleArn, arn, this.#options.where));
  }

  /** Whether a topic may bring messages to an endpoint or a dead-letter queue. @throws AwsError as the endpoint denies access. */
  public mayPublishTo(topicArn: string, arn: string): void {
    const principal = { kind: 'service', service: 'sns.amazonaws.com' } as const;
    this.#authorize({ principal }, subscriptionDeliveryRequests(topicArn, arn, this.#options.where));
  }

  /**
   * Whether an alarm may tell a topic. One without a policy has SNS's default, by which whatever acts for the account may
   * (sns-access-policy-language-using.html); of what acts here that is CloudWatch alone, as rules need a policy of the topic.
   * @throws AwsError as the topic denies access.
   */
  public mayNotify(alarmArn: string, topicArn: string): void {
    if (this.policies.ofResource(topicArn).length === 0) return;
    const principal = { kind: 'service', service: 'cloudwatch.amazonaws.com' } as const;
    this.#authorize({ principal }, alarmActionRequests(alarmArn, topicArn, this.#options.where));
  }

  /** On AWS its log stays empty, and nothing else happens. */
  #mayWriteLog(asking: Asking, functionName: string): void {
    try {
      this.#authorize(asking, functionLogRequests(logGroupName(functionName), 'any', this.#options.where));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  #documentsFor({ principal, request }: JudgedCall): Pick<RecordedCall, 'identity' | 'resource'> {
    const ofRole = principal.kind === 'role' ? (this.policies.ofRole(principal.arn) ?? []) : [];
    const ofQueue = this.#options.queues.documentOf(request.resource);
    return {
      identity: ofRole.map(({ document }) => document),
      resource: [...(ofQueue === undefined ? [] : [ofQueue]), ...this.policies.documentsOf(request.resource)],
    };
  }

  #role(arn: string): Asking {
    return { principal: { kind: 'role', arn, account: this.#options.where.account } };
  }

  #authorize(asking: Asking, requests: readonly AccessRequest[]): void {
    if (this.#options.enforced) this.#authority.authorize(asking, requests);
  }
}

const functionAsking = (arn: string, functionName: string, account: string) =>
  ({ principal: { kind: 'role', arn, account, session: functionName }, functionName }) as const;
