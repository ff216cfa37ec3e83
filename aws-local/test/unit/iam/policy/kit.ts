import type { AccessRequest } from '../../../../src/iam/policy/access-request';
import { statementsOf } from '../../../../src/iam/policy/document';
import { evaluate, type Verdict } from '../../../../src/iam/policy/evaluate';
import type { Principal } from '../../../../src/iam/policy/principal';

export const ACCOUNT = '000000000000';
export const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;
export const BARISTA: Principal & { kind: 'role' } = {
  kind: 'role',
  arn: `arn:aws:iam::${ACCOUNT}:role/Barista`,
  account: ACCOUNT,
  session: 'barista-function',
};
export const EVENTS: Principal = { kind: 'service', service: 'events.amazonaws.com' };

export const sendTo = (resource: string, context: AccessRequest['context'] = {}): AccessRequest => ({
  action: 'sqs:SendMessage',
  resource,
  context,
});

export const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

/** What a principal may do by these statements of its own and of the resource. */
export const decide = (
  principal: Principal,
  request: AccessRequest,
  {
    identity = [],
    resource = [],
    resourceAccount = ACCOUNT,
  }: { identity?: object[]; resource?: object[]; resourceAccount?: string },
): Verdict =>
  evaluate(principal, request, {
    identity: statementsOf(policy(...identity), 'Barista/Policy', 'identity'),
    resource: statementsOf(policy(...resource), 'Orders/Policy', 'resource'),
    resourceAccount,
  });

/** Whether a statement that is otherwise wide open lets a request with this context through. */
export const holds = (condition: object, context: AccessRequest['context'] = {}): boolean =>
  decide(BARISTA, sendTo(QUEUE, context), {
    identity: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition }],
  }).allowed;
