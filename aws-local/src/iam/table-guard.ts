import { jsonObject } from '../json-text';
import { type HashKeys, hashKeyIn } from './hash-keys';
import { Judge } from './judge';
import type { AccessRequest } from './policy/access-request';
import { denialMessage, missingStatement } from './policy/denial';
import { statementsOf } from './policy/document';
import type { Principal } from './policy/principal';
import type { Statement } from './policy/statement';
import type { NamedPolicy } from './policy-store';
import type { AccessRecord, JudgedCall } from './record';
import type { Where } from './requests/api-call';
import { dynamoDbTable } from './requests/dynamodb';
import { operationOf } from './requests/operation';

/** What a function may do with tables, as plain data that a thread can be given. */
export interface TablePermissions {
  /** Of the function's role. */
  readonly principal: Principal & { readonly kind: 'role' };
  readonly functionName: string;
  readonly policies: readonly NamedPolicy[];
  readonly region: string;
  /** DynamoDB's. */
  readonly port: number;
  readonly hashKeys: HashKeys;
  /** Whether every judged call is noted. */
  readonly recordsCalls?: boolean;
}

/** A request of a function's, as it goes out. */
export interface OutgoingRequest {
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Of DynamoDB's two APIs. The tables of other services stay out of the worker that runs this. */
const TARGET = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/;

const speaksOfTables = ({ actions }: Statement): boolean =>
  actions.negated || actions.written.some((action) => action === '*' || action.toLowerCase().startsWith('dynamodb:'));

/**
 * Denies a function's calls of DynamoDB as AWS would. DynamoDB is another process, which functions call by themselves: so their calls are judged where
 * they go out, and cost the environment nothing.
 */
export class TableGuard {
  readonly #permissions: TablePermissions;
  readonly #judge: Judge;
  readonly #where: Where;
  readonly #record: AccessRecord;

  public constructor(permissions: TablePermissions, record: AccessRecord) {
    const { principal, policies, region, hashKeys } = permissions;
    this.#permissions = permissions;
    this.#record = record;
    const identity = policies
      .flatMap(({ origin, document }) => statementsOf(document, origin, 'identity'))
      .filter(speaksOfTables);
    const all = { identity, resource: [], resourceAccount: principal.account };
    const onJudged = permissions.recordsCalls ? (call: JudgedCall) => record.note({ call }) : undefined;
    this.#judge = new Judge(principal, () => all, onJudged);
    this.#where = {
      region,
      account: principal.account,
      hashKeyOf: (table, index) => hashKeyIn(hashKeys, table, index),
      wantedKeys: new Set(identity.flatMap(({ keys }) => keys)),
    };
  }

  /** How DynamoDB denies a request; undefined if it does not. */
  public refusal(request: OutgoingRequest): Refusal | undefined {
    for (const asked of this.#askedBy(request)) {
      const verdict = this.#judge.verdict(asked);
      if (verdict.allowed) {
        this.#record.allowed(verdict.by, asked.action);
        continue;
      }
      const { principal } = this.#permissions;
      return this.#deny(asked, denialMessage(principal, asked, verdict), missingStatement(principal, asked, verdict));
    }
    return undefined;
  }

  /** @throws Error for an operation of which nobody knows here what it needs: such a call must not pass. */
  #askedBy({ headers, body }: OutgoingRequest): readonly AccessRequest[] {
    const target = headers['x-amz-target'];
    const operation = TARGET.exec(target ?? '')?.[1];
    if (operation === undefined) {
      throw new Error(`No IAM actions are known for a request to DynamoDB with X-Amz-Target ${target}`);
    }
    const input = (jsonObject(body.toString()) ?? {}) as Record<string, unknown>;
    return operationOf(dynamoDbTable, 'dynamodb', operation)(input, this.#where);
  }

  #deny({ action, resource }: AccessRequest, message: string, missing: string): Refusal {
    const { principal, functionName } = this.#permissions;
    this.#record.note({ denial: { who: principal.arn, functionName, action, resource, message, missing } });
    return refusalOf(message);
  }
}

/** DynamoDB's own form (developer guide, Programming.Errors.html: AccessDeniedException, 400, not to be tried again). */
const refusalOf = (message: string): Refusal => {
  const type = 'com.amazon.coral.service#AccessDeniedException';
  const body = Buffer.from(JSON.stringify({ __type: type, Message: message }));
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(body.length) },
    body,
  };
};
