import { SCHEMA_VERSION } from '../../contracts/events/fields';
import { nameBasedId, type OutgoingEvent } from '../events/outgoing';

/** The payment that the stage shall read at the gateway. */
interface PaymentOfOrder {
  readonly orderId: string;
  readonly shopId: string;
  readonly paymentId: string;
}

/**
 * Payment Check Due. Its id follows from the order and the occasion, so that what is published twice is one event.
 * @param occasion tells apart the checks of one order.
 */
export const checkDueEvent = (
  { orderId, shopId, paymentId }: PaymentOfOrder,
  occasion: string,
  nowMs: number,
): OutgoingEvent<'Payment Check Due'> => ({
  type: 'Payment Check Due',
  detail: {
    orderId,
    shopId,
    timestamp: new Date(nowMs).toISOString(),
    metadata: { eventId: nameBasedId(`${orderId}\nPayment Check Due\n${occasion}`), schemaVersion: SCHEMA_VERSION },
    paymentId,
  },
});
