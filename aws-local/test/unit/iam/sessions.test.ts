import { Sessions } from '../../../src/iam/sessions';

const ROLE = 'arn:aws:iam::000000000000:role/service/Payment';
const header = (key: string) => `AWS4-HMAC-SHA256 Credential=${key}/20261201/us-east-1/sqs/aws4_request, Signature=00`;

describe('sessions of roles', () => {
  it('know a function by the key that it signs with, which has the form of a temporary one', () => {
    const sessions = new Sessions('000000000000');
    const { AWS_ACCESS_KEY_ID: key } = sessions.open(ROLE, 'payment');
    expect(key).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(sessions.signer(header(key))).toEqual({
      principal: { kind: 'role', arn: ROLE, account: '000000000000', session: 'payment' },
      functionName: 'payment',
    });
  });

  it('give a function the same key after a restart, and another function of the role another one', () => {
    const keyOf = (functionName: string) => new Sessions('000000000000').open(ROLE, functionName).AWS_ACCESS_KEY_ID;
    expect(keyOf('payment')).toBe(keyOf('payment'));
    expect(keyOf('payment')).not.toBe(keyOf('inventory'));
  });

  it.each([undefined, '', 'Bearer x', header('local'), header('ASIA0000000000000000')])(
    'know nobody by the header %p',
    (authorization) => {
      const sessions = new Sessions('000000000000');
      sessions.open(ROLE, 'payment');
      expect(sessions.signer(authorization)).toBeUndefined();
    },
  );
});
