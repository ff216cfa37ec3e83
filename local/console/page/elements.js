/** Everything on the page comes through here, as text or as an attribute: nothing that an event says is ever read as markup. */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line']);

/** An element with attributes and children; a string is a text. */
export const element = (tag, attributes = {}, ...children) => {
  const made = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

export const byId = (id) => document.getElementById(id);

/** Writes only what differs, so that a selection and a screen reader are left in peace. */
export const write = (node, text) => {
  const wanted = String(text ?? '');
  if (node.textContent !== wanted) node.textContent = wanted;
};

export const set = (node, name, value) => {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
};

/**
 * Makes a container's children those of `items`. A child lives as long as its key is there, so that focus stays on its buttons.
 * @param create makes the child of a key's first item and gives it with the function that shows an item in it.
 */
export const keyed = (container, items, keyOf, create) => {
  container.shownItems ??= new Map();
  const known = container.shownItems;
  const wanted = new Set(items.map(keyOf));
  for (const [key, { node }] of known) {
    if (wanted.has(key)) continue;
    node.remove();
    known.delete(key);
  }
  let before = container.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    if (!known.has(key)) known.set(key, create(item));
    const { node, show } = known.get(key);
    if (node === before) before = node.nextElementSibling;
    else container.insertBefore(node, before);
    show(item);
  }
};

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** `840 ms`, `2.4 s`, `1m 5s`. */
export const duration = (ms) => {
  if (ms === undefined) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  let left = Math.round(ms / 1_000) * 1_000;
  const parts = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.slice(0, 2).join(' ');
};

/** A button whose label says what it does to what, for those who hear it alone. */
export const button = (text, label, press) => {
  const made = element('button', { type: 'button', 'aria-label': label, click: (event) => press(event.currentTarget) });
  made.append(text);
  return made;
};

/** Gives a select these choices besides its first. */
export const options = (select, values) =>
  keyed(
    select,
    [{ value: '' }, ...values.map((value) => ({ value }))],
    ({ value }) => value,
    ({ value }) => ({
      node: value === '' ? select.options[0] : element('option', { value }, value),
      show: () => undefined,
    }),
  );
