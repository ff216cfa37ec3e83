import { circuitEvent } from '../../../../pipeline/circuit-breaker/events';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../pipeline/circuit-breaker/settings';
import {
  admittanceOf,
  closed,
  INITIAL_STATE,
  opened,
  probing,
  vacated,
} from '../../../../pipeline/circuit-breaker/state';

const START_MS = Date.UTC(2026, 0, 5, 8);
const SECOND_MS = 1_000;

describe('the states of a breaker', () => {
  it('lets every call through while it is closed', () => {
    expect(admittanceOf(INITIAL_STATE, START_MS, settings)).toEqual({ may: 'call' });
  });

  it('opens for a minute and then asks for a probe', () => {
    const open = opened(INITIAL_STATE, 'down', START_MS, settings);
    expect(open).toMatchObject({ status: 'open', transition: 1, retryAtMs: START_MS + 60 * SECOND_MS });
    expect(admittanceOf(open, START_MS + 59_999, settings)).toEqual({ may: 'wait', retryAtMs: open.retryAtMs });
    expect(admittanceOf(open, START_MS + 60_000, settings)).toEqual({ may: 'probe', from: open });
  });

  it('keeps the place of the only probe for its owner, and 5 seconds more for a clock that is behind', () => {
    const open = opened(INITIAL_STATE, 'down', START_MS, settings);
    const halfOpen = probing(open, 'one', open.retryAtMs, settings);
    const freeAtMs = open.retryAtMs + 35 * SECOND_MS;
    expect(admittanceOf(halfOpen, freeAtMs - 1, settings)).toEqual({ may: 'wait', retryAtMs: freeAtMs });
    expect(admittanceOf(halfOpen, freeAtMs, settings)).toEqual({ may: 'probe', from: halfOpen });
  });

  it('gives a place that was vacated to the next at once, who carries on counting successes', () => {
    const open = opened(INITIAL_STATE, 'down', START_MS, settings);
    const left = vacated(probing(open, 'one', open.retryAtMs, settings), 2, open.retryAtMs + 1);
    expect(admittanceOf(left, open.retryAtMs + 1, settings)).toEqual({ may: 'probe', from: left });
    expect(probing(left, 'two', open.retryAtMs + 1, settings)).toMatchObject({
      successes: 2,
      probe: { owner: 'two' },
      recoveryMs: 60 * SECOND_MS,
    });
  });

  it('doubles the recovery time with each failed probe from one minute to eight, and starts again after closing', () => {
    let nowMs = START_MS;
    let open = opened(INITIAL_STATE, 'down', nowMs, settings);
    const seconds = [open.recoveryMs / SECOND_MS];
    for (let failed = 0; failed < 4; failed++) {
      nowMs = open.retryAtMs;
      open = opened(probing(open, 'one', nowMs, settings), 'still down', nowMs, settings);
      seconds.push((open.retryAtMs - nowMs) / SECOND_MS);
    }
    expect(seconds).toEqual([60, 120, 240, 480, 480]);
    const again = opened(closed(probing(open, 'one', nowMs, settings), nowMs), 'down', nowMs, settings);
    expect(again.recoveryMs).toBe(60 * SECOND_MS);
  });

  it('numbers each change by one', () => {
    const open = opened(INITIAL_STATE, 'down', START_MS, settings);
    const probe = probing(open, 'one', START_MS, settings);
    expect([open, probe, vacated(probe, 0, START_MS), closed(probe, START_MS)].map((s) => s.transition)).toEqual([
      1, 2, 3, 3,
    ]);
  });
});

describe('the events of a breaker', () => {
  const open = opened(INITIAL_STATE, 'x'.repeat(600), START_MS, settings);

  it('are the same event each time the same change is reported, and others for other changes and breakers', () => {
    const id = (name: string, transition: number) =>
      circuitEvent(name, { ...open, transition })?.detail.metadata.eventId;
    expect(id('gateway', 1)).toBe(id('gateway', 1));
    expect(new Set([id('gateway', 1), id('gateway', 3), id('bank', 1)]).size).toBe(3);
  });

  it('say when the next probe is due and why, within what the contract allows', () => {
    expect(circuitEvent('gateway', open)).toMatchObject({
      type: 'Circuit Opened',
      detail: { name: 'gateway', timestamp: '2026-01-05T08:00:00.000Z', retryAt: '2026-01-05T08:01:00.000Z' },
    });
    expect(circuitEvent('gateway', open)).toHaveProperty('detail.reason', 'x'.repeat(500));
  });

  it('do not tell of a probe', () => {
    expect(circuitEvent('gateway', probing(open, 'one', START_MS, settings))).toBeUndefined();
  });
});
