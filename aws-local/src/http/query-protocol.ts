/** What a request of AWS's query protocol asks for. */
export interface QueryRequest {
  readonly action: string;
  /** Of the service's API, such as `2010-03-31`: what tells services apart. */
  readonly version: string;
  readonly input: Record<string, unknown>;
}

type Tree = { [name: string]: Tree | string };

/**
 * Reads a form-encoded body: `Entries.member.1.Id=a` is a list, `Attributes.entry.1.key=a` with its `.value` a map
 * (smithy.io, "AWS query protocol"). Every value is text. Pure.
 */
export const parseQuery = (body: string): QueryRequest => {
  const root: Tree = {};
  for (const [path, value] of new URLSearchParams(body)) place(root, path.split('.'), value);
  const { Action: action, Version: version, ...input } = root;
  return {
    action: String(action ?? ''),
    version: String(version ?? ''),
    input: collected(input) as QueryRequest['input'],
  };
};

const place = (tree: Tree, [name = '', ...rest]: readonly string[], value: string): void => {
  if (rest.length === 0) {
    define(tree, name, value);
    return;
  }
  const existing = Object.hasOwn(tree, name) ? tree[name] : undefined;
  const inner = typeof existing === 'object' ? existing : {};
  define(tree, name, inner);
  place(inner, rest, value);
};

/** A request may name a member `__proto__`. */
const define = (tree: Tree, name: string, value: Tree | string): void => {
  Object.defineProperty(tree, name, { value, enumerable: true, configurable: true, writable: true });
};

const collected = (tree: Tree | string): unknown => {
  if (typeof tree === 'string') return tree;
  const [name, ...others] = Object.keys(tree);
  const only = others.length === 0 && name !== undefined ? tree[name] : undefined;
  if (name === 'member' && typeof only === 'object') return inOrder(only).map(collected);
  if (name === 'entry' && typeof only === 'object') return Object.fromEntries(inOrder(only).flatMap(entry));
  return Object.fromEntries(Object.entries(tree).map(([key, inner]) => [key, collected(inner)]));
};

const inOrder = (numbered: Tree): (Tree | string)[] =>
  Object.entries(numbered)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);

/** SNS calls the members of a map `key` and `value`, or `Name` and `Value`. */
const entry = (tree: Tree | string): [string, unknown][] => {
  if (typeof tree === 'string') return [];
  const [key, value] = [tree.key ?? tree.Name, tree.value ?? tree.Value];
  return key === undefined || value === undefined ? [] : [[String(key), collected(value)]];
};

/** A value as XML: members as elements, a list's as `member`, a Map's as `entry` with `key` and `value`; undefined is left out. */
export const toXml = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((each) => element('member', each)).join('');
  if (value instanceof Map) {
    const entries = [...value].map(([key, inner]) => element('entry', { key, value: inner }));
    return entries.join('');
  }
  if (typeof value !== 'object') return escaped(String(value));
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return members.map(([name, inner]) => element(name, inner)).join('');
};

const element = (name: string, value: unknown): string => `<${name}>${toXml(value)}</${name}>`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
