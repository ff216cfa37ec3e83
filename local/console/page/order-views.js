import { button, byId, duration, element, keyed, options, set, write } from './elements.js';

const letter = (queue, act, choose) => (first) => {
  const { orderId, messageId } = first;
  const reason = element('p');
  const what = element('p', { class: 'quiet' });
  const who =
    orderId === undefined
      ? element('span', {}, messageId)
      : button(orderId, `Show order ${orderId}`, () => choose(orderId));
  if (orderId !== undefined) who.className = 'link';
  const head = element('div', { class: 'row' }, who);
  if (orderId !== undefined) {
    head.append(
      button('Redrive', `Redrive order ${orderId}`, (pressed) => act('redrive', { queue, orderId }, pressed)),
    );
  }
  return {
    node: element('li', { class: 'letter' }, head, reason, what),
    show: (item) => {
      write(reason, item.reason);
      write(what, `${item.type ?? 'not an event'}, tried ${item.receiveCount}×`);
    },
  };
};

export const showLetters = ({ letters }, act, choose) => {
  const full = letters.filter(({ count }) => count > 0);
  byId('no-letters').hidden = full.length > 0;
  keyed(
    byId('letters'),
    full,
    ({ queue }) => queue,
    ({ queue }) => {
      const title = element('h3');
      const list = element('ul');
      const more = element('p', { class: 'quiet' });
      const all = button('Redrive all', `Redrive all of ${queue}`, (pressed) => act('redrive', { queue }, pressed));
      return {
        node: element('li', {}, element('div', { class: 'row' }, title, all), list, more),
        show: ({ count, letters: shown }) => {
          write(title, `${queue}: ${count}`);
          keyed(list, shown, ({ messageId }) => messageId, letter(queue, act, choose));
          write(more, count > shown.length ? `and ${count - shown.length} more` : '');
        },
      };
    },
  );
};

export const showOrders = ({ orders, found, flow, nowMs }, choose) => {
  options(
    byId('search').elements.place,
    flow.map(({ place }) => place),
  );
  write(byId('found'), found > orders.length ? `the last ${orders.length} of ${found}` : `${found} since the start`);
  keyed(
    byId('orders'),
    orders,
    ({ orderId }) => orderId,
    ({ orderId, shopId }) => {
      const pick = button(orderId, `Show order ${orderId}`, () => choose(orderId));
      pick.className = 'link';
      const place = element('span', { class: 'tag' });
      const total = element('td', { class: 'extra number' });
      const changed = element('td', { class: 'number' });
      const node = element('tr', {}, element('th', { scope: 'row' }, pick), element('td', {}, place));
      node.append(element('td', { class: 'extra' }, shopId), total, changed);
      return {
        node,
        show: (item) => {
          set(place, 'class', `tag ${item.place}`);
          write(place, item.place);
          set(place, 'title', item.reason ?? item.lastEvent);
          write(total, item.total);
          write(changed, duration(Math.max(0, nowMs - item.lastMs)));
        },
      };
    },
  );
};

export const showOrder = ({ orderId, state, shopId, timeline, waitingFor }, queues) => {
  byId('order').hidden = false;
  write(byId('order-title'), `${orderId}: ${state}${shopId ? `, ${shopId}` : ''}`);
  const dead = queues
    .flatMap(({ letters }) => letters)
    .filter((each) => each.orderId === orderId)
    .map(({ queue, reason }) => `A dead letter of it lies in ${queue}: ${reason}.`);
  const waits = waitingFor.length > 0 ? `Waiting for ${waitingFor.join(' and ')}.` : 'All done, nothing is owed.';
  write(byId('order-waits'), [...dead, waits].join(' '));
  const isOpen = state === 'open';
  for (const each of byId('order').querySelectorAll('[data-say]')) each.hidden = !isOpen;
  const start = Date.parse(timeline[0]?.at ?? '');
  keyed(
    byId('timeline'),
    timeline,
    ({ at, operation }) => `${orderId} ${operation} ${at}`,
    ({ at, operation, result, cause }) => {
      const since = element('span', { class: 'since', title: at }, `+${duration(Date.parse(at) - start)}`);
      const text = element('span', {}, element('b', {}, operation), result ? ` ${result}` : '');
      if (cause) text.append(element('span', { class: 'quiet' }, ` (${cause})`));
      return { node: element('li', { class: 'moment' }, since, text), show: () => undefined };
    },
  );
};
