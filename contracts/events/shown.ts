import { cutText } from '../text';

const SHOWN_CHARACTERS = 120;

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Undefined if it is nested deeper than JSON.stringify, which is recursive, can visit. */
const jsonOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value, (key, inner: unknown) =>
      key === 'payment' || key === 'token' ? '(withheld)' : inner,
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A value as a person may see it: JSON, cut short; anything under `payment` may be a card token and is withheld. */
export const shown = (path: readonly PropertyKey[], value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (path.includes('payment') || path.includes('token')) return '(withheld)';
  // A whole event or detail that is a text or a list, say JSON in JSON: a token in it has no key to know it by.
  if (path.length === 0 || (path.length === 1 && path[0] === 'detail')) return `(${kindOf(value)}, withheld)`;
  const json = jsonOf(value);
  if (json === undefined) return `(${kindOf(value)}, nested too deep to be shown)`;
  const cut = cutText(json, SHOWN_CHARACTERS);
  return cut === json ? json : `${cut}… (${json.length} characters)`;
};
