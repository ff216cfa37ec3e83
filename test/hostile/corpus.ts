import { type DetailType, eventSchemas } from '../../contracts/events/events';
import { orderManagerEvents } from '../../contracts/events/order-manager';
import { OWN_EVENTS_TAKEN } from '../../contracts/events/subscriptions';
import { conflictingEvents } from './conflicts';
import { envelopes } from './envelopes';
import { forgedEvents, type Victim } from './forged';
import { type ForBus, type ForQueue, type HostileEvent, type Kind, QUEUES, textOf } from './hostile-event';
import { IDS } from './kinds/ids';
import { MONEY } from './kinds/money';
import { PROTOTYPE_NAMES } from './kinds/names';
import { NESTING } from './kinds/nesting';
import { NUMBERS } from './kinds/numbers';
import { SIZES } from './kinds/sizes';
import { TEXT } from './kinds/text';
import { TIMES } from './kinds/times';
import { TYPES } from './kinds/types';
import { VERSIONS } from './kinds/versions';
import { soundDetail, sourceOf } from './sound';

const ALL_TYPES = Object.keys(eventSchemas) as DetailType[];
const TAKEN: ReadonlySet<string> = new Set([...Object.keys(orderManagerEvents), ...OWN_EVENTS_TAKEN]);
const KINDS: readonly Kind[] = [
  ...TEXT,
  ...IDS,
  ...TYPES,
  ...NUMBERS,
  ...TIMES,
  ...VERSIONS,
  ...PROTOTYPE_NAMES,
  ...NESTING,
  ...SIZES,
];
/** How many kinds an event is tried with that no stage takes. */
const KINDS_OF_UNTAKEN = 4;
/** Times that a producer says of its event, in milliseconds from now: long ago, and to come. */
const TIMES_SAID_MS = [-61 * 86_400_000, 2 * 86_400_000];

interface CorpusOptions {
  /** Shops that sell, over which the events are spread. */
  readonly shops: readonly string[];
  readonly victims: readonly Victim[];
  /**
   * Each kind is tried with one of so many detail-types that stages take, every type with another part of the kinds; 5 unless
   * given, 1 crosses all kinds with all types.
   */
  readonly thinnedBy?: number;
  /** Epoch milliseconds; timestamps of the events are of this time. */
  readonly nowMs: number;
}

/** A hostile event of each kind and each detail-type, through the bus and past it. The same options give the same corpus. */
export const hostileCorpus = ({ shops, victims, nowMs, thinnedBy = 5 }: CorpusOptions): HostileEvent[] => {
  const timestamp = new Date(nowMs).toISOString();
  let made = 0;
  const spoiled = (type: DetailType, kind: Kind) => {
    made += 1;
    const about = { orderId: `hostile-${made}`, shopId: shops[made % shops.length] ?? '', timestamp };
    return { ...about, detail: textOf(kind.spoil(soundDetail(type, about), type)) };
  };
  const forBus = (type: DetailType, kind: Kind): ForBus => ({
    name: `${type}: ${kind.name}`,
    to: 'bus',
    source: sourceOf(type),
    detailType: type,
    detail: spoiled(type, kind).detail,
  });
  const forQueue = (to: ForQueue['to'], type: DetailType, kind: Kind): ForQueue => {
    const { detail, orderId, shopId } = spoiled(type, kind);
    const head = { id: `straight-${orderId}`, 'detail-type': type, source: sourceOf(type), time: timestamp };
    const body = `${JSON.stringify(head).slice(0, -1)},"detail":${detail}}`;
    return { name: `straight into ${to}: ${type}: ${kind.name}`, to, body, groupId: shopId };
  };
  const rotating = (at: number): Kind => KINDS[at % KINDS.length] as Kind;
  const sound: Kind = { name: 'nothing', spoil: (detail) => detail };

  return [
    ...ALL_TYPES.flatMap((type, at) => {
      const kinds = TAKEN.has(type)
        ? KINDS.filter((_, kind) => (kind + at) % thinnedBy === 0)
        : Array.from({ length: KINDS_OF_UNTAKEN }, (_, k) => rotating(7 * at + 11 * k));
      return kinds.map((kind) => forBus(type, kind));
    }),
    ...MONEY.map((kind) => forBus('Order Created', kind)),
    ...[...TAKEN].flatMap((type) =>
      TIMES_SAID_MS.map((timeInMs): ForBus => {
        const event = forBus(type as DetailType, sound);
        return { ...event, name: `${type}: a time ${timeInMs < 0 ? 'long ago' : 'to come'}`, timeInMs };
      }),
    ),
    ...forgedEvents(victims, timestamp),
    ...conflictingEvents(shops, timestamp),
    ...envelopes(shops, nowMs),
    ...QUEUES.flatMap((to, queue) => ALL_TYPES.map((type, at) => forQueue(to, type, rotating(29 * queue + 5 * at)))),
  ];
};
