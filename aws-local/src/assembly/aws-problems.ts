import { placeOf, type ResourceProblem } from './check-resource';
import { IGNORED_PROPERTIES, IGNORED_TYPES } from './ignored';
import { nameIssues } from './limits/names';
import { patternIssues } from './limits/patterns';
import { limitIssues } from './limits/properties';
import type { PropertyIssue } from './resource-type';
import type { SpecProblem } from './spec-check/type-problems';

type Path = PropertyIssue['path'];

/** Whether a property can be left out without taking away what runs here. */
const isDispensable = (type: string, property: string): boolean =>
  Object.hasOwn(IGNORED_TYPES, type) || Object.hasOwn(IGNORED_PROPERTIES[type] ?? {}, property);

/** What of a resource CloudFormation would refuse. */
export const specProblem = (type: string, { path, message, kind }: SpecProblem): ResourceProblem => {
  const [property] = path;
  const isTopLevel = path.length === 1;
  if (property === undefined) return { problem: message, leaveOut: 'type', path };
  const canGo = kind === 'unknown' && isTopLevel ? true : isDispensable(type, String(property));
  const leaveOut = canGo && !(kind === 'missing' && isTopLevel) ? { property: String(property) } : 'resource';
  return { problem: `${placeOf(path)}: ${message}`, leaveOut, path };
};

/** What of a resource the service that it is of would refuse: names, bounds, patterns. */
export const serviceProblems = (type: string, properties: Readonly<Record<string, unknown>>): ResourceProblem[] =>
  [...nameIssues(type, properties), ...limitIssues(type, properties), ...patternIssues(type, properties)].map(
    ({ path, message }) =>
      path.length === 0
        ? { problem: message, leaveOut: 'resource' }
        : specProblem(type, { path, message, kind: 'value' }),
  );

const isWithin = (path: Path, other: Path): boolean => other.every((part, index) => path[index] === part);

/**
 * All problems of a resource, each fault once: what is said here of a property goes where AWS's own refusal says more. That something which AWS takes is not
 * understood here stays.
 */
export const withoutRepetition = (
  ofHere: readonly ResourceProblem[],
  ofAws: readonly ResourceProblem[],
): ResourceProblem[] => [
  ...ofHere.filter(({ path, isOfHere = false }) => {
    if (path === undefined) return true;
    return !ofAws.some((each) => {
      if (each.path === undefined) return false;
      if (isOfHere || path.length === 0) return each.path.length === path.length && isWithin(each.path, path);
      return isWithin(each.path, path) || (isWithin(path, each.path) && each.path.length > 0);
    });
  }),
  ...ofAws,
];
