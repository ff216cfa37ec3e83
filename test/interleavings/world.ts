import type { BusEventOf, OrderEventType } from '../../contracts/events/events';
import { eventSchemas } from '../../contracts/events/events';
import { STAGES, type StageName } from '../../contracts/events/order-processor';
import { failureClassOf } from '../../pipeline/batch/failure-class';
import type { RecordResult } from '../../pipeline/batch/record';
import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import type { EffectResult } from '../../pipeline/idempotency/effect-once';
import { delivered } from '../stages/events';
import type { Ledger } from '../stages/gateway';
import type { Call, StageSetup } from '../stages/run-stage';
import type { Tables } from '../stages/tables';
import { executed } from './executions';
import { interning } from './interning';
import { isLostByBus, type Planted } from './planted';
import { type Answer, FEEDS, type Progress } from './worker';

export type StageEvent = BusEventOf<OrderEventType>;

/** A message of a stage's queue; its id says all of it. */
export interface Message {
  readonly id: string;
  readonly stage: StageName;
  readonly event: StageEvent;
}

/** A worker that has taken messages and got so far. */
export interface Worker {
  readonly stage: StageName;
  readonly batch: readonly Message[];
  readonly answers: readonly Answer[];
  readonly progress: Progress;
}

/** An event of the gateway's own, on its way to the payment watcher. */
export interface Hint {
  /** The gateway's id of it. */
  readonly eventId: string;
  readonly orderId: string;
  readonly paymentId: string;
}

export interface World {
  readonly tables: Tables;
  readonly ledger: Ledger;
  readonly remembered: Readonly<Record<string, EffectResult>>;
  readonly inbox: readonly Message[];
  readonly workers: readonly Worker[];
  /** Our events by event id, as text. */
  readonly published: Readonly<Record<string, string>>;
  readonly deadLetters: readonly string[];
  readonly duplicatesLeft: number;
  readonly crashesLeft: number;
  readonly refundFailuresLeft: number;
  readonly lateFailuresLeft: number;
  readonly disputesLeft: number;
  readonly retriesLeft: number;
  /** Events of the gateway's own that the payment watcher has not got. */
  readonly hints: readonly Hint[];
  /** How often the payment watcher has asked for a check, counted up to 1: further checks are the same event again. */
  readonly checksSent: number;
  /** Whether the time that customers have for authenticating is over. */
  readonly isLate: boolean;
}

export interface Rules extends StageSetup {
  /** How many workers of one group may be at work: 2 is a zombie, or a visibility timeout that was too short. */
  readonly workersPerGroup: number;
  /** How many messages of its group a worker takes at once, 1 or 2. */
  readonly batchSize: number;
  /** Stages whose workers run to their end in one step: for worlds of several orders, whose steps at the gateway cannot meet. */
  readonly inOneStep: readonly StageName[];
  /** Whether the gateway sends events of its own; true unless said. */
  readonly sendsHints?: boolean;
  readonly planted?: Planted;
}

export const isRead = (call: Call): boolean => call.to === 'table' && 'RequestItems' in call.command.input;

/**
 * Whether what a worker is about to write has a condition that no longer holds. Should it hold again later, then all it depends on is as it was, and
 * writing without having read again would do the same as reading again.
 */
const isDoomed = ({ progress }: Worker, tables: Tables, rules: Rules): boolean =>
  'call' in progress &&
  progress.call.to === 'table' &&
  !isRead(progress.call) &&
  executed(tables, progress.call.command, rules) === undefined;

/** What a worker's future depends on: after a conflict it reads and decides afresh, and all that it knew before is forgotten. */
const futureOf = (worker: Worker, tables: Tables, rules: Rules): string => {
  const { stage, batch, answers, progress } = worker;
  // Payment decides its records one by one, so the first one's result outlives a conflict of the second.
  const decidesAllAfresh = stage !== 'payment' || batch.length === 1;
  if (decidesAllAfresh && isDoomed(worker, tables, rules)) return [...batch.map(({ id }) => id), 'doomed'].join();
  const sinceConflict = decidesAllAfresh
    ? answers.slice(answers.findLastIndex((answer) => 'fault' in answer) + 1)
    : answers;
  return [
    ...batch.map(({ id }) => id),
    ...sinceConflict.map((answer) => interning.numberOf(answer)),
    'results' in progress,
  ].join();
};

