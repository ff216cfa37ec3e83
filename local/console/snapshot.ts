import { breakerStatus } from '../../ops/breaker/breaker';
import { readOrder } from '../../ops/order/show';
import { stateOf, waitingFor } from '../../ops/order/state';
import { timeline } from '../../ops/order/timeline';
import type { Session } from '../../ops/target/session';
import type { Environment } from '../environment';
import { type LettersView, lettersIn } from './letters';
import { type OrderBoard, PLACES, type Place, type Wanted } from './order-board';
import { arrivedIn, type Rates, type Slice } from './rates';
import { readShops, type ShopView } from './shops';
import { type StageView, stagesOf } from './stages';

export const PAYMENT_GATEWAY = 'payment-gateway';
/** Real time: what the page shows moves as fast as its reader sees it, whatever the clock's scale. */
export const SLICE_MS = 5_000;
export const SLICES = 60;
const SLICES_PER_MINUTE = 60_000 / SLICE_MS;
const ORDERS_SHOWN = 40;
/** Shops change seldom and take a scan. */
const SHOPS_AGE_MS = 2_000;

export interface Snapshot {
  readonly nowMs: number;
  /** Environment milliseconds per real millisecond. */
  readonly scale: number;
  /** Per place: orders that are there, and orders that came there within the last real minute. */
  readonly flow: readonly { readonly place: Place; readonly now: number; readonly lastMinute: number }[];
  readonly stages: readonly StageView[];
  readonly slices: readonly Slice[];
  readonly sliceMs: number;
  readonly breaker: { readonly status: string; readonly lines: readonly string[] };
  readonly gateway: { readonly outage: string | null };
  readonly shops: readonly ShopView[];
  readonly letters: readonly LettersView[];
}

export interface Seen {
  readonly environment: Environment;
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

/** Reads what it takes; several pages that ask within `freshMs` share one answer, and one reading under way. */
export const cached = <T>(freshMs: number, read: () => Promise<T>, nowMs: () => number): (() => Promise<T>) => {
  let last: { readonly atMs: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (last && nowMs() - last.atMs < freshMs) return last.value;
    const value = read();
    last = { atMs: nowMs(), value };
    // A failure is told to those who wait for it, and not kept.
    value.catch(() => {
      if (last?.value === value) last = undefined;
    });
    return value;
  };
};

const realMs = (): number => performance.now();

/** What the page shows besides the orders. */
export const snapshots = ({ environment, session, board, rates }: Seen): (() => Promise<Snapshot>) => {
  const { clock, gateway } = environment;
  const shops = cached(SHOPS_AGE_MS, () => readShops(session), realMs);
  const read = async (): Promise<Snapshot> => {
    const [status, shopViews, letters] = await Promise.all([
      breakerStatus(session, PAYMENT_GATEWAY),
      shops(),
      lettersIn(environment, session),
    ]);
    const nowMs = clock.now();
    const slices = rates.slices(nowMs);
    const { state } = status.json as { state: { status: string } };
    return {
      nowMs,
      scale: clock.scale,
      flow: flowOf(board.counts(), slices),
      stages: stagesOf(environment, session),
      slices,
      sliceMs: SLICE_MS,
      breaker: { status: state.status, lines: status.lines },
      gateway: { outage: gateway.faults.outage ?? null },
      shops: shopViews,
      letters,
    };
  };
  return cached(400, read, realMs);
};

export const foundOrders = ({ board }: Pick<Seen, 'board'>, wanted: Wanted) => board.find(wanted, ORDERS_SHOWN);

/** The history of one order, from the table; of one that is on the bus and not in the table yet, what the board knows. */
export const orderView = async ({ session, board }: Pick<Seen, 'session' | 'board'>, orderId: string) => {
  const order = await readOrder(session, orderId);
  const known = board.order(orderId);
  const shopId = order.shopId ?? known?.shopId;
  const isQueued = order.version === 0 && known !== undefined;
  return {
    orderId,
    state: isQueued ? 'queued' : stateOf(order),
    ...(shopId !== undefined && { shopId }),
    timeline: timeline(order),
    waitingFor: isQueued ? [`${known.place} to take it up (${known.lastEvent})`] : waitingFor(order),
  };
};
