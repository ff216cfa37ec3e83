import { BreakerOpenError } from '../../../../pipeline/batch/failure';
import {
  CardDeclined,
  Gateway,
  GatewayDown,
  KeyMissing,
  KeyRevoked,
  RequestRefused,
  through,
  times,
} from './gateway-behind-breaker';

const MINUTE_MS = 60_000;
const failWith = (error: Error) => () => {
  throw error;
};

describe('a closed breaker', () => {
  it('writes nothing and reads once in five seconds while all is well', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    await Promise.all(Array.from({ length: 10 }, () => one.pay()));
    gateway.nowMs += 4_999;
    await one.pay();
    expect(gateway.item).toMatchObject({ reads: 1, writes: 0 });
    gateway.nowMs += 1;
    await one.pay();
    expect(gateway.item).toMatchObject({ reads: 2, writes: 0 });
    expect(gateway.calls).toBe(12);
  });

  it('opens with the fifth failure in a row, and says so once', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.down();
    expect(await times(4, one.pay)).toEqual(Array(4).fill('GatewayDown'));
    expect(gateway.item.writes).toBe(0);
    expect(await times(3, one.pay)).toEqual(['GatewayDown', 'BreakerOpenError', 'BreakerOpenError']);
    expect(gateway.calls).toBe(5);
    expect(one.transitions).toHaveLength(1);
    expect(one.transitions[0]).toMatchObject({
      from: 'closed',
      event: {
        type: 'Circuit Opened',
        detail: { reason: '5 failures one after the other, the last: Error: connection refused' },
      },
    });
  });

  it('tells when to come back, before any work has begun', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.down();
    await times(5, one.pay);
    let begun = false;
    const refused = through(one.breaker, async () => {
      begun = true;
    });
    await expect(refused).rejects.toMatchObject({
      name: 'BreakerOpenError',
      failureClass: 'breaker-open',
      retryAtMs: gateway.nowMs + MINUTE_MS,
    });
    await expect(refused).rejects.toBeInstanceOf(BreakerOpenError);
    expect(begun).toBe(false);
  });

  it('starts counting again after a success, and a declined card is one', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    for (const answer of [() => undefined, failWith(new CardDeclined())]) {
      gateway.down();
      await times(4, one.pay);
      gateway.answer = answer;
      await one.pay();
    }
    gateway.down();
    await times(4, one.pay);
    expect(gateway.item.state.status).toBe('closed');
  });

  it('counts an order by its last call: one that opens a payment and cannot confirm it has failed', async () => {
    const gateway = new Gateway();
    const { breaker } = gateway.instance('one');
    const order = () =>
      through(breaker, async (call) => {
        gateway.back();
        await call(gateway.call);
        gateway.down();
        await call(gateway.call);
      }).catch(() => undefined);
    await times(5, order);
    expect(gateway.item.state.status).toBe('open');
  });

  it('opens when five orders are refused by our own fault, and not for one order that is tried five times', async () => {
    const gateway = new Gateway();
    const { breaker } = gateway.instance('one');
    gateway.answer = failWith(new RequestRefused());
    const order = (work: string) => through(breaker, (call) => call(gateway.call), { work }).catch(() => undefined);
    await times(9, () => order('o-1'));
    expect(gateway.item.state.status).toBe('closed');
    for (const work of ['o-2', 'o-3', 'o-4', 'o-5']) await order(work);
    expect(gateway.item.state.status).toBe('open');
  });

  it('opens at once when the gateway takes nothing from us', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.answer = failWith(new KeyRevoked('the key was revoked'));
    expect(await times(2, one.pay)).toEqual(['KeyRevoked', 'BreakerOpenError']);
    expect(gateway.item.state).toMatchObject({ status: 'open', reason: 'Error: the key was revoked' });
    expect(gateway.calls).toBe(1);
  });

  it('learns nothing from an error that says nothing about the gateway', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.down();
    await times(4, one.pay);
    gateway.answer = failWith(new KeyMissing());
    await times(4, one.pay);
    expect(gateway.item.state.status).toBe('closed');
    gateway.down();
    await one.pay();
    expect(gateway.item.state.status).toBe('open');
  });

  it('counts an answer that took too long as a failure, and gives it all the same', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one', { slowCallMs: 3_000 });
    gateway.answer = () => {
      gateway.nowMs += 3_000;
    };
    await times(5, one.pay);
    expect(gateway.item.state.status).toBe('closed');
    gateway.answer = () => {
      gateway.nowMs += 3_001;
    };
    expect(await times(5, one.pay)).toEqual(Array(5).fill('paid'));
    expect(gateway.item.state).toMatchObject({ status: 'open', reason: expect.stringContaining('3001 ms') });
  });

  it('makes one transition of failures that arrive side by side', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.down();
    await Promise.all(Array.from({ length: 10 }, () => one.pay()));
    expect(gateway.item.writes).toBe(1);
    expect(one.transitions).toHaveLength(1);
  });

  it('stops the later calls of work that it had admitted before it opened', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    const charged = through(one.breaker, async (call) => {
      await call(gateway.call);
      gateway.down();
      await times(5, one.pay);
      return call(gateway.call);
    });
    await expect(charged).rejects.toBeInstanceOf(BreakerOpenError);
    expect(gateway.calls).toBe(6);
  });
});

