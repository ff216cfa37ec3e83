import { runbookSection } from '../../ops/alarms/alarms';
import type { AnyEnvironment } from '../environment';

/** What the page shows of the stack's alarms. */
export interface AlarmsView {
  readonly count: number;
  /** Those in state ALARM, the longest first. */
  readonly raised: readonly {
    readonly name: string;
    /** Epoch milliseconds of the environment. */
    readonly sinceMs: number;
    readonly reason: string;
    /** The section that says what to do, `docs/runbook.md#…`; none in alarms of others. */
    readonly runbook?: string;
  }[];
}

/** Alarms are evaluated at each full minute of the environment's clock. */
export const alarmsIn = ({ alarms }: Pick<AnyEnvironment, 'alarms'>): AlarmsView => {
  const all = alarms.list();
  return {
    count: all.length,
    raised: all
      .filter(({ state }) => state.value === 'ALARM')
      .toSorted((one, other) => one.state.sinceMs - other.state.sinceMs)
      .map(({ name, state: { sinceMs, reason }, properties: { AlarmDescription } }) => {
        const runbook = runbookSection(String(AlarmDescription ?? ''));
        return { name, sinceMs, reason, ...(runbook !== undefined && { runbook }) };
      }),
  };
};
