import type { CircuitBreaker } from '../../../../pipeline/circuit-breaker/breaker';
import { Gateway, type Instance, KeyMissing, through, times } from './gateway-behind-breaker';

const MINUTE_MS = 60_000;

/** A gateway that has been down for the recovery time. */
const afterRecoveryTime = async (...owners: string[]): Promise<{ gateway: Gateway; instances: Instance[] }> => {
  const gateway = new Gateway();
  const instances = owners.map((owner) => gateway.instance(owner));
  gateway.down();
  await times(5, () => instances[0]?.pay() ?? Promise.reject(new Error('no instance')));
  gateway.nowMs += MINUTE_MS;
  gateway.calls = 0;
  return { gateway, instances };
};

const first = ([instance]: readonly Instance[]): Instance => {
  if (!instance) throw new Error('no instance');
  return instance;
};

const gate = () => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
};

describe('the probe', () => {
  it('that fails opens the breaker again for twice the time, with one call of a whole batch', async () => {
    const { gateway, instances } = await afterRecoveryTime('one');
    const one = first(instances);
    const results = await Promise.all(Array.from({ length: 10 }, one.pay));
    expect(results).toEqual(['GatewayDown', ...Array(9).fill('BreakerOpenError')]);
    expect(gateway.calls).toBe(1);
    expect(gateway.item.state).toMatchObject({ status: 'open', retryAtMs: gateway.nowMs + 2 * MINUTE_MS });
    expect(one.transitions.map(({ to }) => to.status)).toEqual(['open', 'half-open', 'open']);
    expect(one.transitions[2]?.event?.type).toBe('Circuit Opened');
  });

  it('that succeeds lets the next of the batch probe, one by one, until two successes have closed the breaker', async () => {
    const { gateway, instances } = await afterRecoveryTime('one');
    const one = first(instances);
    let inFlight = 0;
    const mostInFlight: number[] = [];
    gateway.answer = async () => {
      inFlight += 1;
      mostInFlight.push(inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
    };
    expect(await Promise.all(Array.from({ length: 10 }, one.pay))).toEqual(Array(10).fill('paid'));
    expect(mostInFlight.slice(0, 2)).toEqual([1, 1]);
    expect(gateway.item.state.status).toBe('closed');
    expect(one.transitions.flatMap(({ event }) => event?.type ?? [])).toEqual(['Circuit Opened', 'Circuit Closed']);
  });

  it('may make several calls, which count as one success, and what it found out is kept', async () => {
    const { gateway, instances } = await afterRecoveryTime('one', 'two');
    const [one, two] = instances;
    gateway.back();
    await through(one?.breaker as CircuitBreaker, async (call) => {
      await call(gateway.call);
      await call(gateway.call);
    });
    expect(gateway.item.state).toMatchObject({ status: 'half-open', successes: 1 });
    gateway.nowMs += 5_000;
    expect(await two?.pay()).toBe('paid');
    expect(gateway.item.state.status).toBe('closed');
  });

  it('whose last call fails has failed, whatever succeeded before', async () => {
    const { gateway, instances } = await afterRecoveryTime('one');
    gateway.back();
    const work = through(first(instances).breaker, async (call) => {
      await call(gateway.call);
      gateway.down();
      await call(gateway.call);
    });
    await expect(work).rejects.toThrow('connection refused');
    expect(gateway.item.state).toMatchObject({ status: 'open', retryAtMs: gateway.nowMs + 2 * MINUTE_MS });
  });

  it.each([
    ['makes no call', async () => undefined],
    [
      'never reaches the gateway',
      async (call: (callee: () => Promise<never>) => Promise<never>) =>
        call(() => Promise.reject(new KeyMissing())).catch(() => undefined),
    ],
  ])('that %s decides nothing and leaves its place to the next', async (_, work) => {
    const { gateway, instances } = await afterRecoveryTime('one', 'two');
    await through(first(instances).breaker, work);
    expect(gateway.item.state).toMatchObject({ status: 'half-open', successes: 0 });
    expect(gateway.item.state).not.toHaveProperty('probe');
    gateway.down();
    gateway.nowMs += 5_000;
    expect(await instances[1]?.pay()).toBe('GatewayDown');
    expect(gateway.item.state.status).toBe('open');
  });

  it('is a single one: another instance is told to wait until its place is free', async () => {
    const { gateway, instances } = await afterRecoveryTime('one', 'two');
    const [one, two] = instances;
    const { open, passed } = gate();
    gateway.answer = () => passed;
    const probe = one?.pay();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(through(two?.breaker as CircuitBreaker, (call) => call(gateway.call))).rejects.toMatchObject({
      name: 'BreakerOpenError',
      retryAtMs: gateway.nowMs + 35_000,
    });
    expect(gateway.calls).toBe(1);
    open();
    expect(await probe).toBe('paid');
  });

  it('whose owner dies holds up recovery only until its lease is over', async () => {
    const { gateway, instances } = await afterRecoveryTime('dies', 'two');
    const two = instances[1];
    gateway.answer = () => new Promise(() => undefined);
    void first(instances).pay();
    await new Promise((resolve) => setImmediate(resolve));
    gateway.back();
    gateway.nowMs += 34_999;
    expect(await two?.pay()).toBe('BreakerOpenError');
    gateway.nowMs += 1;
    expect(await times(3, () => two?.pay() ?? Promise.resolve(''))).toEqual(['paid', 'paid', 'paid']);
    expect(gateway.item.state.status).toBe('closed');
  });

  it('that comes back from the dead does not undo what was found out since', async () => {
    const { gateway, instances } = await afterRecoveryTime('zombie', 'two');
    const { open, passed } = gate();
    gateway.answer = async () => {
      await passed;
      throw new Error('connection reset');
    };
    const zombie = first(instances).pay();
    await new Promise((resolve) => setImmediate(resolve));
    gateway.back();
    gateway.nowMs += 35_000;
    await times(3, () => instances[1]?.pay() ?? Promise.resolve(''));
    open();
    expect(await zombie).toBe('Error');
    expect(gateway.item.state.status).toBe('closed');
    expect(await first(instances).pay()).toBe('paid');
  });
});

describe('clocks that are 5 seconds apart', () => {
  it.each([5_000, -5_000])('do not take the place of a probe that is alive (%i ms)', async (aheadMs) => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    const skewed = gateway.instance('skewed', {}, aheadMs);
    gateway.down();
    await times(5, one.pay);
    gateway.nowMs += MINUTE_MS;
    gateway.answer = () => new Promise(() => undefined);
    void one.pay();
    await new Promise((resolve) => setImmediate(resolve));
    gateway.back();
    gateway.nowMs += 29_999;
    expect(await skewed.pay()).toBe('BreakerOpenError');
    gateway.nowMs += 10_001;
    expect(await skewed.pay()).toBe('paid');
  });

  it.each([5_000, -5_000])('open once and recover (%i ms)', async (aheadMs) => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    const skewed = gateway.instance('skewed', {}, aheadMs);
    gateway.down();
    await Promise.all([times(5, skewed.pay), times(5, one.pay)]);
    expect(gateway.item.state.transition).toBe(1);
    expect([await one.pay(), await skewed.pay()]).toEqual(['BreakerOpenError', 'BreakerOpenError']);
    gateway.back();
    gateway.nowMs += MINUTE_MS + 5_000;
    expect(await times(3, one.pay)).toEqual(['paid', 'paid', 'paid']);
    gateway.nowMs += 5_000;
    expect(await skewed.pay()).toBe('paid');
    expect([...one.transitions, ...skewed.transitions].flatMap(({ event }) => event?.type ?? [])).toEqual(
      expect.arrayContaining(['Circuit Opened', 'Circuit Closed']),
    );
  });
});
