import { accessDenied } from './access-denied';
import { Judge } from './judge';
import type { AccessRequest } from './policy/access-request';
import { denialMessage, missingStatement } from './policy/denial';
import { evaluate } from './policy/evaluate';
import { type Principal, sessionArn } from './policy/principal';
import type { PolicyStore } from './policy-store';
import type { AccessRecord } from './record';

/** Who asks, and in which function if it is one. */
export interface Asking {
  readonly principal: Principal;
  readonly functionName?: string;
}

export interface AuthorityOptions {
  readonly policies: PolicyStore;
  readonly account: string;
  readonly record: AccessRecord;
  /** Whether every judged call is noted. */
  readonly recordsCalls?: boolean;
}

/** Decides by the templates' policies what roles and services may do. */
export class Authority {
  readonly #options: AuthorityOptions;
  readonly #judges = new Map<string, Judge>();
  #version = 0;

  public constructor(options: AuthorityOptions) {
    this.#options = options;
  }

  /**
   * Lets a call through or not. A role that is not known whole may do everything: see `PolicyStore.notKnown`.
   * @param requests what the call asks for.
   * @throws AwsError as the service denies access.
   */
  public authorize({ principal, functionName }: Asking, requests: readonly AccessRequest[]): void {
    const { policies, record } = this.#options;
    if (principal.kind === 'role' && policies.notKnown(principal.arn) !== undefined) return;
    const judge = this.#judgeOf(principal);
    for (const request of requests) {
      const verdict = judge.verdict(request);
      if (verdict.allowed) {
        record.allowed(verdict.by, request.action);
        continue;
      }
      const { action, resource } = request;
      const message = denialMessage(principal, request, verdict);
      record.note({
        denial: {
          who: principal.kind === 'role' ? principal.arn : principal.service,
          ...(functionName !== undefined && { functionName }),
          action,
          resource,
          message,
          missing: missingStatement(principal, request, verdict),
        },
      });
      throw accessDenied(action, message);
    }
  }

  /** Whether a service may run something in a role; in one that is not known, it may. */
  public mayAssume(roleArn: string, service: string, forArn: string): boolean {
    const { policies, account } = this.#options;
    const trust = policies.trustOf(roleArn);
    const context = { 'aws:sourcearn': forArn, 'aws:sourceaccount': account };
    const request = { action: 'sts:AssumeRole', resource: roleArn, context };
    const all = { identity: [], resource: trust ?? [], resourceAccount: account };
    return trust === undefined || evaluate({ kind: 'service', service }, request, all).allowed;
  }

  #judgeOf(principal: Principal): Judge {
    const { policies, account, record, recordsCalls } = this.#options;
    if (this.#version !== policies.version) this.#judges.clear();
    this.#version = policies.version;
    const key = principal.kind === 'role' ? sessionArn(principal) : principal.service;
    const known = this.#judges.get(key);
    if (known !== undefined) return known;
    const identity =
      principal.kind === 'role' ? (policies.ofRole(principal.arn) ?? []).flatMap(({ statements }) => statements) : [];
    const policiesFor = (resource: string) => ({
      identity,
      resource: policies.ofResource(resource),
      resourceAccount: account,
    });
    const judge = new Judge(principal, policiesFor, recordsCalls ? (call) => record.note({ call }) : undefined);
    this.#judges.set(key, judge);
    return judge;
  }
}
