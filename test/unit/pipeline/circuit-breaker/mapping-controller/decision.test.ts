import {
  decideKeeping,
  type KeeperSituation,
  modeFor,
} from '../../../../../pipeline/circuit-breaker/mapping-controller/decision';
import { type KeeperIntent, NO_INTENT } from '../../../../../pipeline/circuit-breaker/mapping-controller/intent';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../../pipeline/circuit-breaker/settings';
import { closed, INITIAL_STATE, opened, probing } from '../../../../../pipeline/circuit-breaker/state';

const NOW_MS = Date.UTC(2026, 0, 5, 8);
const OPEN = opened(INITIAL_STATE, 'down', NOW_MS, settings);
const DUE = opened(INITIAL_STATE, 'down', NOW_MS - 60_000, settings);
const HALF_OPEN = probing(DUE, 'one', NOW_MS, settings);
const CLOSED = closed(HALF_OPEN, NOW_MS);

const enabled = (maximumConcurrency = 10) => ({ state: 'Enabled', maximumConcurrency });
const disabled = (maximumConcurrency = 10) => ({ state: 'Disabled', maximumConcurrency });
const intent = (mode: KeeperIntent['mode'], more: Partial<KeeperIntent> = {}): KeeperIntent => ({
  mode,
  isDone: true,
  pausedByKeeper: mode === 'paused',
  version: 3,
  atMs: NOW_MS - 120_000,
  ...more,
});
const pending = { isDone: false };

const decide = (breaker: KeeperSituation['breaker'], mapping: KeeperSituation['mapping'], lastIntent: KeeperIntent) =>
  decideKeeping({ breaker, mapping, intent: lastIntent, configuredConcurrency: 10, nowMs: NOW_MS });

const NONE = { action: 'none' };
const change = (mode: string, what: object) => ({ action: 'change', mode, change: what });
const record = (mode: string) => ({ action: 'record', mode });
const leave = (finding: string) => ({ action: 'leave', finding });

it('knows how the queue should be drained in each state of the breaker', () => {
  expect([INITIAL_STATE, CLOSED, OPEN, DUE, HALF_OPEN].map((state) => modeFor(state, NOW_MS))).toEqual([
    'running',
    'running',
    'paused',
    'probing',
    'probing',
  ]);
});

describe('the keeper, where nobody interferes,', () => {
  it.each([
    ['leaves a healthy mapping alone', INITIAL_STATE, enabled(), NO_INTENT, NONE],
    ['disables it when the breaker opens', OPEN, enabled(), NO_INTENT, change('paused', { enabled: false })],
    ['leaves it disabled until the recovery time', OPEN, disabled(), intent('paused'), NONE],
    [
      'enables it for the probe',
      DUE,
      disabled(),
      intent('paused'),
      change('probing', { enabled: true, maximumConcurrency: 2 }),
    ],
    ['leaves it to the probe', HALF_OPEN, enabled(2), intent('probing'), NONE],
    [
      'disables it again after a failed probe',
      OPEN,
      enabled(2),
      intent('probing'),
      change('paused', { enabled: false }),
    ],
    ['enables it for a later probe', DUE, disabled(2), intent('paused'), change('probing', { enabled: true })],
    [
      'restores it when the breaker has closed',
      CLOSED,
      enabled(2),
      intent('probing'),
      change('running', { maximumConcurrency: 10 }),
    ],
    [
      'enables and restores it when the breaker was closed during the pause',
      CLOSED,
      disabled(2),
      intent('paused'),
      change('running', { enabled: true, maximumConcurrency: 10 }),
    ],
    [
      'narrows a mapping that it was too late to pause',
      DUE,
      enabled(),
      NO_INTENT,
      change('probing', { maximumConcurrency: 2 }),
    ],
  ])('%s', (_, breaker, mapping, lastIntent, decision) => {
    expect(decide(breaker, mapping, lastIntent)).toEqual(decision);
  });

  it.each(['Creating', 'Enabling', 'Disabling', 'Updating', 'Deleting'])('waits while the mapping is %s', (state) => {
    expect(decide(OPEN, { state, maximumConcurrency: 10 }, NO_INTENT)).toEqual({ action: 'wait' });
  });
});

