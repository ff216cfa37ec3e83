import type { AnyEnvironment } from '../environment';
import { recallOrders } from './kept-orders';
import { OrderBoard } from './order-board';
import type { ConsolePage } from './page-handler';
import { Counter } from './placing';
import { Rates } from './rates';
import { sessionOn } from './session';
import { realMs, SLICE_MS, SLICES, snapshots } from './snapshot';

export { ConsolePage } from './page-handler';

/**
 * Lets the page see and work an environment.
 * @param variables what `npm start` writes for shells: names of resources, endpoints, credentials.
 * @returns the page's address, and what ends it.
 */
export const openConsole = async (
  page: ConsolePage,
  environment: AnyEnvironment,
  variables: Readonly<Record<string, string>>,
): Promise<{ url: string; close(): Promise<void> }> => {
  const { clock, events, url } = environment;
  const session = sessionOn(environment, variables);
  const counter = new Counter(environment, session);
  const board = new OrderBoard();
  const rates = new Rates({ sliceMs: SLICE_MS, kept: SLICES });
  const endListening = events.onEvent((event) => {
    rates.record(board.record(event, clock.now()), realMs());
    counter.onEvent(event);
  });
  // Listening already: what happens meanwhile must not be missed.
  await recallOrders(session, board);
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
