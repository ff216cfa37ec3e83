import * as z from 'zod/mini';
import { characterCount, isPortable } from '../text';

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

/** Text that every carrier takes, of so many characters as JSON Schema counts them: an emoji is one. */
const characters = (least: number, most: number) =>
  z
    .string()
    .check(
      z.refine((value) => {
        const count = characterCount(value);
        return count >= least && count <= most;
      }, `must have ${least} to ${most} characters`),
      z.refine(isPortable, 'must be well-formed text, without characters that SQS refuses'),
    )
    // The same for the published schema, which a refinement does not reach.
    .register(z.globalRegistry, { ...(least > 0 && { minLength: least }), maxLength: most });

/** Checked against ISO 4217 by the domain, so that a wrong one is refused to the customer and not dead-lettered. */
export const currency = characters(1, 8);
export const PROSE_CHARACTERS = 500;
export const text = characters(0, PROSE_CHARACTERS);
export const eventId = characters(1, 128);
export const causationId = characters(0, 128);
export const cardToken = characters(1, 255);

export const orderLine = z.object({ productId: id, quantity: z.int(), unitPrice: minorUnits });
export type OrderLine = z.infer<typeof orderLine>;

/** What is added to the prices of the lines, or taken off them: `amount` is signed, a discount is below zero. */
export const adjustment = z.object({ type: z.enum(['discount', 'tax', 'tip']), amount: minorUnits });
export type Adjustment = z.infer<typeof adjustment>;

export const metadata = z.object({
  eventId,
  schemaVersion: z.literal(SCHEMA_VERSION, `must be ${SCHEMA_VERSION}, the only version this release reads`),
  causationId: z.optional(causationId),
});

/** What every detail carries. A producer that sends no metadata is read as version 1. */
export const base = { orderId: id, shopId: id, timestamp: instant, metadata: z.optional(metadata) };
/** The same for events of our own, which always say who they are. */
export const ownBase = { orderId: id, shopId: id, timestamp: instant, metadata };
