import { keeperLine, stateLine, wantedState } from '../../../../ops/breaker/breaker';
import { NO_INTENT } from '../../../../pipeline/circuit-breaker/mapping-controller/intent';
import { DEFAULT_BREAKER_SETTINGS } from '../../../../pipeline/circuit-breaker/settings';
import { closed, INITIAL_STATE, opened, probing, vacated } from '../../../../pipeline/circuit-breaker/state';

const nowMs = 1_000_000;
const open = opened(INITIAL_STATE, 'five timeouts', nowMs - 30_000, DEFAULT_BREAKER_SETTINGS);

test.each([
  [INITIAL_STATE, 'gateway is closed: calls go through'],
  [closed(open, nowMs - 5_000), 'gateway is closed for 5s: calls go through'],
  [open, 'gateway is open for 30s, next probe in 30s: five timeouts'],
  [{ ...open, retryAtMs: nowMs }, 'gateway is open for 30s, a probe is due: five timeouts'],
  [
    probing(open, 'me', nowMs, DEFAULT_BREAKER_SETTINGS),
    'gateway is half-open for 0ms: a probe is on its way, 0 calls of probes succeeded',
  ],
  [
    vacated(probing(open, 'me', nowMs, DEFAULT_BREAKER_SETTINGS), 2, nowMs),
    'gateway is half-open for 0ms: nobody probes at the moment, 2 calls of probes succeeded',
  ],
])('a state in words: $status', (state, words) => expect(stateLine('gateway', state, nowMs)).toBe(words));

test('an operator opens it for as long as asked, and the next failed probe doubles the usual time, not this one', () => {
  const next = wantedState(open, { status: 'open', forMs: 600_000, reason: 'maintenance' }, nowMs);
  expect(next).toMatchObject({
    status: 'open',
    transition: open.transition + 1,
    retryAtMs: nowMs + 600_000,
    recoveryMs: DEFAULT_BREAKER_SETTINGS.recoveryMs,
    reason: 'by an operator: maintenance',
  });
});

test('an operator closes what is not closed', () => {
  expect(wantedState(open, { status: 'closed' }, nowMs)).toEqual(closed(open, nowMs));
  expect(wantedState(INITIAL_STATE, { status: 'closed' }, nowMs)).toBeUndefined();
});

test('what the keeper does meanwhile', () => {
  expect(keeperLine(NO_INTENT)).toBe('the keeper has not had to do anything yet');
  expect(keeperLine({ ...NO_INTENT, version: 2, mode: 'paused', isDone: false })).toBe(
    'the keeper has the queue paused (in transition)',
  );
});
