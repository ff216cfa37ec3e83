import type { TemplateResource } from './assembly';
import { type DynamicValues, resolveDynamicReferences } from './dynamic-references';
import { IGNORED_RESOURCE_ATTRIBUTES, unknownMembers, withoutIgnored } from './ignored';
import { resolveIntrinsics } from './intrinsics';
import { holdsNotYet, NOT_YET } from './not-yet';
import type { PropertyIssue } from './resource-type';
import { resourceTypeOf } from './resource-types';
import { NotYetKnown, type Scope } from './scope';

const UNDERSTOOD_ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'Condition'];

const valueAt = (value: unknown, path: PropertyIssue['path']): unknown =>
  path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value);

export const placeOf = (path: PropertyIssue['path']): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`)).join('');

/** Short enough for a line; a value may hold a whole program. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100);

/** What is wrong with a resource, and what of it `--ignore` would have to name. */
export interface ResourceProblem {
  readonly problem: string;
  readonly leaveOut: 'type' | 'resource' | { readonly property: string };
  /** Of what in the properties it is; undefined for what is of the resource as a whole. */
  readonly path?: PropertyIssue['path'];
  /** A member that is not understood here, or that AWS does not have. */
  readonly isUnknown?: boolean;
}

const fromIssue = ({ path, message }: PropertyIssue, properties: unknown): ResourceProblem => {
  const value = valueAt(properties, path);
  const isProperty = message.startsWith('the property');
  return {
    problem: `${placeOf(path)}: ${message}${isProperty || typeof value === 'object' ? '' : `, got ${shown(value)}`}`,
    leaveOut: isProperty && path.length === 1 ? { property: String(path[0]) } : 'resource',
    path,
    isUnknown: isProperty,
  };
};

/**
 * What of a resource cannot run here, as far as it is known before anything is deployed.
 * @param ignore as the user gives it; only `TYPE.Property` matters here.
 */
export const resourceProblems = (
  resource: TemplateResource,
  scope: Scope,
  values: DynamicValues,
  ignore: readonly string[],
): ResourceProblem[] => {
  const { Type: type, Properties = {} } = resource;
  const known = resourceTypeOf(type);
  if (!known) return [{ problem: 'the type is not understood here', leaveOut: 'type', path: [], isUnknown: true }];
  const attributes = unknownMembers(resource, UNDERSTOOD_ATTRIBUTES, IGNORED_RESOURCE_ATTRIBUTES).map(
    (name): ResourceProblem => ({ problem: `${name}: the attribute is not understood here`, leaveOut: 'resource' }),
  );
  try {
    const resolved = resolveIntrinsics(withoutIgnored(type, Properties, ignore), scope, NOT_YET) as Record<
      string,
      unknown
    >;
    const properties = dynamicOrAsItIs(resolved, values);
    const issues = known.check(properties).filter(({ path }) => !holdsNotYet(valueAt(properties, path)));
    return [...attributes, ...issues.map((issue) => fromIssue(issue, properties))];
  } catch (error) {
    return [...attributes, { problem: error instanceof Error ? error.message : String(error), leaveOut: 'resource' }];
  }
};

const dynamicOrAsItIs = (properties: Record<string, unknown>, values: DynamicValues): Record<string, unknown> => {
  try {
    return resolveDynamicReferences(properties, values) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof NotYetKnown) return properties;
    throw error;
  }
};
