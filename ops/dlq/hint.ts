import { excerpt } from '../../contracts/first-issue';
import { objectIn } from '../../pipeline/batch/dead-letter';
import { withoutTokens } from './withhold';

/*
 * What the rules pass on of an event of Stripe (cdk/constructs/stripe-events.ts): ids and a type. Its `payment` is the id of
 * an intent, where an order's event has a card token under that name.
 */

const SHOWN = ['event', 'type', 'payment', 'orderId', 'shopId'] as const;

const hintIn = (body: string) => objectIn(body) as Readonly<Record<string, unknown>> | undefined;

/** What may be shown of it; undefined if it is no JSON object. */
export const shownHint = (body: string): Record<string, string> | undefined => {
  const hint = hintIn(body);
  if (!hint) return undefined;
  const texts = SHOWN.map((name) => [name, hint[name]] as const).filter(
    (entry): entry is [(typeof SHOWN)[number], string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts.map(([name, text]) => [name, withoutTokens(text)]));
};

/** Why the payment watcher cannot read it; undefined if it can. */
export const hintFault = (body: string): string | undefined => {
  const hint = hintIn(body);
  if (!hint) return `body: must be a JSON object, got ${body.length} characters`;
  const { payment } = hint;
  if (typeof payment === 'string' && /^pi_\w+$/.test(payment)) return undefined;
  const got = typeof payment === 'object' ? 'an object' : excerpt(payment);
  return `payment: must be the id of a payment intent (pi_…), got ${got}`;
};
