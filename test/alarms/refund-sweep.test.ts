import { hurryingClock } from './hurrying-clock';
import { openWatchedShop, type WatchedShop } from './shop';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Around a sweep with its two repetitions, a minute and three minutes later, time passes as elsewhere. */
const BEFORE_MS = 2 * MINUTE_MS;
const AFTER_MS = 8 * MINUTE_MS;

const clock = hurryingClock(40, 200);
let startMs: number;
let watched: WatchedShop;
beforeAll(async () => {
  startMs = clock.now();
  watched = await openWatchedShop({ clock });
  // It takes four hours, in which orders would not add anything.
  await watched.traffic.stop();
});
afterAll(() => watched.close());

/** Lets time pass until shortly before the next sweep: the rule counts its hours from the start. */
const untilSweep = (): Promise<void> => clock.hurry(HOUR_MS - ((clock.now() - startMs) % HOUR_MS) - BEFORE_MS);

test('our key may not list refunds', async () => {
  const { faults } = watched.shop.environment.gateway;
  const message = 'The provided key does not have the required permissions for this endpoint.';
  const body = { error: { type: 'invalid_request_error', code: 'more_permissions_required', message } };
  await untilSweep();
  await watched.raise(['refund-sweep-failed'], {
    async begin() {
      faults.setRates([{ status: 403, body, operation: 'read', probability: 1 }]);
      await clock.sleep(BEFORE_MS + AFTER_MS);
      await untilSweep();
    },
    end: () => faults.setRates([]),
  });
});

test('and the alarm is over when it may', async () => {
  await clock.hurry(2 * HOUR_MS);
  await watched.allOver();
});
