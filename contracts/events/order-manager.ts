import * as z from 'zod/mini';
import { adjustment, base, cardToken, currency, id, minorUnits, orderLine, text } from './fields';

export const ORDER_MANAGER_SOURCE = 'coffee-shop.order-manager';

/** The events that the order manager publishes and this service reacts to, by detail-type. */
export const orderManagerEvents = {
  'Order Created': z
    .object({
      ...base,
      customerId: id,
      items: z.array(orderLine).check(z.maxLength(200)),
      adjustments: z.optional(z.array(adjustment).check(z.maxLength(200))),
      total: minorUnits,
      currency,
      payment: z.optional(
        z.object({
          token: cardToken,
          customer: z.optional(z.string().check(z.regex(/^cus_\w{1,100}$/))),
        }),
      ),
    })
    .check(
      z.refine(({ total, payment }) => total === 0 || payment !== undefined, {
        error: 'must be given unless total is 0',
        path: ['payment'],
      }),
    )
    // The same for the published schema, which a refinement does not reach.
    .register(z.globalRegistry, {
      anyOf: [
        { type: 'object', properties: { payment: {} }, required: ['payment'] },
        { type: 'object', properties: { total: { const: 0 } }, required: ['total'] },
      ],
    }),
  'Order Confirmed': z.object(base),
  'Order Cancelled': z.object({ ...base, reason: z.optional(text) }),
  'Order Ready': z.object(base),
} as const;
