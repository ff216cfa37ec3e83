import { NOT_YET } from '../not-yet';
import { didYouMean } from './closest-name';
import { isBooleanLike, isIntegerLike, isNumberLike, isStringLike } from './scalars';
import type { Spec, SpecEntry, SpecProperty, SpecType } from './spec';

type Path = readonly (string | number)[];

/** What CloudFormation would refuse of a property. */
export interface SpecProblem {
  /** Where in the properties: names of members, indexes of lists. */
  readonly path: Path;
  readonly message: string;
  readonly kind: 'unknown' | 'missing' | 'value';
}

/** Short enough for a line. */
const MAX_SHOWN = 100;

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return (JSON.stringify(value) ?? 'nothing').slice(0, MAX_SHOWN);
};

const wanted = (type: SpecType, spec: Spec): string => {
  if ('allowedValues' in type && type.allowedValues) return `one of ${type.allowedValues.join(', ')}`;
  if (type.type === 'union') return [...new Set(type.types.map((each) => wanted(each, spec)))].join(' or ');
  if (type.type === 'ref') return `an object (${spec.definition(type.reference.$ref).name})`;
  const names = {
    string: 'a string',
    integer: 'an integer',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    null: 'null',
  };
  const more = { map: 'an object', json: 'an object', 'date-time': 'a date', tag: 'an object with Key and Value' };
  return { ...names, ...more }[type.type];
};

const TAG: SpecEntry['properties'] = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' } },
};

/** Whether a value is of a type that has no parts. */
const fits = (value: unknown, type: SpecType): boolean => {
  switch (type.type) {
    case 'string':
      return isStringLike(value) && (type.allowedValues?.includes(String(value)) ?? true);
    case 'integer':
      return isIntegerLike(value) && (type.allowedValues?.includes(Number(value)) ?? true);
    case 'number':
      return isNumberLike(value);
    case 'boolean':
      return isBooleanLike(value);
    case 'date-time':
      return isStringLike(value);
    case 'null':
      return value === null;
    case 'json':
      return typeof value === 'string' || (typeof value === 'object' && value !== null);
    default:
      return false;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a value does not fit its type, at any depth. */
const typeProblems = (value: unknown, type: SpecType, path: Path, spec: Spec): SpecProblem[] => {
  if (typeof value === 'string' && value.includes(NOT_YET)) return [];
  const wrong: SpecProblem[] = [{ path, kind: 'value', message: `must be ${wanted(type, spec)}, got ${shown(value)}` }];
  switch (type.type) {
    case 'array':
      if (!Array.isArray(value)) return wrong;
      return value.flatMap((each, index) => typeProblems(each, type.element, [...path, index], spec));
    case 'map':
      if (!isObject(value)) return wrong;
      return Object.entries(value).flatMap(([name, each]) => typeProblems(each, type.element, [...path, name], spec));
    case 'tag':
      if (!isObject(value)) return wrong;
      return Object.entries(TAG).flatMap(([name, each]) => memberProblems(value, name, each, path, 'a tag', spec));
    case 'ref':
      return isObject(value) ? objectProblems(value, spec.definition(type.reference.$ref), path, spec) : wrong;
    case 'union':
      return fewest(
        type.types.map((each) => typeProblems(value, each, path, spec)),
        wrong,
      );
    default:
      return fits(value, type) ? [] : wrong;
  }
};

/** Of the alternatives of a union the one that was probably meant: the problems are inside the value, and few. */
const fewest = (alternatives: readonly SpecProblem[][], wrong: SpecProblem[]): SpecProblem[] => {
  if (alternatives.some((problems) => problems.length === 0)) return [];
  const depth = wrong[0]?.path.length ?? 0;
  const inside = alternatives.filter((problems) => problems.every(({ path }) => path.length > depth));
  return [...inside].sort((a, b) => a.length - b.length)[0] ?? wrong;
};

const memberProblems = (
  value: Readonly<Record<string, unknown>>,
  name: string,
  { type, previousTypes = [], required = false }: SpecProperty,
  path: Path,
  owner: string,
  spec: Spec,
): SpecProblem[] => {
  const member = value[name];
  if (member === undefined) {
    return required ? [{ path: [...path, name], kind: 'missing', message: `${owner} requires this property` }] : [];
  }
  const anyOf: SpecType = previousTypes.length === 0 ? type : { type: 'union', types: [type, ...previousTypes] };
  return typeProblems(member, anyOf, [...path, name], spec);
};

/** What of an object's members CloudFormation would refuse: unknown ones, missing ones, values of another type. */
export const objectProblems = (
  value: Readonly<Record<string, unknown>>,
  { name: owner, properties }: SpecEntry,
  path: Path,
  spec: Spec,
): SpecProblem[] => {
  const names = Object.keys(properties);
  // A definition without members stands for any object.
  if (names.length === 0) return [];
  const unknown = Object.keys(value)
    .filter((member) => !Object.hasOwn(properties, member))
    .map(
      (member): SpecProblem => ({
        path: [...path, member],
        kind: 'unknown',
        message: `${owner} has no such property${didYouMean(member, names)}`,
      }),
    );
  const members = Object.entries(properties).flatMap(([member, property]) =>
    memberProblems(value, member, property, path, owner, spec),
  );
  return [...unknown, ...members];
};
