import { type CoffeeShop, openCoffeeShop } from '../e2e/kit';
import type { ShopOptions } from '../e2e/site';
import { Account } from './account';
import { noteRow, type Row } from './rows';
import { scenarioOf } from './scenarios';
import { overWithin, raisedWithin, timingOf } from './timing';
import { Traffic } from './traffic';
import { AlarmWatch } from './watch';

/** Environment seconds per real second: the two seconds that a request to AWS has are 50 ms then, which two busy cores take to start a function. */
const CLOCK_SCALE = 40;
const MINUTE_MS = 60_000;

/** What brings a fault about, and what ends it. */
interface Fault {
  begin(): unknown;
  end(): unknown;
}

interface Measured {
  readonly alarm: string;
  readonly seconds: number;
  readonly promised: number;
}

interface Ended {
  readonly row: Row;
  /** Why it was not over in time. */
  readonly failure?: string;
}

/** Coffee shops with customers, whose alarms somebody watches. */
export class WatchedShop {
  readonly account: Account;
  readonly traffic: Traffic;
  readonly watch: AlarmWatch;
  /** Alarms whose fault has ended, and that are not known to be over. */
  #ending: Promise<Ended>[] = [];

  constructor(readonly shop: CoffeeShop) {
    this.account = new Account(shop);
    this.traffic = new Traffic(shop);
    this.watch = new AlarmWatch(shop.environment);
  }

  /**
   * Begins a fault, waits until each of these alarms is raised, and ends the fault.
   * @param alarms names after the stack's.
   * @returns after how many seconds each was raised. @throws Error if one was not raised within its promised time.
   */
  async raise(alarms: readonly string[], fault: Fault): Promise<Measured[]> {
    const { clock } = this.shop.environment;
    expect(this.watch.in('ALARM').filter((alarm) => alarms.includes(alarm))).toEqual([]);
    const begunMs = clock.now();
    await fault.begin();
    const raised = await Promise.all(alarms.map((alarm) => this.#changed(alarm, 'ALARM', begunMs)));
    const endedMs = clock.now();
    await fault.end();
    this.#ending.push(...raised.map((fired) => this.#over(fired, endedMs)));
    return raised;
  }

  /** Resolves when every alarm that was raised is over. @throws Error if one was not within its promised time. */
  async allOver(): Promise<void> {
    const ended = await Promise.all(this.#ending.splice(0));
    for (const { row } of ended) noteRow(row);
    expect(ended.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  }

  async close(): Promise<void> {
    await this.traffic.stop();
    this.account.close();
    await this.shop.close();
  }

  async #over({ alarm, ...fired }: Measured, endedMs: number): Promise<Ended> {
    const cleared = await this.#changed(alarm, 'OK', endedMs).catch((error: Error) => error.message);
    const { file, ends, through = alarm } = scenarioOf(alarm);
    const row = {
      alarm,
      scenario: `test/alarms/${file}.test.ts`,
      firedAfterSeconds: fired.seconds,
      promisedSeconds: fired.promised,
      clearedAfterSeconds: typeof cleared === 'string' ? null : cleared.seconds,
      promisedToClearSeconds: overWithin(timingOf(this.watch.properties(through)), ends),
    };
    return { row, ...(typeof cleared === 'string' && { failure: cleared }) };
  }

  async #changed(alarm: string, to: 'ALARM' | 'OK', afterMs: number): Promise<Measured> {
    const { shows, ends, through = alarm } = scenarioOf(alarm);
    const timing = timingOf(this.watch.properties(through));
    const promised = to === 'ALARM' ? raisedWithin(timing, shows) : overWithin(timing, ends);
    const atMs = await this.watch.changed(alarm, to, { afterMs, untilMs: afterMs + promised * 1_000 });
    return { alarm, promised, seconds: Math.round((atMs - afterMs) / 1_000) };
  }
}

/** Opens the coffee shops on an accelerated clock and waits until customers are served and no alarm is raised. */
export const openWatchedShop = async (options: ShopOptions = {}): Promise<WatchedShop> => {
  const shop = await openCoffeeShop({ clockScale: CLOCK_SCALE, alarms: true, ...options });
  const watched = new WatchedShop(shop);
  try {
    await watched.traffic.served();
    const { clock } = shop.environment;
    while (watched.watch.in('OK').length < shop.environment.alarms.list().length) await clock.sleep(MINUTE_MS / 10);
    return watched;
  } catch (error) {
    await watched.close();
    throw error;
  }
};
