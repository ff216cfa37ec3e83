import type { OrderHistory } from '../../pipeline/orders/order-history';
import { isTakenByBank, type LedgerRow } from '../stages/gateway';
import { announcedIn, historyIn } from './orders';
import { checksIn, unheardFailuresIn } from './outside';
import type { Rules, World } from './world';

/*
 * What must be so of payments that come back to life: customers dispute charges, and refunds fail that had succeeded.
 */

/** Nobody works, and nothing is on its way to the stages. */
const isQuiet = ({ inbox, workers, hints }: World): boolean =>
  inbox.length === 0 && workers.length === 0 && hints.length === 0;

const ofOrder = <T extends { readonly orderId: string }>(details: readonly T[], orderId: string): T[] =>
  details.filter((detail) => detail.orderId === orderId);

/** The gateway keeps money of an order that is not made: neither a refund nor a lost dispute has given it back. */
const isOwed = ({ status, refunds, dispute }: LedgerRow, order: OrderHistory | undefined): boolean =>
  status === 'captured' &&
  refunds.at(-1) !== 'succeeded' &&
  dispute !== 'lost' &&
  (order?.outcome === 'failed' || order?.outcome === 'cancelled');

/** The last refund that was announced has failed, and that was announced too: people know, and the operator can ask again. */
const isKnownToFail = (world: World, orderId: string): boolean => {
  const { refunded, refundFailed } = historyIn(world, orderId) ?? {};
  return (
    refundFailed !== undefined &&
    refundFailed.refundId === refunded?.refundId &&
    ofOrder(announcedIn(world, 'Payment Refund Failed'), orderId).some(
      ({ refundId }) => refundId === refundFailed.refundId,
    )
  );
};

/** Money that is owed has somebody who looks after it: a check, the sweep to come, a person who was told. */
const faultsOfDebts = (world: World, { planted }: Rules): string[] => {
  const swept = planted === 'sweep sleeps' ? [] : unheardFailuresIn(world).map(({ paymentId }) => paymentId);
  const checked = checksIn(world).map(({ orderId }) => orderId);
  return Object.entries(world.ledger)
    .filter(([, row]) => isOwed(row, historyIn(world, row.orderId)))
    .filter(([id, { orderId }]) => !checked.includes(orderId) && !swept.includes(id) && !isKnownToFail(world, orderId))
    .filter(() => world.deadLetters.length === 0)
    .map(([id, { orderId }]) => `${orderId}: ${id} is owed, and nobody knows`);
};

/** What an order has recorded of its payment's aftermath was announced. */
const faultsOfSilence = (world: World): string[] => {
  const orderIds = new Set(Object.values(world.ledger).map(({ orderId }) => orderId));
  return [...orderIds].flatMap((orderId) => {
    const { disputed, refunded, refundFailed } = historyIn(world, orderId) ?? {};
    const isTold =
      !disputed ||
      ofOrder(announcedIn(world, 'Payment Disputed'), orderId).some(({ status }) => status === disputed.status);
    const isRefundTold =
      !refunded ||
      ofOrder(announcedIn(world, 'Payment Refunded'), orderId).some(
        ({ metadata }) => metadata?.causationId === refunded.causedBy,
      );
    const isFailureTold =
      !refundFailed ||
      ofOrder(announcedIn(world, 'Payment Refund Failed'), orderId).some(
        ({ refundId }) => refundId === refundFailed.refundId,
      );
    const isBack = ofOrder(Object.values(world.ledger), orderId).some(({ refunds }) => refunds.at(-1) === 'succeeded');
    const isStale = isBack && refunded !== undefined && disputed?.status === 'opened';
    return [
      ...(isStale ? [`${orderId}: is refunded, and the end of its dispute was not published`] : []),
      ...(isTold ? [] : [`${orderId}: its dispute is ${disputed.status}, which is announced to nobody`]),
      ...(isRefundTold ? [] : [`${orderId}: its refund is announced to nobody`]),
      ...(isFailureTold ? [] : [`${orderId}: its refund has failed, which is announced to nobody`]),
    ];
  });
};

/** Each status of a dispute is announced once, and is true. */
const faultsOfDisputes = (world: World): string[] => {
  const announced = announcedIn(world, 'Payment Disputed').map(({ paymentId, status }) => `${paymentId} ${status}`);
  const isTrue = ([id, row]: [string, LedgerRow], text: string): boolean =>
    row.dispute !== undefined && (text === `${id} opened` || text === `${id} ${row.dispute}`);
  return [
    ...announced
      .filter((text, at) => announced.indexOf(text) !== at)
      .map((text) => `the dispute ${text} is announced twice`),
    ...announced
      .filter((text) => !Object.entries(world.ledger).some((row) => isTrue(row, text)))
      .map((text) => `the dispute ${text} is announced, which it is not`),
  ];
};

/** What the bank takes is not given back beside; what is announced of refunds is so of as many at the gateway. */
const faultsOfRefunds = (world: World): string[] => {
  const { ledger } = world;
  const orderIds = new Set(Object.values(ledger).map(({ orderId }) => orderId));
  return [
    ...Object.entries(ledger)
      .filter(([, row]) => isTakenByBank(row) && row.refunds.at(-1) === 'succeeded')
      .map(([id]) => `${id} is refunded although it is disputed`),
    ...[...orderIds].flatMap((orderId) => {
      const refunds = ofOrder(Object.values(ledger), orderId).flatMap((row) => row.refunds);
      const done = refunds.filter((status) => status === 'succeeded' || status === 'failed late').length;
      const failed = refunds.filter((status) => status === 'failed' || status === 'failed late').length;
      const told = ofOrder(announcedIn(world, 'Payment Refunded'), orderId).length;
      const toldFailed = ofOrder(announcedIn(world, 'Payment Refund Failed'), orderId).length;
      return [
        ...(told > done ? [`${orderId}: ${told} refunds are announced, ${done} were made`] : []),
        ...(toldFailed > failed ? [`${orderId}: ${toldFailed} failed refunds are announced, ${failed} failed`] : []),
      ];
    }),
  ];
};

/** @returns what is wrong with disputes and with refunds that fail late, in whatever moment. */
export const aftermathFaults = (world: World, rules: Rules): string[] => {
  if (Object.values(world.ledger).every(({ dispute, refunds }) => dispute === undefined && refunds.length === 0))
    return isQuiet(world) ? faultsOfDebts(world, rules) : [];
  return [
    ...faultsOfDisputes(world),
    ...faultsOfRefunds(world),
    ...(isQuiet(world) ? [...faultsOfDebts(world, rules), ...faultsOfSilence(world)] : []),
  ];
};

/** How disputes and late failures of an order's payment ended, for the list of all ways that a scenario can end. */
export const aftermathOf = (rows: readonly LedgerRow[]): string[] =>
  rows.flatMap(({ dispute, refunds }) => [
    ...(dispute ? [`dispute ${dispute}`] : []),
    ...(refunds.includes('failed late') ? [refunds.at(-1) === 'succeeded' ? 'refunded again' : 'refund failed'] : []),
  ]);