describe('two instances', () => {
  it('that trip at once make one transition, and the loser follows the winner', async () => {
    const gateway = new Gateway();
    const [one, two] = [gateway.instance('one'), gateway.instance('two')];
    gateway.down();
    await Promise.all([times(5, one.pay), times(5, two.pay)]);
    expect(gateway.item).toMatchObject({ writes: 2, state: { status: 'open', transition: 1 } });
    expect([...one.transitions, ...two.transitions]).toHaveLength(1);
    expect([await one.pay(), await two.pay()]).toEqual(['BreakerOpenError', 'BreakerOpenError']);
    expect(gateway.calls).toBe(10);
  });

  it('share what one of them found out: at once with a failure of the own, else within five seconds', async () => {
    const gateway = new Gateway();
    const [one, suspicious, unaware] = [gateway.instance('one'), gateway.instance('two'), gateway.instance('three')];
    await times(1, unaware.pay);
    gateway.down();
    await suspicious.pay();
    await times(5, one.pay);
    expect(await suspicious.pay()).toBe('BreakerOpenError');
    expect(await unaware.pay()).toBe('GatewayDown');
    gateway.nowMs += 5_000;
    expect(await unaware.pay()).toBe('BreakerOpenError');
  });

  it('do not reopen for calls that began before it closed', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one', { failureThreshold: 1, successesToClose: 1 });
    let fail: (error: Error) => void = () => undefined;
    const hanging = through(one.breaker, (call) =>
      call(
        () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      ),
    );
    gateway.down();
    await one.pay();
    gateway.back();
    gateway.nowMs += MINUTE_MS;
    await one.pay();
    expect(gateway.item.state.status).toBe('closed');
    fail(new GatewayDown());
    await expect(hanging).rejects.toBeInstanceOf(GatewayDown);
    expect(gateway.item.state.status).toBe('closed');
  });
});

describe('a store that cannot be reached', () => {
  it('lets calls through and reports it, and is asked again only after five seconds', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    gateway.item.isDown = true;
    expect(await times(3, one.pay)).toEqual(['paid', 'paid', 'paid']);
    expect(one.storeFailures).toHaveLength(1);
    gateway.nowMs += 5_000;
    await one.pay();
    expect(one.storeFailures).toHaveLength(2);
  });

  it('does not hide the gateway’s failures, and the breaker opens when the store is back', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one');
    await one.pay();
    gateway.item.isDown = true;
    gateway.down();
    expect(await times(8, one.pay)).toEqual(Array(8).fill('GatewayDown'));
    expect(one.storeFailures.length).toBeGreaterThan(0);
    gateway.item.isDown = false;
    gateway.nowMs += 5_000;
    await one.pay();
    expect(gateway.item.state.status).toBe('open');
  });

  it('lets the call through when the probe’s place cannot be taken', async () => {
    const gateway = new Gateway();
    const one = gateway.instance('one', { cacheMs: 2 * MINUTE_MS });
    gateway.down();
    await times(5, one.pay);
    gateway.back();
    gateway.nowMs += MINUTE_MS;
    gateway.item.isDown = true;
    expect(await one.pay()).toBe('paid');
    expect(one.storeFailures).toHaveLength(1);
    expect(gateway.item.state.status).toBe('open');
  });
});
