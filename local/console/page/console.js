import { lineChart } from './charts.js';
import { byId, duration, write } from './elements.js';
import { showLetters, showOrder, showOrders } from './order-views.js';
import { showFlow, showQueues, showStatus, showWorld } from './views.js';

const POLL_MS = 1_000;
const SAID_MS = 12_000;

let last;
let chosen;
let silence;

const say = (text, isFailure = false) => {
  const said = byId('said');
  write(said, text);
  said.classList.toggle('failure', isFailure);
  said.classList.add('shown');
  clearTimeout(silence);
  silence = setTimeout(() => said.classList.remove('shown'), SAID_MS);
};

const ask = async (path, body) => {
  const response = await fetch(`api/${path}`, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
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

const showChosen = async () => {
  const orderId = chosen;
  if (orderId === undefined) return;
  const order = await ask(`orders/${encodeURIComponent(orderId)}`);
  if (chosen === orderId) showOrder(order, last?.letters ?? []);
};

const choose = async (orderId) => {
  chosen = orderId;
  try {
    await showChosen();
    byId('order-title').focus({ preventScroll: true });
    byId('order').scrollIntoView({ block: 'nearest' });
  } catch (error) {
    say(error.message, true);
  }
};

const throughput = lineChart(
  byId('throughput'),
  [
    { name: 'placed', tone: 'calm' },
    { name: 'fulfilled', tone: 'fine' },
    { name: 'failed', tone: 'lost' },
  ],
  {
    format: (value = 0) => String(Math.round(value)),
    least: 20,
  },
);
const latency = lineChart(
  byId('latency'),
  [
    { name: 'half within', tone: 'calm' },
    { name: '95 % within', tone: 'high' },
  ],
  {
    format: duration,
    least: 1_000,
  },
);

const showCharts = ({ slices, sliceMs }) => {
  const perMinute = (place) => slices.slice(0, -1).map(({ arrivals }) => ((arrivals[place] ?? 0) * 60_000) / sliceMs);
  throughput([perMinute('payment'), perMinute('fulfilled'), perMinute('failed')]);
  latency([slices.map((slice) => slice.latency?.p50), slices.map((slice) => slice.latency?.p95)]);
};

const show = (state) => {
  showStatus(state, true);
  showFlow(state);
  showCharts(state);
  showQueues(state, act);
  showLetters(state, act, choose);
  showWorld(state, act);
  showOrders(state, choose);
};

const look = async () => {
  const { search, place } = byId('search').elements;
  const parameters = new URLSearchParams({ search: search.value, place: place.value });
  try {
    last = await ask(`state?${parameters}`);
    show(last);
    await showChosen();
  } catch {
    if (last) showStatus(last, false);
    else say('The environment is still starting, or has ended.', true);
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
  chosen = undefined;
  byId('order').hidden = true;
  byId('search').elements.search.focus();
});

/** One look after the other, never two at once, and none while nobody sees the page. */
const watch = async () => {
  if (!document.hidden) await look();
  setTimeout(watch, POLL_MS);
};
watch();
