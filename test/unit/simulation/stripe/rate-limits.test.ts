import { LIVE_RATE_LIMITS } from '../../../../simulation/stripe/rate-limits';
import { RunningSimulator } from './running-simulator';

/* https://docs.stripe.com/rate-limits */

let stripe: RunningSimulator;
afterEach(() => stripe.close());

const times = async <T>(count: number, call: () => Promise<T>): Promise<T[]> => {
  const answers: T[] = [];
  for (let nth = 0; nth < count; nth++) answers.push(await call());
  return answers;
};
const limited = (reason: string) => ({ status: 429, reason });
const read = async (id: string) => {
  const { status, headers } = await stripe.read(id);
  return { status, reason: headers.get('stripe-rate-limited-reason') };
};

it('an account is not limited unless it is asked for', async () => {
  stripe = await RunningSimulator.start();

  expect(new Set((await times(120, () => stripe.read('pi_1'))).map(({ status }) => status))).toEqual(new Set([404]));
});

describe('an account in live mode', () => {
  beforeEach(async () => {
    stripe = await RunningSimulator.start({ rateLimits: LIVE_RATE_LIMITS });
  });

  it('takes 25 requests per second of one endpoint, whatever the object', async () => {
    await times(24, () => stripe.read('pi_1'));

    expect(await read('pi_2')).toEqual({ status: 404, reason: null });
    expect(await read('pi_3')).toEqual(limited('endpoint-rate'));
    expect((await stripe.get('/v1/refunds')).status).toBe(200);
    stripe.clock.advance(999);
    expect(await read('pi_1')).toEqual(limited('endpoint-rate'));
    stripe.clock.advance(1);
    expect(await read('pi_1')).toEqual({ status: 404, reason: null });
  });

  it('says so in the words of Stripe', async () => {
    await times(25, () => stripe.read('pi_1'));

    expect((await stripe.read('pi_1')).body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: expect.stringContaining('Request rate limit exceeded'),
    });
  });

  it('takes 100 requests per second in all', async () => {
    await times(25, () => stripe.open());
    await times(25, () => stripe.confirm('pi_1'));
    await times(25, () => stripe.cancel('pi_1'));
    await times(25, () => stripe.refund('pi_1'));

    expect(await read('pi_1')).toEqual(limited('global-rate'));
  });

  it('takes 1,000 changes of one intent per hour', async () => {
    const id = await stripe.open();
    for (let second = 0; second < 40; second++) {
      await Promise.all(Array.from({ length: 25 }, () => stripe.confirm(id, 'pm_1')));
      stripe.clock.advance(1_000);
    }

    expect(stripe.simulator.calls.byOperation().confirm).toBe(1_000);
    const { status, headers } = await stripe.confirm(id);
    expect({ status, reason: headers.get('stripe-rate-limited-reason') }).toEqual(limited('resource-specific'));
    expect((await stripe.confirm(await stripe.open())).status).toBe(200);
    stripe.clock.advance(3_600_000);
    expect((await stripe.confirm(id)).status).toBe(200);
  });
});

it('limits are set, and lifted, by command', async () => {
  stripe = await RunningSimulator.start();
  await stripe.control('rate-limit', { enabled: true, perEndpointPerSecond: 1 });
  await read('pi_1');

  expect(await read('pi_1')).toEqual(limited('endpoint-rate'));
  await stripe.control('rate-limit', { enabled: false });
  expect(await read('pi_1')).toMatchObject({ status: 404 });
});
