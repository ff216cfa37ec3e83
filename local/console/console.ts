import type { Environment } from '../environment';
import { OrderBoard } from './order-board';
import type { ConsolePage } from './page-handler';
import { Counter } from './placing';
import { Rates } from './rates';
import { sessionOn } from './session';
import { SLICE_MS, SLICES, snapshots } from './snapshot';

export { ConsolePage } from './page-handler';

/**
 * Lets the page see and work an environment.
 * @param variables what `npm start` writes for shells: names of resources, endpoints, credentials.
 * @returns the page's address, and what ends it.
 */
export const openConsole = (
  page: ConsolePage,
  environment: Environment,
  variables: Readonly<Record<string, string>>,
): { url: string; close(): Promise<void> } => {
  const { clock, events, url } = environment;
  const session = sessionOn(environment, variables);
  const counter = new Counter(environment, session);
  const board = new OrderBoard();
  const rates = new Rates({ sliceMs: SLICE_MS * clock.scale, kept: SLICES });
  const endListening = events.onEvent((event) => {
    const nowMs = clock.now();
    rates.record(board.record(event, nowMs), nowMs);
    counter.onEvent(event);
  });
  const seen = { environment, session, board, rates };
  page.open({ ...seen, counter, snapshots: snapshots(seen) });
  return {
    url: `${url}${page.prefix}/`,
    async close() {
      endListening();
      await counter.stop();
      session.close();
    },
  };
};
