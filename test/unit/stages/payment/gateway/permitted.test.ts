import pLimit from 'p-limit';
import { type CircuitBreaker, noBreaker } from '../../../../../pipeline/circuit-breaker/breaker';
import type { PaymentGateway, PaymentIntent, PaymentRefund } from '../../../../../stages/payment/gateway/gateway';
import { permitted } from '../../../../../stages/payment/gateway/permitted';
import { Gateway, GatewayDown } from '../../../pipeline/circuit-breaker/gateway-behind-breaker';

/** A gateway on which every operation is `call`. */
const gatewayOf = (call: () => Promise<unknown>): PaymentGateway => {
  const operation = () => call() as Promise<PaymentIntent>;
  const refunding = () => call() as Promise<PaymentRefund>;
  return {
    open: operation,
    confirm: operation,
    resume: operation,
    read: operation,
    cancel: operation,
    settle: operation,
    abandon: operation,
    readRefund: refunding,
    readDispute: async () => undefined,
    refund: refunding,
  };
};

/** What a stage does with a record, so many calls at once: one call under a permit of its own. */
const atMostAtOnce = (calls: number, breaker: CircuitBreaker) => {
  const limit = pLimit(calls);
  return async (call: () => Promise<unknown>): Promise<unknown> => {
    await using permit = await breaker.enter();
    return await permitted({ permit }, { limit, turn: async () => undefined }, gatewayOf(call)).read('pi-1');
  };
};

/** A gateway that answers when it is told to. */
class SlowGateway {
  underWay = 0;
  most = 0;
  started = 0;
  readonly #answers: (() => void)[] = [];

  readonly call = async (): Promise<void> => {
    this.started += 1;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await new Promise<void>((resolve) => this.#answers.push(resolve));
    this.underWay -= 1;
  };

  /** Answers one call after the other until none waits. */
  async answerAll(): Promise<void> {
    for (let answer = this.#answers.shift(); answer; answer = this.#answers.shift()) {
      answer();
      await new Promise(setImmediate);
    }
  }
}

const records = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('calls of the gateway at once', () => {
  it('are never more than allowed, however many records are worked, and all of them get through', async () => {
    const gateway = new SlowGateway();
    const call = atMostAtOnce(3, noBreaker);
    const work = records(10).map(() => call(gateway.call));
    await new Promise(setImmediate);
    expect(gateway.started).toBe(3);
    await gateway.answerAll();
    await Promise.all(work);
    expect(gateway).toMatchObject({ started: 10, most: 3, underWay: 0 });
  });

  it('leave a place when one of them fails', async () => {
    const call = atMostAtOnce(1, noBreaker);
    const failing = call(() => Promise.reject(new GatewayDown('503')));
    const next = call(async () => 'paid');
    await expect(failing).rejects.toThrow(GatewayDown);
    await expect(next).resolves.toBe('paid');
  });

  it('are not made any more by those that still waited when the breaker opened', async () => {
    const gateway = new Gateway();
    gateway.down();
    const call = atMostAtOnce(1, gateway.instance('one', { failureThreshold: 5 }).breaker);
    const outcomes = await Promise.allSettled(records(20).map(() => call(gateway.call)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(gateway.calls).toBe(5);
  });

  it('do not count the time that they waited for their turn as slowness of the gateway', async () => {
    const gateway = new Gateway();
    gateway.answer = () => {
      gateway.nowMs += 900;
    };
    const one = gateway.instance('one', { slowCallMs: 1_000, failureThreshold: 1 });
    const call = atMostAtOnce(1, one.breaker);
    await Promise.all(records(8).map(() => call(gateway.call)));
    expect(gateway.item.state.status).toBe('closed');
    expect(gateway.calls).toBe(8);
  });
});
