import { isDeepStrictEqual } from 'node:util';
import { type Direction, type JsonSchema, versionOf } from './json-schema';

/** Keywords that tell, and never refuse a value. */
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description', 'examples', 'default']);
/** Keywords that are compared by rules of their own; whatever else differs counts as breaking. */
const STRUCTURE = new Set(['type', 'properties', 'required', 'items', 'const', 'enum', 'anyOf']);
const LOWER_BOUNDS = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems']);
const UPPER_BOUNDS = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']);
/** Keywords that may be dropped to take more values, but not exchanged. */
const RESTRICTIONS = new Set(['pattern', 'format']);

interface Misfit {
  readonly path: string;
  readonly keyword: string;
  /** The keyword's value in the schema that has to take more, and in the one that has to take less. */
  readonly wide: unknown;
  readonly narrow: unknown;
}

const valuesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  schema.enum ?? (Object.hasOwn(schema, 'const') ? [schema.const] : undefined);

const takes = (keyword: string, wide: unknown, narrow: unknown): boolean => {
  if (isDeepStrictEqual(wide, narrow)) return true;
  if (LOWER_BOUNDS.has(keyword)) return wide === undefined || (narrow !== undefined && Number(wide) <= Number(narrow));
  if (UPPER_BOUNDS.has(keyword)) return wide === undefined || (narrow !== undefined && Number(wide) >= Number(narrow));
  if (RESTRICTIONS.has(keyword)) return wide === undefined;
  return false;
};

const takesType = (wide: string | undefined, narrow: string | undefined): boolean =>
  wide === undefined || wide === narrow || (wide === 'number' && narrow === 'integer');

/** Where `wide` refuses a value that `narrow` takes. Fields that only one of the two knows are the caller's business if optional. */
const misfits = (wide: JsonSchema, narrow: JsonSchema, path: string): Misfit[] => {
  const found: Misfit[] = [];
  const add = (keyword: string, wideValue: unknown, narrowValue: unknown) =>
    found.push({ path, keyword, wide: wideValue, narrow: narrowValue });

  if (!takesType(wide.type, narrow.type)) add('type', wide.type, narrow.type);
  const [wideValues, narrowValues] = [valuesOf(wide), valuesOf(narrow)];
  if (wideValues && !narrowValues?.every((value) => wideValues.includes(value)))
    add('values', wideValues, narrowValues);
  for (const keyword of new Set([...Object.keys(wide), ...Object.keys(narrow)])) {
    if (ANNOTATIONS.has(keyword) || STRUCTURE.has(keyword)) continue;
    if (!takes(keyword, wide[keyword], narrow[keyword])) add(keyword, wide[keyword], narrow[keyword]);
  }
  if (!takesOneOf(wide.anyOf, narrow)) add('anyOf', wide.anyOf, narrow.anyOf);
  if (wide.items && narrow.items) found.push(...misfits(wide.items, narrow.items, `${path}[]`));
  else if (wide.items) add('items', wide.items, narrow.items);

  for (const [name, field] of Object.entries(wide.properties ?? {})) {
    const inner = path ? `${path}.${name}` : name;
    const other = narrow.properties?.[name];
    if (other) found.push(...misfits(field, other, inner));
    if (wide.required?.includes(name) && !narrow.required?.includes(name)) {
      found.push({ path: inner, keyword: 'required', wide: true, narrow: false });
    }
  }
  return found;
};

/** Whether every value that `narrow` takes is sure to fit one of the alternatives, if there are any. */
const takesOneOf = (alternatives: JsonSchema['anyOf'], narrow: JsonSchema): boolean =>
  alternatives === undefined ||
  isDeepStrictEqual(alternatives, narrow.anyOf) ||
  alternatives.some((alternative) => misfits(alternative, narrow, '').length === 0);

/** Fields of `before` that `after` does not know, with those of inner objects and lists. */
const removedFields = (before: JsonSchema, after: JsonSchema | undefined, path = ''): string[] => [
  ...(before.items ? removedFields(before.items, after?.items, `${path}[]`) : []),
  ...Object.entries(before.properties ?? {}).flatMap(([name, field]) => {
    const inner = path ? `${path}.${name}` : name;
    const other = after?.properties?.[name];
    return other ? removedFields(field, other, inner) : [inner];
  }),
];

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/**
 * What in a schema's change breaks a neighbour who was built against the schema before. Outgoing: everything we send now must be what was promised
 * before. Incoming: everything that was accepted before must be accepted now. A raised schemaVersion makes it another contract, which may differ.
 * When in doubt (a keyword that it does not know) it says that it breaks.
 * @returns one sentence per fault, each naming the field; empty if nothing breaks.
 */
export const breakingChanges = (before: JsonSchema, after: JsonSchema, direction: Direction): string[] => {
  if (versionOf(after) > versionOf(before)) return [];
  const outgoing = direction === 'outgoing';
  const [wide, narrow] = outgoing ? [before, after] : [after, before];
  const changed = misfits(wide, narrow, '').map(({ path, keyword, wide: wideValue, narrow: narrowValue }) => {
    const [was, is] = outgoing ? [wideValue, narrowValue] : [narrowValue, wideValue];
    return `${path || 'detail'}: ${keyword} was ${shown(was)}, is ${shown(is)}`;
  });
  if (!outgoing) return changed;
  const removed = removedFields(before, after);
  // A required field that is gone is told once.
  const told = changed.filter((fault) => !removed.some((path) => fault.startsWith(`${path}: `)));
  return [...removed.map((path) => `${path}: was sent, is gone`), ...told];
};

/**
 * Everything in today's contract that breaks a neighbour of an earlier release.
 * @param directionOf whether an event, by its title, comes to us or goes out.
 * @returns sentences that begin with the event; empty if nothing breaks.
 */
export const brokenSince = (
  released: readonly JsonSchema[],
  current: readonly JsonSchema[],
  directionOf: (title: string) => Direction,
): string[] =>
  released.flatMap((before) => {
    const title = String(before.title);
    const after = current.find((schema) => schema.title === title);
    if (!after) return [`${title}: is gone`];
    return breakingChanges(before, after, directionOf(title)).map((fault) => `${title}: ${fault}`);
  });
