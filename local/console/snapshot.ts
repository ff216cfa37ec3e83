import { breakerStatus } from '../../ops/breaker/breaker';
import { type PendingView, pendingView } from '../../ops/order/pending';
import { readCheck, readOrder } from '../../ops/order/show';
import { type OrderState, stateOf, waitingFor } from '../../ops/order/state';
import { type Moment, timeline } from '../../ops/order/timeline';
import type { Session } from '../../ops/target/session';
import { type Deliveries, deliveriesOf } from '../deliveries';
import type { AnyEnvironment } from '../environment';
import { type AlarmsView, alarmsIn } from './alarms';
import { type LettersView, type LetterView, lettersIn, lettersOf } from './letters';
import { type OrderBoard, PLACES, type Place, type Wanted } from './order-board';
import { type PendingPaymentsView, readPendingPayments } from './pending-payments';
import { arrivedIn, type Rates, type Slice } from './rates';
import { readShops, type ShopsView } from './shops';
import { type StageView, stagesOf } from './stages';

export const PAYMENT_GATEWAY = 'payment-gateway';
/** Charts go by real time: they move as their reader sees it, whatever the environment's clock does. */
export const realMs = (): number => performance.now();
export const SLICE_MS = 5_000;
export const SLICES = 60;
const SLICES_PER_MINUTE = 60_000 / SLICE_MS;
const ORDERS_SHOWN = 40;
/** Shops change seldom and take a scan; pending payments take seconds and a query per shard. */
const SELDOM_AGE_MS = 2_000;
const TABLES_AGE_MS = 400;

export interface Snapshot extends ShopsView {
  readonly nowMs: number;
  /** Environment milliseconds per real millisecond. */
  readonly scale: number;
  /** Per place: orders that are there, and orders that came there within the last real minute. */
  readonly flow: readonly { readonly place: Place; readonly now: number; readonly lastMinute: number }[];
  readonly pendingPayments: PendingPaymentsView;
  readonly stages: readonly StageView[];
  readonly deliveries: Deliveries;
  readonly alarms: AlarmsView;
  readonly slices: readonly Slice[];
  readonly sliceMs: number;
  readonly breaker: { readonly status: string; readonly lines: readonly string[] };
  /** `url`: the gateway is somebody else's, and this is where. */
  readonly gateway: { readonly outage: string | null; readonly url?: string };
  readonly letters: readonly LettersView[];
}

export interface Seen {
  readonly environment: AnyEnvironment;
  readonly session: Session;
  readonly board: OrderBoard;
  readonly rates: Rates;
}

/** How many orders are where, and how many came there. Pure. */
export const flowOf = (counts: Readonly<Record<Place, number>>, slices: readonly Slice[]): Snapshot['flow'] =>
  PLACES.map((place) => ({
    place,
    now: counts[place],
    lastMinute: arrivedIn(slices, place, SLICES_PER_MINUTE),
  }));

/** What several who ask within `freshMs` share: one answer, and one reading under way. */
export interface Shared<T> {
  read(): Promise<T>;
  /** Something has changed: the next who asks gets a new answer. */
  forget(): void;
}

export const shared = <T>(freshMs: number, read: () => Promise<T>, nowMs: () => number): Shared<T> => {
  let last: { readonly atMs: number; readonly value: Promise<T> } | undefined;
  return {
    read() {
      if (last && nowMs() - last.atMs < freshMs) return last.value;
      const value = read();
      last = { atMs: nowMs(), value };
      // A failure is told to those who wait for it, and not kept.
      value.catch(() => {
        if (last?.value === value) last = undefined;
      });
      return value;
    },
    forget() {
      last = undefined;
    },
  };
};

/** What the page shows besides the orders. What takes requests is shared among pages; what is at hand is always as it is now. */
export const snapshots = ({ environment, session, board, rates }: Seen): Shared<Snapshot> => {
  const { clock } = environment;
  const shops = shared(SELDOM_AGE_MS, () => readShops(session), realMs);
  const pending = shared(SELDOM_AGE_MS, () => readPendingPayments(session), realMs);
  const tables = shared(
    TABLES_AGE_MS,
    () =>
      Promise.all([
        breakerStatus(session, PAYMENT_GATEWAY),
        shops.read(),
        lettersIn(environment, session),
        pending.read(),
      ]),
    realMs,
  );
  return {
    async read() {
      const [status, shopsView, letters, pendingPayments] = await tables.read();
      const slices = rates.slices(realMs());
      const { state } = status.json as { state: { status: string } };
      return {
        nowMs: clock.now(),
        scale: clock.scale,
        flow: flowOf(board.counts(), slices),
        pendingPayments,
        stages: stagesOf(environment, session),
        deliveries: deliveriesOf(environment),
        alarms: alarmsIn(environment),
        slices,
        sliceMs: SLICE_MS,
        breaker: { status: state.status, lines: status.lines },
        gateway: gatewayOf(environment),
        ...shopsView,
        letters,
      };
    },
    forget() {
      shops.forget();
      pending.forget();
      tables.forget();
    },
  };
};

const gatewayOf = ({ gateway, variables }: AnyEnvironment): Snapshot['gateway'] =>
  gateway ? { outage: gateway.faults.outage ?? null } : { outage: null, url: variables.GATEWAY_URL ?? '' };

export const foundOrders = ({ board }: Pick<Seen, 'board'>, wanted: Wanted) => board.find(wanted, ORDERS_SHOWN);

/** One order as its page shows it. */
export interface OrderView {
  readonly orderId: string;
  /** `queued`: it is on its way, and no stage has written anything of it yet. */
  readonly state: OrderState | 'queued';
  readonly shopId?: string;
  readonly timeline: readonly Moment[];
  readonly waitingFor: readonly string[];
  /** Of a payment that is pending at the gateway. */
  readonly atGateway?: PendingView;
  readonly letters: readonly LetterView[];
}

/** The history of one order, from the table; of one that is not there yet, what bus and dead-letter queues know; else undefined. */
export const orderView = async (
  { environment, session, board }: Pick<Seen, 'environment' | 'session' | 'board'>,
  orderId: string,
): Promise<OrderView | undefined> => {
  const [order, letters, check] = await Promise.all([
    readOrder(session, orderId),
    lettersOf(environment, session, orderId),
    readCheck(session, orderId),
  ]);
  const known = board.order(orderId);
  const isWritten = order.version > 0;
  if (!isWritten && !known && letters.length === 0) return undefined;
  const shopId = order.shopId ?? known?.shopId ?? letters[0]?.shopId;
  const isDead = !isWritten && letters.length > 0;
  const taker = `${known?.place ?? 'a stage'} to take it up${known ? ` (${known.lastEvent})` : ''}`;
  return {
    orderId,
    state: isWritten ? stateOf(order) : 'queued',
    ...(shopId && { shopId }),
    timeline: timeline(order),
    waitingFor: isWritten ? waitingFor(order) : [isDead ? 'somebody to redrive its dead letter' : taker],
    ...(check && { atGateway: pendingView(check) }),
    letters,
  };
};
