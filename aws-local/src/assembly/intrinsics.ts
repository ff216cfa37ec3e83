/** What references of a template resolve against. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  mapping(map: string, key: string, name: string): unknown;
}

/** Marks a value that the template leaves out (`AWS::NoValue`). */
const NO_VALUE = Symbol('AWS::NoValue');

type Resolve = (value: unknown) => unknown;

const text = (resolve: Resolve, value: unknown): string => {
  const resolved = resolve(value);
  if (typeof resolved !== 'string' && typeof resolved !== 'number') {
    throw new Error(`an intrinsic function wants text, got ${JSON.stringify(resolved)}`);
  }
  return String(resolved);
};

const list = (resolve: Resolve, value: unknown): unknown[] => {
  const resolved = resolve(value);
  if (!Array.isArray(resolved)) throw new Error(`an intrinsic function wants a list, got ${JSON.stringify(resolved)}`);
  return resolved;
};

const functions: Record<string, (argument: unknown, resolve: Resolve, scope: Scope) => unknown> = {
  Ref: (id, _resolve, scope) => (id === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(id))),
  'Fn::GetAtt': (argument, _resolve, scope) => {
    const [id, ...name] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    return scope.attribute(String(id), name.join('.'));
  },
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = argument as [string, unknown];
    return list(resolve, parts)
      .map((part) => text(resolve, part))
      .join(separator);
  },
  'Fn::Sub': (argument, resolve, scope) => {
    const [template, given] = (typeof argument === 'string' ? [argument, {}] : argument) as [
      string,
      Record<string, unknown>,
    ];
    return template.replaceAll(/\$\{([^}]+)\}/g, (_match, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(given, name)) return text(resolve, given[name]);
      const [id = '', ...attribute] = name.split('.');
      return String(attribute.length > 0 ? scope.attribute(id, attribute.join('.')) : scope.ref(name));
    });
  },
  'Fn::Select': (argument, resolve) => {
    const [index, of] = argument as [unknown, unknown];
    const values = list(resolve, of);
    const at = Number(text(resolve, index));
    if (!(at in values)) throw new Error(`Fn::Select: there is no element ${at} in ${JSON.stringify(values)}`);
    return values[at];
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, value] = argument as [string, unknown];
    return text(resolve, value).split(separator);
  },
  'Fn::ImportValue': (argument, resolve, scope) => scope.importValue(text(resolve, argument)),
  'Fn::FindInMap': (argument, resolve, scope) => {
    const [map, key, name] = list(resolve, argument).map(String);
    return scope.mapping(map ?? '', key ?? '', name ?? '');
  },
};

/**
 * A template value with every intrinsic function resolved.
 * @throws Error that names an intrinsic function which is not understood.
 */
export const resolveIntrinsics = (value: unknown, scope: Scope): unknown => {
  const resolve: Resolve = (inner) => resolveIntrinsics(inner, scope);
  if (Array.isArray(value)) return value.map(resolve).filter((inner) => inner !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const call = entries.find(([name]) => name === 'Ref' || name.startsWith('Fn::'));
  if (call) {
    const [name, argument] = call;
    const evaluate = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!evaluate) throw new Error(`the intrinsic function ${name} is not understood here`);
    if (entries.length > 1) throw new Error(`${name} must stand alone, beside it is ${Object.keys(value).join(', ')}`);
    return evaluate(argument, resolve, scope);
  }
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, resolve(inner)]).filter(([, inner]) => inner !== NO_VALUE),
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
