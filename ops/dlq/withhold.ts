import { withholdSecrets } from '../../pipeline/telemetry/log';

const WITHHELD = '(withheld)';
/** Stripe's ids and keys that act as a card or an account, wherever they stand. */
const TOKENS = /\b(?:pm|tok|card|src|sk|rk|pk)_[A-Za-z0-9_]+/g;
const SECRET_NAME = /token|secret|authorization|api_?key|card_?number|cvc/i;

const withheldText = (text: string): string =>
  // JSON in a text: a secret in it has no key to know it by.
  /^\s*[[{"]/.test(text) ? `(text of ${text.length} characters, withheld)` : withoutTokens(text);

/** A text with anything taken out that looks like a card token or a key. */
export const withoutTokens = (text: string): string => text.replaceAll(TOKENS, WITHHELD);

/**
 * The body of a message as it may be shown: parsed, with whatever may be a card token withheld, by name and by look. Undefined if
 * it is no JSON object, or nested deeper than can be shown: then nothing tells what is in it.
 */
export const shownEvent = (body: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body, (key, inner: unknown) => {
      if (SECRET_NAME.test(key) && typeof inner !== 'object') return WITHHELD;
      return typeof inner === 'string' ? withheldText(inner) : withholdSecrets(key, inner);
    });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    // Read, it may still be nested too deep to be written, as whoever shows it does.
    JSON.stringify(value);
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
