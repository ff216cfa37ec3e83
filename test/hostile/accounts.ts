import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE, STAGES, type StageName } from '../../contracts/events/order-processor';
import { SUBSCRIPTIONS } from '../../contracts/events/subscriptions';
import type { DeadLetter } from '../../ops/dlq/letter';
import { eventIn, orderIdIn } from '../../pipeline/batch/dead-letter';
import type { ForBus, HostileEvent } from './hostile-event';

/** What became of a hostile event where it was sent. */
export interface Sent {
  readonly event: HostileEvent;
  /** Why it was refused there. */
  readonly refused?: string;
  /** The id that the bus gave it. */
  readonly busId?: string;
}

/** A dead letter with what the operator's command says of it. */
export interface Died extends Pick<DeadLetter, 'queue' | 'reason' | 'reasonSource'> {
  readonly body: string;
}

/** What can be seen when all is done. */
interface Seen {
  readonly died: readonly Died[];
  /** Lines that the stages logged. */
  readonly log: readonly string[];
  /** Ids of the events that a rule lost. */
  readonly dropped: ReadonlySet<string>;
}

/** What nobody can account for, in words: the event, and the stage that should have had it. */
interface Account {
  readonly vanished: readonly string[];
  readonly withoutReason: readonly string[];
  /** How many ended in which way. */
  readonly ends: Readonly<Record<string, number>>;
}

const takes = (stage: StageName, { source, detailType }: ForBus): boolean => {
  const { fromOrderManager, fromOrderProcessor } = SUBSCRIPTIONS[stage];
  const types: readonly string[] =
    source === ORDER_MANAGER_SOURCE ? fromOrderManager : source === ORDER_PROCESSOR_SOURCE ? fromOrderProcessor : [];
  return types.includes(detailType);
};

const stagesOf = (event: HostileEvent): readonly StageName[] =>
  event.to === 'bus'
    ? STAGES.filter((stage) => takes(stage, event))
    : STAGES.filter((stage) => event.to.toLowerCase().startsWith(stage));

const bodyOf = (event: HostileEvent): string =>
  event.to === 'bus' ? `{"detail-type":${JSON.stringify(event.detailType)},"detail":${event.detail}}` : event.body;

const typeIn = (body: string): unknown => (eventIn(body) as { 'detail-type'?: unknown } | undefined)?.['detail-type'];

/** The messages that stages have worked, as stage, detail-type and order. */
const workedIn = (log: readonly string[]): ReadonlySet<string> =>
  new Set(
    log.flatMap((line) => {
      if (!line.includes('"operation"')) return [];
      const { stage, event, orderId } = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
      return [`${stage} ${event} ${orderId}`];
    }),
  );

/** Accounts for every hostile event, in each stage that takes it. */
export const accountFor = (sent: readonly Sent[], { died, log, dropped }: Seen): Account => {
  const worked = workedIn(log);
  const vanished: string[] = [];
  const withoutReason: string[] = [];
  const ends: Record<string, number> = {};
  const ended = (how: string): void => {
    ends[how] = (ends[how] ?? 0) + 1;
  };
  const byIdentity = new Map<unknown, Died[]>();
  for (const letter of died) {
    for (const identity of [letter.body, eventIn(letter.body)?.id])
      byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), letter]);
  }
  for (const { event, refused, busId } of sent) {
    if (refused !== undefined) {
      ended('refused where it was sent');
      continue;
    }
    const body = bodyOf(event);
    const stages = stagesOf(event);
    if (stages.length === 0) ended('taken by no stage');
    for (const stage of stages) {
      const letters = (byIdentity.get(event.to === 'bus' ? busId : body) ?? []).filter(
        ({ queue }) => queue.startsWith(stage) || queue === 'delivery-failures',
      );
      for (const { reasonSource, reason } of letters) {
        ended(`dead letter, reason ${reasonSource}`);
        if (reasonSource === 'unknown') withoutReason.push(`${stage}: ${event.name}: ${reason}`);
      }
      if (letters.length > 0) continue;
      if (worked.has(`${stage} ${typeIn(body)} ${orderIdIn(body)}`)) ended('worked');
      else if (busId !== undefined && dropped.has(busId)) ended('dropped by the rule, and told');
      else vanished.push(`${stage}: ${event.name}`);
    }
  }
  return { vanished, withoutReason, ends };
};
