import { subnets } from './cidr';
import { NO_VALUE, type Scope } from './scope';

type Resolve = (value: unknown) => unknown;

/** Evaluates one intrinsic function. `resolve` resolves what stands inside its argument. */
type IntrinsicFunction = (argument: unknown, resolve: Resolve, scope: Scope) => unknown;

const text = (resolve: Resolve, value: unknown): string => {
  const resolved = resolve(value);
  if (!['string', 'number', 'boolean'].includes(typeof resolved)) {
    throw new Error(`an intrinsic function wants text, got ${JSON.stringify(resolved)}`);
  }
  return String(resolved);
};

const list = (resolve: Resolve, value: unknown): unknown[] => {
  const resolved = resolve(value);
  if (!Array.isArray(resolved)) throw new Error(`an intrinsic function wants a list, got ${JSON.stringify(resolved)}`);
  return resolved;
};

/** The members of a function's list argument, unresolved. @throws Error that names the function if there are fewer or more. */
export const members = (name: string, argument: unknown, least: number, most = least): unknown[] => {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw new Error(
    `${name} takes a list of ${least === most ? least : `${least} to ${most}`}, got ${JSON.stringify(argument)}`,
  );
};

const substitute = (argument: unknown, resolve: Resolve, scope: Scope): string => {
  const [template, given] = typeof argument === 'string' ? [argument, {}] : members('Fn::Sub', argument, 2);
  return String(template).replaceAll(/\$\{([^}]+)\}/g, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(given as object, name)) return text(resolve, (given as Record<string, unknown>)[name]);
    const [id = '', ...attribute] = name.split('.');
    return text(resolve, attribute.length > 0 ? scope.attribute(id, attribute.join('.')) : scope.ref(name));
  });
};

const attribute: IntrinsicFunction = (argument, resolve, scope) => {
  const [id, ...name] = typeof argument === 'string' ? argument.split('.') : members('Fn::GetAtt', argument, 2);
  return scope.attribute(String(id), name.map((part) => text(resolve, part)).join('.'));
};

const select: IntrinsicFunction = (argument, resolve) => {
  const [index, of] = members('Fn::Select', argument, 2);
  const values = list(resolve, of);
  const at = Number(text(resolve, index));
  if (!(at in values)) throw new Error(`Fn::Select: there is no element ${at} in ${JSON.stringify(values)}`);
  return values[at];
};

const findInMap: IntrinsicFunction = (argument, resolve, scope) => {
  const [map, key, name, options] = members('Fn::FindInMap', argument, 3, 4);
  const path = [map, key, name].map((part) => text(resolve, part)) as [string, string, string];
  const value = scope.mapping(...path);
  if (value !== undefined) return value;
  if (typeof options === 'object' && options !== null && 'DefaultValue' in options)
    return resolve(options.DefaultValue);
  throw new Error(`Fn::FindInMap: there is no ${path.join('.')}`);
};

const stackOutput: IntrinsicFunction = (argument, resolve, scope) => {
  const { StackName, OutputName } = argument as Readonly<Record<string, unknown>>;
  return scope.stackOutput(text(resolve, StackName), text(resolve, OutputName));
};

const cidr: IntrinsicFunction = (argument, resolve) => {
  const [block, count, bits] = members('Fn::Cidr', argument, 2, 3);
  return subnets(
    text(resolve, block),
    Number(text(resolve, count)),
    Number(bits === undefined ? 8 : text(resolve, bits)),
  );
};

/** As many zones as every region has at least. */
const ZONES = ['a', 'b', 'c'];

/**
 * The intrinsic functions of CloudFormation, without Fn::If, which is replaced by its branch before.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html.
 */
export const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (id, _resolve, scope) => (id === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(id))),
  'Fn::Base64': (argument, resolve) => Buffer.from(text(resolve, argument)).toString('base64'),
  'Fn::Cidr': cidr,
  'Fn::FindInMap': findInMap,
  'Fn::GetAtt': attribute,
  'Fn::GetAZs': (argument, resolve, { region }) => ZONES.map((zone) => `${text(resolve, argument) || region}${zone}`),
  'Fn::GetStackOutput': stackOutput,
  'Fn::ImportValue': (argument, resolve, scope) => scope.importValue(text(resolve, argument)),
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = members('Fn::Join', argument, 2);
    return list(resolve, parts)
      .map((part) => text(resolve, part))
      .join(String(separator));
  },
  'Fn::Length': (argument, resolve) => list(resolve, argument).length,
  'Fn::Select': select,
  'Fn::Split': (argument, resolve) => {
    const [separator, value] = members('Fn::Split', argument, 2);
    return text(resolve, value).split(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::ToJsonString': (argument, resolve) => JSON.stringify(resolve(argument)),
};
