import type { Principal } from '../../../../src/iam/policy/principal';
import { ACCOUNT, BARISTA, decide, EVENTS, QUEUE, sendTo } from './kit';

const send = sendTo(QUEUE);
const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE };
const DENY = { ...ALLOW, Effect: 'Deny' };
const by = (principal: unknown) => ({ ...ALLOW, Principal: principal });

// IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
describe('a role in the account of the resource', () => {
  test('may do nothing that no policy allows', () => {
    expect(decide(BARISTA, send, {})).toEqual({ allowed: false, because: 'no-identity-statement', by: [], almost: [] });
  });

  test('needs an Allow of its own policy or of the resource policy, not of both', () => {
    expect(decide(BARISTA, send, { identity: [ALLOW] }).allowed).toBe(true);
    expect(decide(BARISTA, send, { resource: [by({ AWS: BARISTA.arn })] }).allowed).toBe(true);
  });

  test('is stopped by a Deny in either, whatever else allows it', () => {
    const allowed = { identity: [ALLOW], resource: [by({ AWS: BARISTA.arn })] };
    for (const denied of [
      { ...allowed, identity: [ALLOW, DENY] },
      { ...allowed, resource: [by({ AWS: BARISTA.arn }), { ...DENY, Principal: '*' }] },
    ]) {
      expect(decide(BARISTA, send, denied)).toMatchObject({
        allowed: false,
        because: 'explicit-deny',
        by: [{ index: 1, effect: 'Deny' }],
      });
    }
  });

  test('is told which statements allow it', () => {
    const other = { ...ALLOW, Action: 'sqs:ReceiveMessage' };
    const verdict = decide(BARISTA, send, { identity: [other, { ...ALLOW, Sid: 'SendOrders' }], resource: [by('*')] });
    expect(verdict.by.map(({ origin, index, sid }) => [origin, index, sid])).toEqual([
      ['Barista/Policy', 1, 'SendOrders'],
      ['Orders/Policy', 0, undefined],
    ]);
  });
});

// IAM/latest/UserGuide/reference_policies_elements_principal.html
describe('the principal of a resource policy', () => {
  // "All principals"; on AWS a role without any policy sent by such a statement (floci, "Design: resource policy enforcement", S1.1).
  test.each(['*', { AWS: '*' }])('%j lets roles of the account in, and services', (principal) => {
    expect(decide(BARISTA, send, { resource: [by(principal)] }).allowed).toBe(true);
    expect(decide(EVENTS, send, { resource: [by(principal)] }).allowed).toBe(true);
  });

  test.each([ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`])(
    'the account as %s leaves it to the policies of its roles',
    (account) => {
      expect(decide(BARISTA, send, { resource: [by({ AWS: account })] })).toMatchObject({
        allowed: false,
        because: 'no-identity-statement',
        by: [{ origin: 'Orders/Policy' }],
      });
      expect(decide(BARISTA, send, { resource: [by({ AWS: account })], identity: [ALLOW] }).allowed).toBe(true);
      expect(
        decide(BARISTA, send, { resource: [{ ...DENY, Principal: { AWS: account } }], identity: [ALLOW] }).allowed,
      ).toBe(false);
    },
  );

  test('names a role by its ARN or by that of its session', () => {
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/Barista/barista-function`;
    expect(decide(BARISTA, send, { resource: [by({ AWS: session })] }).allowed).toBe(true);
    expect(decide(BARISTA, send, { resource: [by({ AWS: `${session}-2` })] }).allowed).toBe(false);
    expect(decide(BARISTA, send, { resource: [by({ AWS: `${BARISTA.arn}2` })] }).allowed).toBe(false);
  });

  test('lets in only the service that it names', () => {
    expect(
      decide(EVENTS, send, { resource: [by({ Service: ['sns.amazonaws.com', 'events.amazonaws.com'] })] }).allowed,
    ).toBe(true);
    expect(decide(EVENTS, send, { resource: [by({ Service: 'sns.amazonaws.com' })] })).toMatchObject({
      because: 'no-resource-statement',
    });
    expect(decide(BARISTA, send, { resource: [by({ Service: 'events.amazonaws.com' })] }).allowed).toBe(false);
  });

  test('a service has no policies of its own, and no account', () => {
    expect(decide(EVENTS, send, { identity: [ALLOW] }).allowed).toBe(false);
    expect(decide(EVENTS, send, { resource: [by({ AWS: ACCOUNT })] }).allowed).toBe(false);
  });

  test('users, sessions of others and identity providers are nobody who asks here', () => {
    const others = [
      { AWS: [`arn:aws:iam::${ACCOUNT}:user/Ann`, 'AROAEXAMPLEEXAMPLE123'] },
      { Federated: 'accounts.google.com' },
      {},
    ];
    for (const principal of others) expect(decide(BARISTA, send, { resource: [by(principal)] }).allowed).toBe(false);
  });
});

