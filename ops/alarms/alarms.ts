import { type CompositeAlarm, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { spokenDuration } from '../terminal/duration';
import { table } from '../terminal/table';

/** An alarm as an operator looks at it. */
interface AlarmStatus {
  /** Without the name of its stack. */
  readonly alarm: string;
  readonly state: string;
  /** Since when it is in this state, ISO 8601. */
  readonly since?: string;
  readonly reason: string;
  /** The section that says what to do, `docs/runbook.md#…`; none in alarms of others. */
  readonly runbook?: string;
}

/** The section of the runbook that an alarm's description names, `docs/runbook.md#…`; none in alarms of others. */
export const runbookSection = (description: string): string | undefined => /Runbook: (\S+)/.exec(description)?.[1];

/** From the most urgent state to the least. */
const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
const PURPOSE = 'orders';

/** What stands before the purpose in the stack's physical names; a stack whose name has to be cut for some of them has alarms of other beginnings. */
const namePrefix = ({ names: { ordersTable } }: Session): string =>
  ordersTable.endsWith(`-${PURPOSE}`) ? ordersTable.slice(0, -PURPOSE.length) : '';

/** `ops alarms`: every alarm of the stack that is not OK, or every one with `all`. */
export const alarms = async (session: Session, all: boolean): Promise<Answer> => {
  const prefix = namePrefix(session);
  const found: (MetricAlarm | CompositeAlarm)[] = [];
  const request = {
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
    ...(prefix && { AlarmNamePrefix: prefix }),
  };
  for await (const page of paginateDescribeAlarms({ client: session.cloudWatch }, request)) {
    found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
  }
  return alarmsAnswer(found, { prefix, all, nowMs: session.now() });
};

/** What is shown of alarms. Pure. */
export const alarmsAnswer = (
  found: readonly (MetricAlarm | CompositeAlarm)[],
  { prefix, all, nowMs }: { readonly prefix: string; readonly all: boolean; readonly nowMs: number },
): Answer => {
  const statuses = found.map((alarm) => status(alarm, prefix)).sort(byUrgency);
  const shown = statuses.filter(({ state }) => all || state !== 'OK');
  const raised = statuses.filter(({ state }) => state === 'ALARM').length;
  const rows = shown.map(({ alarm, state, since, runbook }) => [
    alarm,
    state,
    since,
    since && spokenDuration(nowMs - Date.parse(since)),
    runbook,
  ]);
  return {
    lines: [
      statuses.length === 0
        ? `there is no alarm whose name begins with ${prefix}`
        : `${raised} of ${statuses.length} alarms ${raised === 1 ? 'is' : 'are'} raised`,
      ...(rows.length > 0 ? table(['alarm', 'state', 'since', 'for', 'runbook'], rows) : []),
    ],
    json: { raised, alarms: shown },
  };
};

const status = (alarm: MetricAlarm | CompositeAlarm, prefix: string): AlarmStatus => {
  const { AlarmName = '', AlarmDescription = '', StateValue = '', StateReason: reason = '' } = alarm;
  const since = (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.toISOString();
  const runbook = runbookSection(AlarmDescription);
  return {
    alarm: AlarmName.startsWith(prefix) ? AlarmName.slice(prefix.length) : AlarmName,
    state: StateValue,
    ...(since !== undefined && { since }),
    reason,
    ...(runbook !== undefined && { runbook }),
  };
};

/** By state, then the longest in it first. */
const byUrgency = (a: AlarmStatus, b: AlarmStatus): number =>
  STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
  (a.since ?? '').localeCompare(b.since ?? '') ||
  a.alarm.localeCompare(b.alarm);
