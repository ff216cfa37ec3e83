import type { Environment } from '../../local/environment';
import { fullName } from './stack-alarms';

type State = ReturnType<Environment['alarms']['list']>[number]['state']['value'];

const PREFIX = fullName('');
const LOOK_EVERY_MS = 5_000;
/** Beyond what is promised, so that a failure tells by how much it was missed. */
const PATIENCE_MS = 10 * 60_000;

/** A change of an alarm's state. */
interface Change {
  readonly alarm: string;
  readonly to: State;
  readonly reason: string;
  /** Epoch milliseconds of the environment. */
  readonly atMs: number;
}

/** Every change of the stack's alarms, by their names after the stack's. */
export class AlarmWatch {
  readonly changes: Change[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
    environment.alarms.onTransition(({ alarm, to }) => {
      this.changes.push({ alarm: shortName(alarm.name), to: to.value, reason: to.reason, atMs: to.sinceMs });
    });
  }

  /** Properties of an alarm, as the template has them. @throws Error if the stack has no such alarm. */
  properties(alarm: string): Readonly<Record<string, unknown>> {
    const found = this.#environment.alarms.list().find(({ name }) => shortName(name) === alarm);
    if (found === undefined) throw new Error(`the stack has no alarm ${alarm}`);
    return found.properties;
  }

  /** Names of the alarms in a state. */
  in(state: State): string[] {
    return this.#environment.alarms
      .list()
      .filter((alarm) => alarm.state.value === state)
      .map(({ name }) => shortName(name));
  }

  /** When an alarm has come into a state, at or after a moment. @throws Error if it is not there by `untilMs`, with what it was before. */
  async changed(alarm: string, to: State, { afterMs, untilMs }: { afterMs: number; untilMs: number }): Promise<number> {
    const { clock } = this.#environment;
    for (;;) {
      // Read before the changes: what changes at the last moment counts.
      const nowMs = clock.now();
      const found = this.changes.find((change) => change.alarm === alarm && change.to === to && change.atMs >= afterMs);
      if (found && found.atMs <= untilMs) return found.atMs;
      if (nowMs > untilMs + PATIENCE_MS || found) {
        const seconds = Math.round((untilMs - afterMs) / 1_000);
        const since = found ? `it did after ${Math.round((found.atMs - afterMs) / 1_000)} s` : 'it did not';
        throw new Error(`${alarm} must be ${to} within ${seconds} s, ${since}; raised: ${this.in('ALARM').join(', ')}`);
      }
      await clock.sleep(LOOK_EVERY_MS);
    }
  }
}

const shortName = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name);
