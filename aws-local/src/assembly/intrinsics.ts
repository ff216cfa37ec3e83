import { FUNCTIONS } from './intrinsic-functions';
import { NO_VALUE, NotYetKnown, type Scope } from './scope';

const callOf = (value: object): [name: string, argument: unknown] | undefined => {
  const entries = Object.entries(value);
  const call = entries.find(([name]) => name === 'Ref' || name.startsWith('Fn::'));
  if (call && entries.length > 1) {
    throw new Error(`${call[0]} must stand alone, beside it is ${Object.keys(value).join(', ')}`);
  }
  return call;
};

const evaluate = ([name, argument]: [string, unknown], scope: Scope): unknown => {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new Error(`the intrinsic function ${name} is not understood here`);
  return known(argument, (inner) => resolveIntrinsics(inner, scope), scope);
};

/**
 * A template value with every intrinsic function resolved.
 * @param unknown stands for each intrinsic function whose value is not known yet; unless given, NotYetKnown is thrown.
 * @throws Error that names an intrinsic function which is not understood.
 */
export const resolveIntrinsics = (value: unknown, scope: Scope, unknown?: string): unknown => {
  const resolve = (inner: unknown) => resolveIntrinsics(inner, scope, unknown);
  if (Array.isArray(value)) return value.map(resolve).filter((inner) => inner !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const call = callOf(value);
  if (call) {
    try {
      return evaluate(call, scope);
    } catch (error) {
      if (unknown !== undefined && error instanceof NotYetKnown) return unknown;
      throw error;
    }
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, resolve(inner)])
      .filter(([, inner]) => inner !== NO_VALUE),
  );
};

/** Logical ids that a template value refers to. */
export const referencesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])];
    if (key === 'Fn::Sub') {
      const template = String(Array.isArray(inner) ? inner[0] : inner);
      const named = [...template.matchAll(/\$\{([^!.}][^.}]*)/g)].map(([, name]) => name ?? '');
      return [...named, ...referencesIn(Array.isArray(inner) ? inner[1] : [])];
    }
    return referencesIn(inner);
  });
};