describe('the keeper, after a run that died before it was done,', () => {
  it.each([
    ['disables', OPEN, enabled(), intent('paused', pending), change('paused', { enabled: false })],
    [
      'enables for the probe',
      DUE,
      disabled(),
      intent('probing', { ...pending, pausedByKeeper: true }),
      change('probing', { enabled: true, maximumConcurrency: 2 }),
    ],
    ['restores', CLOSED, enabled(2), intent('running', pending), change('running', { maximumConcurrency: 10 })],
    ['notes that the mapping was disabled', OPEN, disabled(), intent('paused', pending), record('paused')],
    ['notes that the mapping was enabled', DUE, enabled(2), intent('probing', pending), record('probing')],
    ['notes that the mapping was restored', CLOSED, enabled(), intent('running', pending), record('running')],
    [
      'keeps a pause that a probe was about to end',
      OPEN,
      disabled(),
      intent('probing', { ...pending, pausedByKeeper: true }),
      record('paused'),
    ],
    ['notes that a pause was not needed any more', CLOSED, enabled(), intent('paused', pending), record('running')],
  ])('%s', (_, breaker, mapping, lastIntent, decision) => {
    expect(decide(breaker, mapping, lastIntent)).toEqual(decision);
  });
});

describe('an operator', () => {
  const OFF = leave('disabled by an operator');
  const ON = leave('enabled by an operator');
  const OTHER = leave('concurrency changed by an operator');

  it.each([
    ['may disable a healthy mapping', INITIAL_STATE, disabled(), NO_INTENT, OFF],
    ['may disable it before the breaker opens', OPEN, disabled(), NO_INTENT, OFF],
    ['is not overruled at the recovery time', DUE, disabled(), intent('running'), OFF],
    ['may disable it during a probe', HALF_OPEN, disabled(2), intent('probing'), OFF],
    ['is not overruled when the breaker closes', CLOSED, disabled(2), intent('probing'), OFF],
    ['may disable it while it is being restored', CLOSED, disabled(2), intent('running', pending), OFF],
    ['may enable it while the breaker is open', OPEN, enabled(), intent('paused'), ON],
    ['keeps it as enabled at the recovery time', DUE, enabled(), intent('paused'), ON],
    [
      'gets it restored when the breaker has closed',
      CLOSED,
      enabled(2),
      intent('paused'),
      change('running', { maximumConcurrency: 10 }),
    ],
    ['need not be told when it is restored already', CLOSED, enabled(), intent('paused'), record('running')],
    ['may change the concurrency', INITIAL_STATE, enabled(5), NO_INTENT, OTHER],
    ['may lift the limit', INITIAL_STATE, { state: 'Enabled', maximumConcurrency: undefined }, NO_INTENT, OTHER],
    ['may change the concurrency during a probe', HALF_OPEN, enabled(10), intent('probing'), OTHER],
    ['keeps a concurrency through the pause', OPEN, enabled(5), NO_INTENT, change('paused', { enabled: false })],
    ['keeps it for the probe', DUE, disabled(5), intent('paused'), change('probing', { enabled: true })],
    ['keeps it when the breaker has closed', CLOSED, enabled(5), intent('probing'), record('running')],
  ])('%s', (_, breaker, mapping, lastIntent, decision) => {
    expect(decide(breaker, mapping, lastIntent)).toEqual(decision);
  });

  it('who enables the mapping again is served from then on', () => {
    expect(decide(OPEN, enabled(2), intent('probing'))).toEqual(change('paused', { enabled: false }));
  });

  it('is not suspected while a change of the keeper’s own may still be taking hold', () => {
    const fresh = { atMs: NOW_MS - 59_999 };
    expect(decide(OPEN, enabled(), intent('paused', fresh))).toEqual({ action: 'settle' });
    expect(decide(DUE, disabled(2), intent('probing', fresh))).toEqual({ action: 'settle' });
    expect(decide(OPEN, enabled(), intent('paused', { atMs: NOW_MS - 60_000 }))).toEqual(ON);
  });
});