// reference_policies_elements_notprincipal.html, "NotPrincipal with Deny"
describe('NotPrincipal', () => {
  const denyAllBut = (principal: object) => ({ resource: [{ ...DENY, NotPrincipal: principal }], identity: [ALLOW] });

  test('denies everyone but a role that is named together with its account', () => {
    expect(decide(BARISTA, send, denyAllBut({ AWS: [BARISTA.arn, ACCOUNT] })).allowed).toBe(true);
    expect(decide(BARISTA, send, denyAllBut({ AWS: [BARISTA.arn] })).allowed).toBe(false);
    expect(decide(BARISTA, send, denyAllBut({ AWS: [`${BARISTA.arn}2`, ACCOUNT] })).allowed).toBe(false);
  });

  test('denies services that it does not name', () => {
    const resource = [by('*'), { ...DENY, NotPrincipal: { Service: 'sns.amazonaws.com' } }];
    expect(decide(EVENTS, send, { resource }).allowed).toBe(false);
    expect(decide({ kind: 'service', service: 'sns.amazonaws.com' }, send, { resource }).allowed).toBe(true);
  });
});

// reference_policies_evaluation-logic-cross-account.html
describe('a role of another account', () => {
  const guest: Principal = { kind: 'role', arn: 'arn:aws:iam::111111111111:role/Guest', account: '111111111111' };

  test('needs the Allow of both sides', () => {
    expect(decide(guest, send, { identity: [ALLOW] })).toMatchObject({ because: 'no-resource-statement' });
    expect(decide(guest, send, { resource: [by({ AWS: guest.arn })] })).toMatchObject({
      because: 'no-identity-statement',
    });
    expect(decide(guest, send, { resource: [by('*')] }).allowed).toBe(false);
    expect(decide(guest, send, { identity: [ALLOW], resource: [by({ AWS: '111111111111' })] }).allowed).toBe(true);
    expect(decide(guest, send, { identity: [ALLOW], resource: [by({ AWS: ACCOUNT })] }).allowed).toBe(false);
  });
});

// The same page, "Resource-based policies": trust policies and key policies must allow explicitly.
describe('what must be allowed by the resource itself', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/Orders`;
  const assume = { action: 'sts:AssumeRole', resource: role, context: {} };
  const trust = (principal: object) => [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }];
  const identity = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role }];

  test('a service assumes a role that trusts it', () => {
    const lambda: Principal = { kind: 'service', service: 'lambda.amazonaws.com' };
    expect(decide(lambda, assume, { resource: trust({ Service: 'lambda.amazonaws.com' }) }).allowed).toBe(true);
    expect(decide(lambda, assume, { resource: trust({ Service: 'pipes.amazonaws.com' }) }).allowed).toBe(false);
  });

  test('a role assumes another one if that one trusts it, or trusts its account and it has the right itself', () => {
    expect(decide(BARISTA, assume, { identity })).toMatchObject({ because: 'no-resource-statement' });
    expect(decide(BARISTA, assume, { resource: trust({ AWS: BARISTA.arn }) }).allowed).toBe(true);
    expect(decide(BARISTA, assume, { resource: trust({ AWS: ACCOUNT }) })).toMatchObject({
      because: 'no-identity-statement',
    });
    expect(decide(BARISTA, assume, { resource: trust({ AWS: ACCOUNT }), identity }).allowed).toBe(true);
  });

  test('a key decides about its use, not the policies of roles alone', () => {
    const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
    const decrypt = { action: 'kms:Decrypt', resource: key, context: {} };
    const own = [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: key }];
    const ofAccount = [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: ACCOUNT } }];
    expect(decide(BARISTA, decrypt, { identity: own })).toMatchObject({ because: 'no-resource-statement' });
    expect(decide(BARISTA, decrypt, { identity: own, resource: ofAccount }).allowed).toBe(true);
  });
});

describe('a statement that names action and resource but whose condition does not hold', () => {
  test('is reported with what it wants and what the request has', () => {
    const rule = `arn:aws:events:us-east-1:${ACCOUNT}:rule/orders`;
    const resource = [
      { ...by({ Service: 'events.amazonaws.com' }), Condition: { ArnEquals: { 'aws:SourceArn': rule } } },
    ];
    const almost = (context: Record<string, string>) => {
      const verdict = decide(EVENTS, sendTo(QUEUE, context), { resource });
      return verdict.allowed ? [] : verdict.almost.map(({ failed }) => failed);
    };
    const wanted = { operator: 'ArnEquals', key: 'aws:SourceArn', wanted: [rule] };
    expect(almost({ 'aws:sourcearn': `${rule}2` })).toEqual([[{ ...wanted, given: `${rule}2` }]]);
    expect(almost({})).toEqual([[{ ...wanted, given: undefined }]]);
    expect(almost({ 'aws:sourcearn': rule })).toEqual([]);
  });

  test('is not reported when it speaks of something else or denies', () => {
    const condition = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    const verdict = decide(BARISTA, send, {
      identity: [
        { ...ALLOW, ...condition, Resource: `${QUEUE}2` },
        { ...DENY, ...condition },
      ],
    });
    expect(verdict).toMatchObject({ allowed: false, almost: [] });
  });
});
