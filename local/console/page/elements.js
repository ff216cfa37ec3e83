/** Everything on the page comes through here, as text or as an attribute: nothing that an event says is ever read as markup. */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line']);

/** An element with attributes and children; a string is a text, a function a listener. */
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

/** Shows or hides; focus in what is hidden goes to `instead`, or it would be lost and a keyboard's user be at the top again. */
export const reveal = (node, isShown, instead) => {
  if (!isShown && instead && node.contains(document.activeElement)) instead.focus({ preventScroll: true });
  node.hidden = !isShown;
};

const headingOf = (container) => container.closest('section')?.querySelector('h2');

/**
 * Makes a container's children those of `items`. A child lives as long as its key is there. Focus stays where it is, also on a child that
 * moves; if its child goes, it goes to the section's heading.
 * @param create makes the child of a key's first item and gives it with the function that shows an item in it. What changes has to come
 *   with the item: of anything else `show` would know how it was when the child was made.
 */
export const keyed = (container, items, keyOf, create) => {
  container.shownItems ??= new Map();
  const known = container.shownItems;
  const focused = container.contains(document.activeElement) ? document.activeElement : undefined;
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
  if (focused && focused !== document.activeElement && document.activeElement === document.body) {
    (focused.isConnected ? focused : headingOf(container))?.focus({ preventScroll: true });
  }
};

/** A button whose label says what it does to what, for those who hear it alone; the label begins with what stands on it. */
export const button = (text, label, press) => {
  const made = element('button', { type: 'button', 'aria-label': label, click: (event) => press(event.currentTarget) });
  made.append(text);
  return made;
};

/** Gives a select these choices besides its first: `[{ value, text }]`. */
export const options = (select, choices) =>
  keyed(
    select,
    [{ value: '' }, ...choices],
    ({ value }) => value,
    ({ value, text = value }) => ({
      node: value === '' ? select.options[0] : element('option', { value }, text),
      show: () => undefined,
    }),
  );