/** Worlds of one identity have the same future. */
export const identityUnder =
  (rules: Rules) =>
  ({ tables, ledger, remembered, published, ...world }: World): string =>
    [
      ...[tables, ledger, remembered, published].map((value) => interning.numberOf(value)),
      ...world.inbox.map(({ id }) => id),
      ...world.workers.map((worker) => futureOf(worker, tables, rules)).toSorted(),
      ...world.deadLetters,
      world.duplicatesLeft,
      world.crashesLeft,
      world.refundFailuresLeft,
      world.lateFailuresLeft,
      world.disputesLeft,
      world.retriesLeft,
      ...world.hints.map(({ eventId }) => eventId).toSorted(),
      world.checksSent,
      world.isLate,
    ].join('\n');

export const bySpelling = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** Puts events into the queues of all stages that get them. */
export const deliver = (world: World, events: readonly StageEvent[]): World => {
  const sent = events.flatMap((event) =>
    STAGES.filter((stage) => FEEDS[stage].includes(event.type)).map((stage) => ({
      id: `${stage} < ${event.type} ${event.detail.orderId} ${event.eventId} ${event.detail.metadata?.causationId ?? ''}`,
      stage,
      event,
    })),
  );
  return { ...world, inbox: [...world.inbox, ...sent].toSorted(bySpelling) };
};

interface Said {
  readonly eventId: string;
  readonly text: string;
  readonly onBus: StageEvent;
}

const checked = (event: OutgoingEvent): Said => {
  if (event.type === 'Circuit Opened' || event.type === 'Circuit Closed') throw new Error('no breaker here');
  const valid = eventSchemas[event.type].safeParse(event.detail);
  if (!valid.success) throw new Error(`${event.type} breaks its schema: ${JSON.stringify(valid.error.issues)}`);
  const { eventId = '' } = event.detail.metadata ?? {};
  return { eventId, text: JSON.stringify(event), onBus: delivered(event as Parameters<typeof delivered>[0]) };
};

const alreadyChecked = new WeakMap<OutgoingEvent, Said>();

/** The same progress of a worker is met in many worlds, with the same events. */
const saidBy = (event: OutgoingEvent): Said => {
  const said = alreadyChecked.get(event) ?? checked(event);
  alreadyChecked.set(event, said);
  return said;
};

const publish = (world: World, events: readonly OutgoingEvent[]): World => {
  if (events.length === 0) return world;
  const published = { ...world.published };
  const said = events.map(saidBy);
  for (const [index, { eventId, text }] of said.entries()) {
    const type = events[index]?.type;
    // Each cancellation that comes too late is its own cause of the one refusal.
    if ((published[eventId] ?? text) !== text && type !== 'Order Cancellation Refused') {
      throw new Error(`${type} ${eventId} was published as ${published[eventId]} and then as ${text}`);
    }
    published[eventId] = text;
  }
  const isNew = said.some(({ eventId, text }) => world.published[eventId] !== text);
  const after = isNew ? { ...world, published: interning.same(published) } : world;
  return deliver(
    after,
    said.map(({ onBus }) => onBus),
  );
};

export const without = <T>(all: readonly T[], gone: readonly T[]): T[] => {
  const left = [...all];
  for (const one of gone) left.splice(left.indexOf(one), 1);
  return left;
};

/** A worker has answered: its events go out, what failed for now returns, what failed for good is a dead letter. */
export const finish = (world: World, worker: Worker, results: readonly RecordResult[], { planted }: Rules): World => {
  let after: World = { ...world, workers: without(world.workers, [worker]) };
  for (const [index, result] of results.entries()) {
    const message = worker.batch[index];
    if (!message) throw new Error(`${worker.stage} answered for a message that it did not get`);
    if (result.status === 'done') {
      after = publish(
        after,
        result.events.filter((event) => !isLostByBus(event, planted)),
      );
    } else if (failureClassOf(result.error) === 'dependency') {
      after = { ...after, inbox: [...after.inbox, message].toSorted(bySpelling) };
    } else if (failureClassOf(result.error) === 'permanent') {
      after = { ...after, deadLetters: [...after.deadLetters, `${message.id}: ${String(result.error)}`].toSorted() };
    } else {
      throw result.error;
    }
  }
  return after;
};
