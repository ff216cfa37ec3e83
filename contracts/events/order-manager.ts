import * as z from 'zod/mini';
import { base, currency, id, minorUnits, orderLine, text } from './fields';

export const ORDER_MANAGER_SOURCE = 'coffee-shop.order-manager';

/** The events that the order manager publishes and this service reacts to, by detail-type. */
export const orderManagerEvents = {
  'Order Created': z.object({
    ...base,
    customerId: id,
    items: z.array(orderLine).check(z.maxLength(200)),
    total: minorUnits,
    currency,
    payment: z.object({
      token: z.string().check(z.minLength(1), z.maxLength(255)),
      customer: z.optional(z.string().check(z.regex(/^cus_\w{1,100}$/))),
    }),
  }),
  'Order Confirmed': z.object(base),
  'Order Cancelled': z.object({ ...base, reason: z.optional(text) }),
  'Order Ready': z.object(base),
} as const;
