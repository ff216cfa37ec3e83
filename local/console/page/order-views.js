import { button, byId, element, keyed, options, reveal, set, write } from './elements.js';
import { ago, counted, duration } from './format.js';

/** Dead letters, the list of orders and one order. `choose` shows an order, `act` asks the environment to do something. */

/** What is told of a dead letter: what it was, how often it was tried, why that came to nothing. */
const letterText = () => {
  const reason = element('p');
  const what = element('p', { class: 'quiet' });
  return {
    nodes: [reason, what],
    show: ({ type, receiveCount, firstSeen, reason: why, nowMs }) => {
      write(reason, why);
      write(
        what,
        `${type ?? 'not an event'}, tried ${counted(receiveCount, 'time')}, first ${ago(nowMs - Date.parse(firstSeen))}`,
      );
    },
  };
};

const letterItem =
  ({ queue, act, choose }) =>
  (first) => {
    const { orderId, messageId } = first;
    const text = letterText();
    const head = element('div', { class: 'row' });
    if (orderId === undefined) head.append(element('span', { class: 'about' }, `message ${messageId}`));
    else {
      const pick = button(orderId, `${orderId}: show this order`, () => choose(orderId));
      pick.className = 'link about';
      head.append(
        pick,
        button('Redrive', `Redrive order ${orderId}`, (pressed) => act('redrive', { queue, orderId }, pressed)),
      );
    }
    return { node: element('li', { class: 'letter' }, head, ...text.nodes), show: text.show };
  };

export const showLetters = (state, act, choose) => {
  const full = state.letters
    .filter(({ count }) => count > 0)
    .map((queue) => ({ ...queue, letters: queue.letters.map((each) => ({ ...each, nowMs: state.nowMs })) }));
  reveal(byId('no-letters'), full.length === 0);
  keyed(
    byId('letters'),
    full,
    ({ queue }) => queue,
    ({ queue, holds }) => {
      const title = element('span');
      const list = element('ul');
      const more = element('p', { class: 'quiet' });
      const all = button('Redrive all', `Redrive all of ${queue}`, (pressed) => act('redrive', { queue }, pressed));
      const about = element('h3', { class: 'about' }, title, element('small', {}, holds));
      return {
        node: element('li', { class: 'queue' }, element('div', { class: 'row' }, about, all), list, more),
        show: ({ count, letters: shown }) => {
          write(title, `${queue}: ${count}`);
          keyed(list, shown, ({ messageId }) => messageId, letterItem({ queue, act, choose }));
          write(more, count > shown.length ? `and ${count - shown.length} more` : '');
        },
      };
    },
  );
};

const orderRow =
  (choose) =>
  ({ orderId, shopId }) => {
    const pick = button(orderId, `${orderId}: show this order`, () => choose(orderId));
    pick.className = 'link';
    const place = element('span', { class: 'tag' });
    const waits = element('span', { class: 'tag pending' });
    const total = element('td', { class: 'extra number' });
    const news = element('td', { class: 'extra news' });
    const changed = element('td', { class: 'number' });
    const node = element('tr', {}, element('th', { scope: 'row' }, pick), element('td', {}, place, waits));
    node.append(element('td', { class: 'extra' }, shopId), total, news, changed);
    return {
      node,
      show: ({ order, nowMs, isDead, pending, isChosen }) => {
        write(place, isDead ? 'dead letter' : order.place);
        set(place, 'class', `tag ${isDead ? 'dead' : order.place}`);
        write(waits, pending ? `${pending} pending` : '');
        write(total, order.total);
        write(news, order.reason ?? order.lastEvent);
        write(changed, ago(nowMs - order.lastMs));
        set(pick, 'aria-pressed', isChosen);
      },
    };
  };

export const showOrders = ({ orders, found, flow, letters, pendingPayments, nowMs }, chosen, choose) => {
  const search = byId('search').elements;
  options(
    search.place,
    flow.map(({ place }) => ({ value: place })),
  );
  const isSought = search.search.value.trim() !== '' || search.place.value !== '';
  write(byId('found'), found > orders.length ? `the last ${orders.length} of ${found}` : counted(found, 'order'));
  reveal(byId('no-orders'), found === 0);
  write(
    byId('no-orders'),
    isSought ? 'No order is like that.' : 'No order yet. Place one above, or publish Order Created from any AWS SDK.',
  );
  byId('order-table').hidden = found === 0;
  const dead = new Set(letters.flatMap((queue) => queue.letters.map(({ orderId }) => orderId)));
  const pending = new Map(pendingPayments.orders.map(({ orderId, waitingFor }) => [orderId, waitingFor]));
  keyed(
    byId('orders'),
    orders.map((order) => ({
      order,
      nowMs,
      isDead: dead.has(order.orderId),
      pending: pending.get(order.orderId),
      isChosen: order.orderId === chosen,
    })),
    ({ order }) => order.orderId,
    ({ order }) => orderRow(choose)(order),
  );
};

const showTimeline = ({ orderId, timeline }) => {
  const start = Date.parse(timeline[0]?.at ?? '');
  keyed(
    byId('timeline'),
    timeline,
    ({ at, operation }) => `${orderId} ${operation} ${at}`,
    ({ at, operation, result, cause }) => {
      const since = element(
        'time',
        { class: 'since', datetime: at, title: at },
        `+${duration(Date.parse(at) - start)}`,
      );
      const text = element('span', {}, element('b', {}, operation), result ? ` ${result}` : '');
      if (cause) text.append(element('span', { class: 'quiet' }, ` (${cause})`));
      return { node: element('li', { class: 'moment' }, since, text), show: () => undefined };
    },
  );
};

/** When the gateway is looked at next for a payment that is pending there. */
const nextLook = (atGateway, nowMs) => {
  if (!atGateway) return '';
  const inMs = Date.parse(atGateway.nextCheck) - nowMs;
  return ` The gateway is looked at next ${inMs > 0 ? `in ${duration(Math.ceil(inMs / 1_000) * 1_000)}` : 'now'}.`;
};

export const showOrder = (order, nowMs, act) => {
  const { orderId, state, shopId, timeline, waitingFor, atGateway, letters } = order;
  const title = byId('order-title');
  byId('order').hidden = false;
  write(title, orderId);
  write(byId('order-state'), state);
  set(byId('order-state'), 'class', `tag ${state}`);
  write(byId('order-shop'), shopId);
  write(
    byId('order-waits'),
    waitingFor.length > 0
      ? `Waiting for ${waitingFor.join(' and ')}.${nextLook(atGateway, nowMs)}`
      : 'All done, nothing is owed.',
  );
  keyed(
    byId('order-letters'),
    letters.map((each) => ({ ...each, nowMs })),
    ({ messageId }) => messageId,
    ({ queue }) => {
      const text = letterText();
      const send = button('Redrive', `Redrive order ${orderId} from ${queue}`, (pressed) =>
        act('redrive', { queue, orderId }, pressed),
      );
      const head = element('div', { class: 'row' }, element('b', { class: 'about' }, `Dead letter in ${queue}`), send);
      return { node: element('li', { class: 'letter' }, head, ...text.nodes), show: text.show };
    },
  );
  const isOpen = state === 'open' || state === 'queued';
  const isConfirmed = timeline.some(({ operation }) => operation === 'confirmed');
  for (const each of byId('order').querySelectorAll('[data-say]')) {
    reveal(each, isOpen && !(isConfirmed && each.dataset.say === 'Order Confirmed'), title);
  }
  showTimeline(order);
};
