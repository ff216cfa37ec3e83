import { button, byId, duration, element, keyed, options, set, write } from './elements.js';

/** Each of these shows one part of the state; `act` asks the environment to do something. */

const BREAKER_TONES = { closed: 'good', 'half-open': 'warn', open: 'bad' };

export const showStatus = ({ breaker, gateway, letters, scale }, isLive) => {
  const dead = letters.reduce((sum, { count }) => sum + count, 0);
  const chips = [
    isLive ? ['live', 'good', 'Live'] : ['live', 'bad', 'No answer: is npm start still running?'],
    ['gateway', gateway.outage ? 'bad' : 'good', gateway.outage ? 'Gateway down' : 'Gateway up'],
    ['breaker', BREAKER_TONES[breaker.status] ?? 'warn', `Breaker ${breaker.status}`],
    ['letters', dead > 0 ? 'bad' : 'good', dead === 1 ? '1 dead letter' : `${dead} dead letters`],
    ...(scale === 1 ? [] : [['scale', 'plain', `Clock × ${scale}`]]),
  ];
  keyed(
    byId('status'),
    chips,
    ([key]) => key,
    () => {
      const node = element('li');
      return {
        node,
        show: ([, tone, text]) => {
          set(node, 'class', `chip ${tone}`);
          write(node, text);
        },
      };
    },
  );
};

export const showFlow = ({ flow }) =>
  keyed(
    byId('flow'),
    flow,
    ({ place }) => place,
    ({ place }) => {
      const now = element('b');
      const came = element('span', { class: 'quiet' });
      const node = element('li', { class: `place ${place}` }, element('span', { class: 'name' }, place), now, came);
      return {
        node,
        show: (item) => {
          write(now, item.now);
          write(came, `+${item.lastMinute} / min`);
          node.classList.toggle('moving', item.lastMinute > 0);
        },
      };
    },
  );

export const showQueues = ({ stages }, act) => {
  keyed(
    byId('queues'),
    stages.flatMap(({ queues }) => queues),
    ({ name }) => name,
    ({ name }) => {
      const cells = [0, 1, 2].map(() => element('td', { class: 'number' }));
      const node = element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
      return {
        node,
        show: ({ waiting, inFlight, oldestMs }) => {
          write(cells[0], waiting);
          write(cells[1], inFlight);
          write(cells[2], duration(oldestMs));
          node.classList.toggle('busy', waiting > 0);
        },
      };
    },
  );
  keyed(
    byId('stages'),
    stages,
    ({ stage }) => stage,
    ({ stage }) => {
      const said = element('span', { class: 'about' });
      const press = button('', '', (pressed) => act('stage', { stage, enabled: node.dataset.on !== 'true' }, pressed));
      const node = element('li', { class: 'row' }, said, press);
      return {
        node,
        show: ({ mapping, concurrency }) => {
          const isOn = mapping === 'Enabled' || mapping === 'Updating' || mapping === 'Enabling';
          set(node, 'data-on', isOn);
          write(
            said,
            `${stage} ${mapping.toLowerCase()}${concurrency === undefined ? '' : `, up to ${concurrency} at once`}`,
          );
          write(press, isOn ? 'Pause' : 'Resume');
          set(press, 'aria-label', `${isOn ? 'Pause' : 'Resume'} ${stage}`);
        },
      };
    },
  );
};

export const showWorld = ({ gateway, breaker, shops }, act) => {
  const isDown = gateway.outage !== null;
  write(byId('gateway-state'), isDown ? `is down (${gateway.outage})` : 'answers');
  write(byId('gateway-switch'), isDown ? 'Bring it back' : 'Take it down');
  set(byId('gateway-switch'), 'data-down', isDown);
  write(byId('breaker-state'), breaker.lines.join('; ').replace(/^payment-gateway /, ''));
  byId('breaker-close').hidden = breaker.status === 'closed';
  keyed(
    byId('shops'),
    shops,
    ({ shopId }) => shopId,
    ({ shopId }) => {
      const said = element('span', { class: 'about' });
      const door = button('', '', (pressed) => act('shop', { shopId, open: node.dataset.open !== 'true' }, pressed));
      const stock = button('', '', (pressed) => {
        const productId = byId('place').elements.productId.value;
        const spoiled = node.dataset.spoiled !== 'true';
        act('stock', { shopId, spoiled, ...(spoiled && productId && { productId }) }, pressed);
      });
      const node = element('li', { class: 'row' }, said, element('span', { class: 'buttons' }, door, stock));
      return {
        node,
        show: ({ open, spoiled }) => {
          set(node, 'data-open', open);
          set(node, 'data-spoiled', spoiled.length > 0);
          write(
            said,
            `${shopId} ${open ? 'open' : 'closed'}${spoiled.length > 0 ? `, stock of ${spoiled.join(', ')} unreadable` : ''}`,
          );
          write(door, open ? 'Close' : 'Open');
          set(door, 'aria-label', `${open ? 'Close' : 'Open'} ${shopId}`);
          write(stock, spoiled.length > 0 ? 'Mend stock' : 'Spoil stock');
          set(stock, 'aria-label', `${spoiled.length > 0 ? 'Mend' : 'Spoil'} the stock of ${shopId}`);
        },
      };
    },
  );
  const form = byId('place').elements;
  options(
    form.shopId,
    shops.map(({ shopId }) => shopId),
  );
  const chosen = shops.find(({ shopId }) => shopId === form.shopId.value) ?? shops[0];
  options(form.productId, [...(chosen?.products ?? []), ...(chosen?.spoiled ?? [])]);
};
