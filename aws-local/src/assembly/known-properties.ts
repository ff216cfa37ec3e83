import { resolveIntrinsics } from './intrinsics';
import { NOT_YET } from './not-yet';
import { NO_VALUE, NoSuchReference, type Scope } from './scope';

const isCall = (value: object): boolean => Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));

/** What is known of a resource's properties before a deployment. */
export interface KnownProperties {
  readonly properties: Readonly<Record<string, unknown>>;
  /** References to what the template does not have. */
  readonly dangling: readonly string[];
}

/**
 * Properties with what is known of them before a deployment. Values of resources, dynamic references, and intrinsic functions that are not understood here
 * are not known: they are marked NOT_YET.
 */
export const knownProperties = (properties: Readonly<Record<string, unknown>>, scope: Scope): KnownProperties => {
  const dangling = new Set<string>();
  const known = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('{{resolve:') ? NOT_YET : value;
    if (Array.isArray(value)) return value.map(known).filter((inner) => inner !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    if (isCall(value)) return called(value);
    const members = Object.entries(value).map(([name, inner]) => [name, known(inner)] as const);
    return Object.fromEntries(members.filter(([, inner]) => inner !== NO_VALUE));
  };
  const called = (value: object): unknown => {
    try {
      const resolved = resolveIntrinsics(value, scope, NOT_YET);
      return typeof resolved === 'string' && resolved.includes('{{resolve:') ? NOT_YET : resolved;
    } catch (error) {
      if (error instanceof NoSuchReference) dangling.add(error.message);
      return NOT_YET;
    }
  };
  return { properties: known(properties) as Record<string, unknown>, dangling: [...dangling] };
};
