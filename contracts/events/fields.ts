import * as z from 'zod/mini';

/** Ids are message group ids, dedup scopes and key parts at once, so one narrow alphabet fits all of them. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The one version of event details that this release reads and writes. */
export const SCHEMA_VERSION = 1;

/** Ids name entries of maps, in DynamoDB's too, and the AWS SDK loses an entry of this name when it stores one. */
const NO_ENTRY = '__proto__';

export const id = z.string().check(
  z.regex(ID_PATTERN, 'must be 1 to 64 of A-Z a-z 0-9 _ -'),
  z.refine((value) => value !== NO_ENTRY, `must not be ${NO_ENTRY}`),
);
export const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 date and time with offset' });
/** Minor units of the currency. Signs and zero are the domain's business, not the schema's. */
export const minorUnits = z.int();
/** Checked against ISO 4217 by the domain, so that a wrong one is refused to the customer and not dead-lettered. */
export const currency = z.string().check(z.minLength(1), z.maxLength(8));
export const text = z.string().check(z.maxLength(500));

export const orderLine = z.object({ productId: id, quantity: z.int(), unitPrice: minorUnits });
export type OrderLine = z.infer<typeof orderLine>;

/** What is added to the prices of the lines, or taken off them: `amount` is signed, a discount is below zero. */
export const adjustment = z.object({ type: z.enum(['discount', 'tax', 'tip']), amount: minorUnits });
export type Adjustment = z.infer<typeof adjustment>;

export const metadata = z.object({
  eventId: z.string().check(z.minLength(1), z.maxLength(128)),
  schemaVersion: z.literal(SCHEMA_VERSION, `must be ${SCHEMA_VERSION}, the only version this release reads`),
  causationId: z.optional(z.string().check(z.maxLength(128))),
});

/** What every detail carries. A producer that sends no metadata is read as version 1. */
export const base = { orderId: id, shopId: id, timestamp: instant, metadata: z.optional(metadata) };
/** The same for events of our own, which always say who they are. */
export const ownBase = { orderId: id, shopId: id, timestamp: instant, metadata };
