import { seededRandom } from '../../../../simulation/random';
import { Faults } from '../../../../simulation/stripe/faults';
import { handClock } from './hand-clock';

const faultsOf = (seed = 1) => {
  const clock = handClock();
  return { clock, faults: new Faults(clock, seededRandom(seed).next) };
};

describe('a planned fault', () => {
  it('hits as often as was planned', () => {
    const { faults } = faultsOf();
    faults.failNext({ kind: 'rate-limited', count: 2 });

    expect([faults.next('open'), faults.next('read'), faults.next('open')]).toEqual([
      'rate-limited',
      'rate-limited',
      undefined,
    ]);
  });

  it('waits for its operation', () => {
    const { faults } = faultsOf();
    faults.failNext({ kind: 'error-before-effect', operation: 'confirm' });

    expect([faults.next('open'), faults.next('confirm'), faults.next('confirm')]).toEqual([
      undefined,
      'error-before-effect',
      undefined,
    ]);
  });

  it('comes after those that were planned before it', () => {
    const { faults } = faultsOf();
    faults.failNext({ kind: 'error-before-effect' });
    faults.failNext({ kind: 'timeout-after-effect' });

    expect([faults.next('open'), faults.next('open')]).toEqual(['error-before-effect', 'timeout-after-effect']);
  });
});

describe('a fault rate', () => {
  const sequence = (seed: number) => {
    const { faults } = faultsOf(seed);
    faults.setRates([{ kind: 'error-after-effect', probability: 0.3, operation: 'confirm' }]);
    return Array.from({ length: 1000 }, () => faults.next('confirm'));
  };

  it('hits its share of the calls', () => {
    const hits = sequence(7).filter((fault) => fault === 'error-after-effect').length;

    expect(hits).toBeGreaterThan(250);
    expect(hits).toBeLessThan(350);
  });

  it('hits the same calls for the same seed, others for another', () => {
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
  });

  it('leaves other operations alone', () => {
    const { faults } = faultsOf();
    faults.setRates([{ kind: 'rate-limited', probability: 1, operation: 'refund' }]);

    expect([faults.next('open'), faults.next('refund')]).toEqual([undefined, 'rate-limited']);
  });
});

describe('an outage', () => {
  it('begins and ends when it was scheduled to', () => {
    const { clock, faults } = faultsOf();
    faults.scheduleOutage({ mode: '503', startInMs: 60_000, durationMs: 900_000 });
    const outageAfter = (ms: number) => {
      clock.advance(ms);
      return faults.outage;
    };

    expect([outageAfter(59_999), outageAfter(1), outageAfter(899_999), outageAfter(1)]).toEqual([
      undefined,
      '503',
      '503',
      undefined,
    ]);
  });

  it('is called off with everything else that was planned', () => {
    const { clock, faults } = faultsOf();
    faults.scheduleOutage({ mode: '503', startInMs: 10, durationMs: 10 });
    faults.failNext({ kind: 'rate-limited' });
    faults.setRates([{ kind: 'rate-limited', probability: 1 }]);
    faults.clear();
    clock.advance(15);

    expect([faults.outage, faults.next('open')]).toEqual([undefined, undefined]);
  });
});
