import type { TillLine } from './till-line';

/** What one customer bought in one go: the lines of one shop with the same date and time. */
export interface Basket {
  readonly shopId: string;
  readonly soldAtMs: number;
  readonly lines: readonly TillLine[];
}

/** More lines than a shop takes in one order are rung up as several. */
const MAX_LINES = 50;

type OpenBasket = Basket & { readonly lines: TillLine[] };

/**
 * Puts till lines together to baskets, in order of their first lines. At a second when several shops sell, their lines may alternate.
 * @param limit how many baskets to give at most; nothing past the last one's second is read.
 */
export async function* basketsOf(
  lines: AsyncIterable<TillLine> | Iterable<TillLine>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Basket> {
  let open = new Map<string, OpenBasket>();
  let second = Number.NEGATIVE_INFINITY;
  let begun = 0;
  for await (const line of lines) {
    if (line.soldAtMs !== second) {
      yield* open.values();
      if (begun >= limit) return;
      open = new Map();
      second = line.soldAtMs;
    }
    const basket = open.get(line.shopId);
    if (basket && basket.lines.length < MAX_LINES) basket.lines.push(line);
    else if (begun < limit) {
      if (basket) yield basket;
      open.set(line.shopId, { shopId: line.shopId, soldAtMs: line.soldAtMs, lines: [line] });
      begun++;
    }
  }
  yield* open.values();
}
