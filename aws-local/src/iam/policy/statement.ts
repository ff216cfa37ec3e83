import type { Condition } from './condition';
import type { Names } from './names';
import type { Principals } from './principal';

/** A statement of a policy, compiled. */
export interface Statement {
  /** The policy that it is from, for messages: logical id, policy's name. */
  readonly origin: string;
  /** Its place in the policy, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Names;
  /** Of a trust policy, which has no Resource, it covers everything. */
  readonly resources: Names;
  /** Only of resource-based policies. */
  readonly principals?: Principals;
  readonly conditions: readonly Condition[];
  /** The condition keys, in lower case, on whose values it depends. */
  readonly keys: readonly string[];
}

/** `Orders/Policy, statement 2 (TlsOnly)`, counted from 1. */
export const statementName = (origin: string, index: number, sid: string | undefined): string =>
  `${origin}, statement ${index + 1}${sid === undefined || sid === '' ? '' : ` (${sid})`}`;
