import type { Parameters } from '../parameters';
import { invalidRequest } from '../stripe-error';

/** What a list's request asks for, with filters of its own (https://docs.stripe.com/api/pagination). */
export const PAGE_PARAMETERS = ['created', 'limit', 'starting_after', 'expand'] as const;

const DEFAULT_LIMIT = 10;

interface Listed<T> {
  readonly url: string;
  /** What the list holds, as an error calls it. */
  readonly resource: string;
  /** Everything that there is, the newest first. The cursor may name what the filter leaves out. */
  readonly newestFirst: readonly T[];
  readonly isWanted: (entry: T) => boolean;
  readonly objectOf: (entry: T) => unknown;
}

/** @returns the page of a list that the parameters ask for. @throws StripeApiError for a cursor that names nothing. */
export const pageOf = <T extends { readonly id: string }>(
  parameters: Parameters,
  { url, resource, newestFirst, isWanted, objectOf }: Listed<T>,
): unknown => {
  const limit = parameters.optional('limit', (name) => parameters.pageSize(name)) ?? DEFAULT_LIMIT;
  const after = parameters.optional('starting_after', (name) => parameters.string(name));
  const from = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0)
    throw invalidRequest(`No such ${resource}: '${after}'`, { code: 'resource_missing', param: 'starting_after' });
  const found = newestFirst.slice(from).filter(isWanted);
  return { object: 'list', url, has_more: found.length > limit, data: found.slice(0, limit).map(objectOf) };
};
