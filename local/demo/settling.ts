/** What can be seen of a run from the outside at one moment. */
export interface Look {
  /** Messages in all queues but those for dead letters: waiting, delayed or in flight. */
  readonly queued: number;
  /** Orders that have not ended. */
  readonly open: number;
  /** Of these, those that the barista is working on. */
  readonly inKitchen: number;
  /** Of these, those whose payment the gateway has not decided. */
  readonly atGateway: number;
  /** Environment milliseconds since the last event that brought some order on. */
  readonly quietMs: number;
}

export type Verdict = 'moving' | 'settled' | 'stuck';

/** With empty queues: by then the bus would have tried a failed delivery again a few times. */
const NOTHING_LEFT_MS = 60_000;
/** Whatever lies in the queues: longer than any back-off of the stages. */
const NO_NEWS_MS = 30 * 60_000;

/**
 * Whether a run whose events are all published has come to its end: settled when all orders ended and nothing is under way; stuck
 * when some have not and nothing is left that could bring them on.
 */
export const verdictOf = ({ queued, open, inKitchen, atGateway, quietMs }: Look): Verdict => {
  if (queued === 0 && open === 0) return 'settled';
  if (queued === 0 && inKitchen === 0 && atGateway === 0 && quietMs > NOTHING_LEFT_MS) return 'stuck';
  return quietMs > NO_NEWS_MS ? 'stuck' : 'moving';
};
