import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { circuitEvent } from '../../pipeline/circuit-breaker/events';
import { intentStore, type KeeperIntent } from '../../pipeline/circuit-breaker/mapping-controller/intent';
import { DEFAULT_BREAKER_SETTINGS } from '../../pipeline/circuit-breaker/settings';
import { type BreakerState, closed, opened } from '../../pipeline/circuit-breaker/state';
import { breakerStore } from '../../pipeline/circuit-breaker/store';
import { putEntry } from '../../pipeline/events/put-entries';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { spokenDuration } from '../terminal/duration';

const MAX_ATTEMPTS = 5;

const storeOf = ({ dynamodb, names: { ordersTable } }: Session, name: string) =>
  breakerStore({ client: dynamodb, tableName: ordersTable, name, writer: `operator ${process.pid}` });

/** A breaker's state in words. Pure. */
export const stateLine = (name: string, state: BreakerState, nowMs: number): string => {
  const since = state.transition === 0 ? '' : ` for ${spokenDuration(nowMs - state.changedAtMs)}`;
  switch (state.status) {
    case 'closed':
      return `${name} is closed${since}: calls go through`;
    case 'open': {
      const waitMs = state.retryAtMs - nowMs;
      const next = waitMs > 0 ? `next probe in ${spokenDuration(waitMs)}` : 'a probe is due';
      return `${name} is open${since}, ${next}: ${state.reason}`;
    }
    case 'half-open':
      return `${name} is half-open${since}: ${state.probe ? 'a probe is on its way' : 'nobody probes at the moment'}, ${state.successes} calls of probes succeeded`;
  }
};

/** What the keeper does with the queue meanwhile. Pure. */
export const keeperLine = ({ mode, isDone, version }: KeeperIntent): string =>
  version === 0
    ? 'the keeper has not had to do anything yet'
    : `the keeper has the queue ${mode}${isDone ? '' : ' (in transition)'}`;

/** `breaker status` */
export const breakerStatus = async (session: Session, name: string): Promise<Answer> => {
  const [state, intent] = await Promise.all([
    storeOf(session, name).read(),
    intentStore({ client: session.dynamodb, tableName: session.names.ordersTable, breakerName: name }).read(),
  ]);
  return { lines: [stateLine(name, state, session.now()), keeperLine(intent)], json: { name, state, keeper: intent } };
};

/** How an operator wants a breaker. */
export type Wanted =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly forMs: number; readonly reason: string };

/** The state that follows, or undefined if the breaker is so already. Opening an open one sets its time anew. Pure. */
export const wantedState = (state: BreakerState, wanted: Wanted, nowMs: number): BreakerState | undefined => {
  if (wanted.status === 'closed') return state.status === 'closed' ? undefined : closed(state, nowMs);
  const { recoveryMs } = DEFAULT_BREAKER_SETTINGS;
  const open = opened(state, `by an operator: ${wanted.reason}`, nowMs, DEFAULT_BREAKER_SETTINGS);
  // Its own recovery time goes on from the first: the gateway has not failed a probe.
  return open.status === 'open' ? { ...open, recoveryMs, retryAtMs: nowMs + wanted.forMs } : open;
};

/**
 * `breaker open`, `breaker close`: changes the shared state as a stage would, and says so on the bus, which wakes the keeper.
 * @throws Error if the stages keep changing it.
 */
export const setBreaker = async (session: Session, name: string, wanted: Wanted): Promise<Answer> => {
  const store = storeOf(session, name);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const state = await store.read();
    const next = wantedState(state, wanted, session.now());
    if (next && !(await store.write(next))) continue;
    const event = next && circuitEvent(name, next);
    if (event) {
      // Should it get lost, the keeper's next minute finds the state.
      await session.events.send(new PutEventsCommand({ Entries: [putEntry(event, session.names.busName)] }));
    }
    const now = next ?? state;
    return { lines: [stateLine(name, now, session.now())], json: { name, state: now, changed: next !== undefined } };
  }
  throw new Error(`${name} changed under every one of ${MAX_ATTEMPTS} attempts: look at breaker status`);
};
