import { sparkline } from './charts.js';
import { button, byId, element, keyed, reveal, set, write } from './elements.js';
import { ago, counted, duration } from './format.js';

/** What the service does: its state in short, orders by place, queues. `act` asks the environment to do something. */

/** How good it is that the breaker is so. */
export const BREAKER_TONES = { closed: 'good', 'half-open': 'warn', open: 'bad' };

const chipsOf = ({ alarms, breaker, deliveries, gateway, letters, pendingPayments, scale }, isLive) => {
  const dead = letters.reduce((sum, { count }) => sum + count, 0);
  return [
    isLive ? ['live', 'good', 'Live', '#flow-title'] : ['live', 'bad', 'Not live', '#trouble'],
    gateway.url
      ? ['gateway', 'plain', 'Gateway elsewhere', '#gateway-title']
      : ['gateway', gateway.outage ? 'bad' : 'good', gateway.outage ? 'Gateway down' : 'Gateway up', '#gateway-title'],
    ['breaker', BREAKER_TONES[breaker.status] ?? 'warn', `Breaker ${breaker.status}`, '#gateway-title'],
    ...(alarms.raised.length === 0 ? [] : [['alarms', 'bad', counted(alarms.raised.length, 'alarm'), '#alarms-title']]),
    ['letters', dead > 0 ? 'bad' : 'good', counted(dead, 'dead letter'), '#letters-title'],
    ...(deliveries.lost.count === 0
      ? []
      : [['lost', 'bad', counted(deliveries.lost.count, 'lost event'), '#queues-title']]),
    ...(pendingPayments.count === 0
      ? []
      : [['pending', 'warn', counted(pendingPayments.count, 'pending payment'), '#orders-title']]),
    ...(scale === 1 ? [] : [['scale', 'plain', `Clock × ${scale}`, '#latency-title']]),
  ];
};

export const showStatus = (state, isLive) =>
  keyed(
    byId('status'),
    chipsOf(state, isLive),
    ([key]) => key,
    ([, , , href]) => {
      const link = element('a', { href });
      return {
        node: element('li', {}, link),
        show: ([, tone, text]) => {
          set(link, 'class', `chip ${tone}`);
          write(link, text);
        },
      };
    },
  );

export const showFlow = ({ flow, slices }) =>
  keyed(
    byId('flow'),
    flow.map((item) => ({ ...item, arrivals: slices.map(({ arrivals }) => arrivals[item.place] ?? 0) })),
    ({ place }) => place,
    ({ place }) => {
      const now = element('b');
      const came = element('span', { class: 'came quiet' });
      const bars = sparkline();
      const node = element('li', { class: `place ${place}` }, element('span', { class: 'name' }, place), now, came);
      node.append(bars.node);
      return {
        node,
        show: (item) => {
          write(now, item.now);
          write(came, `+${item.lastMinute}/min`);
          bars.show(item.arrivals);
          node.classList.toggle('moving', item.lastMinute > 0);
          node.classList.toggle('some', item.now > 0);
        },
      };
    },
  );

const isRunning = (mapping) => mapping !== 'Disabled' && mapping !== 'Disabling';

const queueRow = (act) => (first) => {
  const [waiting, inFlight, oldest] = [0, 1, 2].map(() => element('td', { class: 'number' }));
  const takenBy = element('span', { class: 'extra' });
  const taken = element('td', { class: 'taken' }, takenBy);
  const node = element('tr', {}, element('th', { scope: 'row' }, first.name), waiting, inFlight, oldest, taken);
  const { stage } = first;
  const press =
    stage && button('', '', (pressed) => act('stage', { stage, enabled: node.dataset.on !== 'true' }, pressed));
  if (press) taken.append(press);
  return {
    node,
    show: (queue) => {
      write(waiting, queue.waiting);
      write(inFlight, queue.inFlight);
      write(oldest, duration(queue.oldestMs));
      node.classList.toggle('busy', queue.waiting > 0);
      if (!press) return write(takenBy, 'a pipe');
      const isOn = isRunning(queue.mapping);
      const atMost = queue.concurrency === undefined ? '' : `up to ${queue.concurrency} at once`;
      write(takenBy, { Enabled: atMost, Disabled: 'paused' }[queue.mapping] ?? queue.mapping.toLowerCase());
      node.classList.toggle('stopped', !isOn);
      set(node, 'data-on', isOn);
      write(press, isOn ? 'Pause' : 'Resume');
      set(press, 'aria-label', `${isOn ? 'Pause' : 'Resume'} ${stage}`);
    },
  };
};

export const showQueues = ({ stages }, act) =>
  keyed(
    byId('queues'),
    // The last queue of a stage is the one that it takes its work from.
    stages.flatMap(({ queues, ...stage }) =>
      queues.map((queue, at) => ({ ...queue, ...(at === queues.length - 1 && stage) })),
    ),
    ({ name }) => name,
    queueRow(act),
  );

/** What went wrong between bus and queues since the start: nothing of it is in a queue any more, or for long. */
export const showDeliveries = ({ deliveries: { lost, refused } }) =>
  keyed(
    byId('deliveries'),
    [
      { kind: 'lost', tone: 'bad', what: `${counted(lost.count, 'event')} lost by a rule`, last: lost.last },
      { kind: 'refused', tone: 'warn', what: `${counted(refused.count, 'refusal')} by a pipe`, last: refused.last },
    ].filter(({ last }) => last !== undefined),
    ({ kind }) => kind,
    () => {
      const node = element('li');
      return {
        node,
        show: ({ tone, what, last }) => {
          set(node, 'class', tone);
          write(node, `${what}; the last: ${last}`);
        },
      };
    },
  );

/** Alarms that are raised: since when, why, and what to read. Each is evaluated once a minute of the environment's clock. */
export const showAlarms = ({ alarms: { count, raised }, nowMs }) => {
  write(byId('no-alarms'), `None of ${counted(count, 'alarm')} is raised. Each is looked at once a minute.`);
  reveal(byId('no-alarms'), raised.length === 0);
  keyed(
    byId('alarms'),
    raised.map((alarm) => ({ ...alarm, raisedForMs: nowMs - alarm.sinceMs })),
    ({ name }) => name,
    ({ name }) => {
      const since = element('small');
      const [reason, runbook] = [0, 1].map(() => element('p', { class: 'quiet' }));
      return {
        node: element('li', {}, element('b', {}, name), ' ', since, reason, runbook),
        show: (alarm) => {
          write(since, `raised ${ago(alarm.raisedForMs)}`);
          write(reason, alarm.reason);
          write(runbook, alarm.runbook ?? '');
        },
      };
    },
  );
};
