import { lineChart } from './charts.js';
import { byId, write } from './elements.js';
import { duration, perSecond } from './format.js';
import { showLetters, showOrder, showOrders } from './order-views.js';
import { ceiling, timeCeiling } from './scale.js';
import { showAlarms, showDeliveries, showFlow, showQueues, showStatus } from './views.js';
import { showWorld } from './world-views.js';

const POLL_MS = 1_000;
/** An environment that is stopped in a debugger does not answer, and does not refuse either. */
const ANSWER_MS = 10_000;
const SAID_MS = 12_000;
const MINUTE_SLICES = 12;

let last;
let chosen;
let silence;
let turn = 0;

const hush = () => {
  byId('said').classList.remove('shown');
  write(byId('said'), '');
};

const say = (text, isFailure = false) => {
  const said = byId('said');
  // Replaced even if it is the same, so that it is read out again.
  said.replaceChildren(text);
  said.classList.toggle('failure', isFailure);
  said.classList.add('shown');
  clearTimeout(silence);
  silence = setTimeout(hush, SAID_MS);
};

const ask = async (path, body) => {
  const response = await fetch(`api/${path}`, {
    ...(body
      ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : { signal: AbortSignal.timeout(ANSWER_MS) }),
  }).catch(() => {
    throw new Error('no answer: is npm start still running?');
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.lines?.join('; ') ?? `status ${response.status}`);
  return answer;
};

/** Asks the environment to do something, and says what came of it. A button that is busy stays in focus and does nothing. */
const act = async (name, input, pressed) => {
  if (pressed?.getAttribute('aria-busy') === 'true') return;
  pressed?.setAttribute('aria-busy', 'true');
  try {
    const { lines, failed } = await ask(`actions/${name}`, input);
    say(lines.join('; '), failed);
  } catch (error) {
    say(error.message, true);
  } finally {
    pressed?.removeAttribute('aria-busy');
    await look();
  }
};

const putAway = () => {
  chosen = undefined;
  byId('order').hidden = true;
};

const showChosen = async () => {
  const orderId = chosen;
  if (orderId === undefined) return;
  const order = await ask(`orders/${encodeURIComponent(orderId)}`);
  if (chosen === orderId) showOrder(order, last?.nowMs ?? 0, act);
};

const choose = async (orderId) => {
  const before = chosen;
  chosen = orderId;
  try {
    await showChosen();
    byId('order-title').focus({ preventScroll: true });
    byId('order').scrollIntoView({ block: 'nearest' });
  } catch (error) {
    chosen = before;
    say(error.message, true);
  }
};

const TIMES = ['−5 min', '−4', '−3', '−2', '−1', 'now'];
const throughput = lineChart(
  byId('throughput'),
  [
    { name: 'placed', tone: 'calm' },
    { name: 'fulfilled', tone: 'fine' },
    { name: 'failed', tone: 'lost' },
  ],
  { format: perSecond, least: 1, ceiling, times: TIMES, latest: (values) => values.at(-1) },
);
const latency = lineChart(
  byId('latency'),
  [
    { name: 'median', tone: 'calm' },
    { name: '95th percentile', tone: 'high' },
  ],
  {
    format: duration,
    least: 1_000,
    ceiling: timeCeiling,
    times: TIMES,
    latest: (values) => values.slice(-MINUTE_SLICES).findLast((value) => value !== undefined),
  },
);

const showCharts = ({ slices, sliceMs }) => {
  // The last slice is not over: its rate would be too low.
  const rate = (place) => slices.slice(0, -1).map(({ arrivals }) => ((arrivals[place] ?? 0) * 1_000) / sliceMs);
  throughput([rate('payment'), rate('fulfilled'), rate('failed')]);
  latency([slices.map((slice) => slice.latency?.p50), slices.map((slice) => slice.latency?.p95)]);
};

const show = (state) => {
  showStatus(state, true);
  showFlow(state);
  showCharts(state);
  showQueues(state, act);
  showDeliveries(state);
  showAlarms(state);
  showLetters(state, act, choose);
  showWorld(state, act);
  showOrders(state, chosen, choose);
};

const trouble = (message) => {
  write(byId('trouble'), message === undefined ? '' : `What you see is old: ${message}`);
  document.body.classList.toggle('stale', message !== undefined);
  if (message !== undefined && last) showStatus(last, false);
};

/** Shows how things are. Of two looks that overlap, while somebody types, only the later one counts. */
const look = async () => {
  turn += 1;
  const own = turn;
  const { search, place } = byId('search').elements;
  try {
    const state = await ask(`state?${new URLSearchParams({ search: search.value, place: place.value })}`);
    if (own !== turn) return;
    last = state;
    show(state);
    await showChosen();
    trouble(undefined);
  } catch (error) {
    if (own === turn) trouble(error.message);
  }
};

byId('place').addEventListener('submit', (event) => {
  event.preventDefault();
  const { shopId, productId, quantity, card, handover } = event.target.elements;
  const input = {
    ...(shopId.value && { shopId: shopId.value }),
    ...(productId.value && { productId: productId.value }),
    quantity: Number(quantity.value),
    count: Number(event.submitter?.value ?? 1),
    card: card.value,
    handover: handover.value,
  };
  act('place', input, event.submitter);
});
byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const sought = event.target.elements.search.value.trim();
  if (sought) choose(last?.orders.length === 1 ? last.orders[0].orderId : sought);
});
byId('search').addEventListener('input', look);
byId('gateway-switch').addEventListener('click', ({ currentTarget }) => {
  const isDown = currentTarget.dataset.down === 'true';
  act('gateway', { outage: isDown ? null : byId('outage-mode').value }, currentTarget);
});
byId('breaker-close').addEventListener('click', ({ currentTarget }) =>
  act('breaker', { status: 'closed' }, currentTarget),
);
byId('order').addEventListener('click', ({ target }) => {
  const { say: event } = target.dataset;
  if (event) act('order', { orderId: chosen, say: event }, target);
});
byId('order-away').addEventListener('click', () => {
  putAway();
  byId('search').elements.search.focus();
});

/** One look after the other, and none while nobody sees the page. */
const watch = async () => {
  if (!document.hidden) await look();
  setTimeout(watch, POLL_MS);
};
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) look();
});
watch();
