import { readGatewayEnvironment } from '../../../../../stages/payment/gateway/environment';

const variables = { GATEWAY_SECRET_ARN: 'arn:secret', BREAKER_NAME: 'payment-gateway', GATEWAY_ENVIRONMENT: 'a/r/s' };
const stage = { groupsAtOnce: 7 };

describe('what payment is told about the gateway', () => {
  it('is, unless told otherwise, Stripe itself behind a breaker, with a call at once for each group', () => {
    expect(readGatewayEnvironment(variables, stage)).toEqual({
      secretId: 'arn:secret',
      environment: 'a/r/s',
      url: undefined,
      breakerName: 'payment-gateway',
      breakerIsOn: true,
      callsAtOnce: 7,
      callsPerSecond: 2,
    });
  });

  it('may be another host, fewer calls and no breaker', () => {
    const most = { MAX_GATEWAY_CALLS_AT_ONCE: '2', MAX_GATEWAY_CALLS_PER_SECOND: '0.5' };
    const more = { GATEWAY_URL: 'http://127.0.0.1:1', ...most, BREAKER: 'off' };
    expect(readGatewayEnvironment({ ...variables, ...more }, stage)).toMatchObject({
      url: 'http://127.0.0.1:1',
      callsAtOnce: 2,
      callsPerSecond: 0.5,
      breakerIsOn: false,
    });
  });

  it.each([
    ['GATEWAY_SECRET_ARN', '', 'GATEWAY_SECRET_ARN is missing'],
    ['BREAKER_NAME', '', 'BREAKER_NAME is missing'],
    ['GATEWAY_ENVIRONMENT', '', 'GATEWAY_ENVIRONMENT is missing'],
    ['BREAKER', 'no', 'BREAKER must be on or off, got no'],
    ['MAX_GATEWAY_CALLS_PER_SECOND', '-1', 'MAX_GATEWAY_CALLS_PER_SECOND must be a positive number, got -1'],
    ['MAX_GATEWAY_CALLS_AT_ONCE', '0', 'MAX_GATEWAY_CALLS_AT_ONCE must be a positive number, got 0'],
  ])('is refused for a wrong %s by name and value', (name, value, problem) => {
    expect(() => readGatewayEnvironment({ ...variables, [name]: value }, stage)).toThrow(problem);
  });
});
