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
  const isUnknown = kind === 'unknown';
  if (property === undefined) return { problem: message, leaveOut: 'type', path, isUnknown };
  const canGo = (isUnknown && isTopLevel) || isDispensable(type, String(property));
  const leaveOut = canGo && !(kind === 'missing' && isTopLevel) ? { property: String(property) } : 'resource';
  return { problem: `${placeOf(path)}: ${message}`, leaveOut, path, isUnknown };
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

/** Whether AWS says, and says better, what is said here. */
const isRepeated = ({ path, isUnknown = false }: ResourceProblem, ofAws: ResourceProblem): boolean => {
  if (path === undefined || ofAws.path === undefined) return false;
  const isSame = path.length === ofAws.path.length && isWithin(path, ofAws.path);
  // What AWS has and takes may still not be understood here.
  if (isUnknown || path.length === 0) return isSame && ofAws.isUnknown === true;
  return isWithin(path, ofAws.path) || isWithin(ofAws.path, path);
};

/** All problems of a resource, each fault once. */
export const withoutRepetition = (
  ofHere: readonly ResourceProblem[],
  ofAws: readonly ResourceProblem[],
): ResourceProblem[] => [...ofHere.filter((each) => !ofAws.some((other) => isRepeated(each, other))), ...ofAws];
