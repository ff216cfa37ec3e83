/** A value that a pattern can look at; objects are never one. */
export type Leaf = string | number | boolean | null;

/** Of each array that a value lies in through objects or arrays, the element: what conditions on one and the same element go by. */
export type ArrayMembership = ReadonlyMap<number, number>;

export interface EventField {
  readonly value: Leaf;
  readonly membership: ArrayMembership;
}

export const NO_MEMBERSHIP: ArrayMembership = new Map();

export const isLeaf = (value: unknown): value is Leaf =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The names and everything that leads to them: `detail.order.id` gives `detail`, `detail.order` and itself. */
export const withPrefixes = (names: Iterable<string>): ReadonlySet<string> => {
  const prefixes = new Set<string>();
  for (const name of names) {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) prefixes.add(name.slice(0, dot));
    prefixes.add(name);
  }
  return prefixes;
};

/**
 * The values of an event by the path of their names joined with dots, as aws/event-ruler flattens events (Event.java): a name that has dots
 * in it is therefore the same as nested ones.
 * @param wanted paths to look at, and all that lead to them.
 */
export const fieldsOf = (event: object, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly EventField[]> => {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;
  const visit = (value: unknown, path: string, membership: ArrayMembership): void => {
    if (isLeaf(value)) {
      const found = fields.get(path);
      if (found === undefined) fields.set(path, [{ value, membership }]);
      else found.push({ value, membership });
    } else if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, element] of value.entries()) {
        visit(element, path, isLeaf(element) ? membership : new Map(membership).set(array, index));
      }
    } else if (value !== undefined) visitMembers(value as object, `${path}.`, membership);
  };
  const visitMembers = (object: object, prefix: string, membership: ArrayMembership): void => {
    for (const [name, value] of Object.entries(object)) {
      const path = prefix + name;
      if (wanted.has(path)) visit(value, path, membership);
    }
  };
  visitMembers(event, '', NO_MEMBERSHIP);
  return fields;
};

/** What two memberships are together; undefined if they are of different elements of one array (ArrayMembership.java). */
export const together = (soFar: ArrayMembership, more: ArrayMembership): ArrayMembership | undefined => {
  if (more.size === 0) return soFar;
  if (soFar.size === 0) return more;
  const both = new Map(soFar);
  for (const [array, index] of more) {
    if ((both.get(array) ?? index) !== index) return undefined;
    both.set(array, index);
  }
  return both;
};
