import { button, byId, element, keyed, options, reveal, set, write } from './elements.js';
import { counted } from './format.js';
import { BREAKER_TONES } from './views.js';

/** What the service depends on: gateway, breaker, shops; and the form that places orders. `act` asks the environment to do something. */

const OUTAGES = { refused: 'cuts every connection', 503: 'answers 503', hanging: 'never answers' };

const showGateway = ({ gateway, breaker }) => {
  const isDown = gateway.outage !== null;
  write(byId('gateway-state'), gateway.url ?? (isDown ? `down, ${OUTAGES[gateway.outage]}` : 'up'));
  set(byId('gateway-state'), 'class', gateway.url ? 'quiet' : isDown ? 'bad' : 'good');
  // Only the simulator can be taken down from here.
  byId('gateway-outage').hidden = gateway.url !== undefined;
  write(byId('gateway-switch'), isDown ? 'Bring it back' : 'Take it down');
  set(byId('gateway-switch'), 'data-down', isDown);
  byId('outage-mode').disabled = isDown;
  const [state = '', keeper = ''] = breaker.lines;
  write(byId('breaker-state'), state.replace(/^payment-gateway is /, ''));
  set(byId('breaker-state'), 'class', BREAKER_TONES[breaker.status] ?? 'warn');
  write(byId('breaker-keeper'), keeper);
  reveal(byId('breaker-close'), breaker.status !== 'closed', byId('gateway-title'));
};

const stateOf = ({ open, products, spoiled }) =>
  [open ? 'open' : 'closed', spoiled.length > 0 ? 'stock unreadable' : counted(products.length, 'product')].join(', ');

const shopRow =
  (act) =>
  ({ shopId }) => {
    const state = element('small');
    const door = button('', '', (pressed) => act('shop', { shopId, open: node.dataset.open !== 'true' }, pressed));
    const stock = button('', '', (pressed) =>
      act('stock', { shopId, spoiled: node.dataset.spoiled !== 'true' }, pressed),
    );
    const about = element('span', { class: 'about' }, element('span', {}, shopId), state);
    const node = element('li', { class: 'row' }, about, element('span', { class: 'buttons' }, door, stock));
    return {
      node,
      show: (shop) => {
        const isSpoiled = shop.spoiled.length > 0;
        set(node, 'data-open', shop.open);
        set(node, 'data-spoiled', isSpoiled);
        write(state, stateOf(shop));
        set(state, 'class', shop.open && !isSpoiled ? '' : 'bad');
        write(door, shop.open ? 'Close' : 'Open');
        set(door, 'aria-label', `${shop.open ? 'Close' : 'Open'} ${shopId}`);
        write(stock, isSpoiled ? 'Mend' : 'Spoil');
        set(stock, 'aria-label', `${isSpoiled ? 'Mend' : 'Spoil'} stock of ${shopId}`);
      },
    };
  };

const showForm = ({ shops, menu }) => {
  const form = byId('place').elements;
  options(
    form.shopId,
    shops.map(({ shopId }) => ({ value: shopId })),
  );
  const chosen = shops.find(({ shopId }) => shopId === form.shopId.value) ?? shops[0];
  const names = new Map(menu.map(({ productId, name }) => [productId, name]));
  options(
    form.productId,
    [...(chosen?.products ?? []), ...(chosen?.spoiled ?? [])].map((value) => ({
      value,
      text: names.get(value) ? `${names.get(value)} (${value})` : value,
    })),
  );
};

export const showWorld = (state, act) => {
  showGateway(state);
  write(
    byId('config-problems'),
    state.configProblems.map((problem) => `${problem}: the last good value stays in force.`).join(' '),
  );
  reveal(byId('no-shops'), state.shops.length === 0);
  keyed(byId('shops'), state.shops, ({ shopId }) => shopId, shopRow(act));
  showForm(state);
};
