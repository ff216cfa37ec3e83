import * as z from 'zod';
import { id } from '../../contracts/events/fields';
import { excerpt, firstIssue } from '../../contracts/first-issue';
import { withoutTokens } from '../../ops/dlq/withhold';
import { UsageError } from '../../ops/terminal/usage-error';
import { OUTAGE_MODES } from '../../simulation/stripe/faults';
import { CARDS, HANDOVERS } from './placing';

const MOST_AT_ONCE = 200;

/** What each action takes. A field that it does not know is refused: a misspelt one would be left out in silence. */
const inputs = {
  place: z.strictObject({
    shopId: z.optional(id),
    productId: z.optional(id),
    quantity: z.int().min(1).max(1_000_000),
    count: z.int().min(1).max(MOST_AT_ONCE),
    card: z.enum(CARDS),
    handover: z.enum(HANDOVERS),
  }),
  shop: z.strictObject({ shopId: id, open: z.boolean() }),
  stock: z.strictObject({ shopId: id, spoiled: z.boolean() }),
  gateway: z.strictObject({ outage: z.enum(OUTAGE_MODES).nullable() }),
  breaker: z.strictObject({ status: z.literal('closed') }),
  stage: z.strictObject({ stage: z.string(), enabled: z.boolean() }),
  redrive: z.strictObject({ queue: z.string(), orderId: z.optional(id) }),
  order: z.strictObject({ orderId: id, say: z.enum(['Order Confirmed', 'Order Ready', 'Order Cancelled']) }),
} as const;

export type ActionName = keyof typeof inputs;
export type ActionInput<N extends ActionName> = z.infer<(typeof inputs)[N]>;

export const ACTION_NAMES = Object.keys(inputs) as ActionName[];

export const isActionName = (name: string): name is ActionName => Object.hasOwn(inputs, name);

const SHOWN_CHARACTERS = 80;

/**
 * The input of an action out of a request's body. Pure.
 * @throws UsageError that names action, field and value.
 */
export const readInput = <N extends ActionName>(name: N, body: string): ActionInput<N> => {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    throw new UsageError(`${name}: the body is no JSON (${body.length} characters)`);
  }
  const result = inputs[name].safeParse(input);
  if (result.success) return result.data as ActionInput<N>;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw new UsageError(
      `${name}: it has no field ${issue.keys.join(', ')} (it has: ${Object.keys(inputs[name].shape).join(', ')})`,
    );
  }
  const { field, problem, value } = firstIssue(result.error, input);
  const shown = withoutTokens(excerpt(value, SHOWN_CHARACTERS));
  throw new UsageError(`${name}: ${field || 'the body'}: ${problem}, got ${shown}`);
};
