import { withholdSecrets } from '../../pipeline/telemetry/log';

const WITHHELD = '(withheld)';
/** Stripe's ids and keys that act as a card, an account or a payment's secret, wherever they stand. */
const TOKENS = /\b(?:(?:pm|tok|card|src|sk|rk|pk)_[A-Za-z0-9_]+|\w+_secret_\w+)/g;
const SECRET_NAME = /token|secret|authorization|api_?key|card_?number|cvc/i;

const withheldText = (text: string): string =>
  // JSON in a text: a secret in it has no key to know it by.
  /^\s*[[{"]/.test(text) ? `(text of ${text.length} characters, withheld)` : withoutTokens(text);

/** As deep as the bus takes an event, with its envelope; deeper values may end in a RangeError wherever they are written. */
const MAX_LEVELS = 1_000;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Level by level: JSON.parse reads far deeper values than a recursive function can visit. */
const isTooDeep = (value: unknown): boolean => {
  let level = [value].filter(isObject);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return true;
    level = level.flatMap((container) => Object.values(container).filter(isObject));
  }
  return false;
};

/** A text with anything taken out that looks like a card token or a key. */
export const withoutTokens = (text: string): string => text.replaceAll(TOKENS, WITHHELD);

/**
 * The body of a message as it may be shown: parsed, with whatever may be a card token withheld, by name and by look. Undefined if
 * it is no JSON object, or nested deeper than can be shown: then nothing tells what is in it.
 */
export const shownEvent = (body: string): Record<string, unknown> | undefined => {
  try {
    if (isTooDeep(JSON.parse(body))) return undefined;
    const value: unknown = JSON.parse(body, (key, inner: unknown) => {
      if (SECRET_NAME.test(key) && typeof inner !== 'object') return WITHHELD;
      return typeof inner === 'string' ? withheldText(inner) : withholdSecrets(key, inner);
    });
    return isObject(value) && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
