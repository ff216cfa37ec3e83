import type { Template } from './assembly';
import { members } from './intrinsic-functions';
import { resolveIntrinsics } from './intrinsics';
import { NotYetKnown, type Scope } from './scope';

type Expressions = Readonly<Record<string, unknown>>;

/** Tells of a condition's name whether it is true. */
export type IsTrue = (name: string) => boolean;

/** Parameters and literals are compared as text: a template may write a number or a boolean as either. */
const comparable = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/**
 * The conditions of a template, each evaluated when it is asked for.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html.
 * @param scope what parameters and mappings mean; a condition cannot refer to a resource.
 * @returns a function that throws an Error naming the condition when there is none of that name, when conditions refer to each other in a
 * circle, or when one says something that is not understood.
 */
export const conditionsOf = (expressions: Expressions, scope: Scope): IsTrue => {
  const known = new Map<string, boolean>();
  const evaluate = (expression: unknown, path: readonly string[]): boolean => {
    const [[name, argument] = [], ...others] = Object.entries(expression ?? {});
    const inner = (value: unknown): boolean => evaluate(value, path);
    if (others.length > 0) throw new Error(`a condition is one function, got ${JSON.stringify(expression)}`);
    if (name === 'Condition') return named(String(argument), path);
    if (name === 'Fn::Not') return !inner(members(name, argument, 1)[0]);
    if (name === 'Fn::And') return members(name, argument, 2, 10).every(inner);
    if (name === 'Fn::Or') return members(name, argument, 2, 10).some(inner);
    if (name === 'Fn::Equals') {
      const [left, right] = members(name, argument, 2).map((value) => comparable(resolveIntrinsics(value, scope)));
      return left === right;
    }
    throw new Error(`${JSON.stringify(expression)} is no condition that is understood here`);
  };
  const named = (name: string, path: readonly string[]): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (!Object.hasOwn(expressions, name)) throw new Error(`there is no condition ${name} in the template`);
    if (path.includes(name))
      throw new Error(`conditions refer to each other in a circle: ${[...path, name].join(' -> ')}`);
    try {
      const value = evaluate(expressions[name], [...path, name]);
      known.set(name, value);
      return value;
    } catch (error) {
      if (path.length > 0 || error instanceof NotYetKnown || !(error instanceof Error)) throw error;
      throw new Error(`condition ${name}: ${error.message}`, { cause: error });
    }
  };
  return (name) => named(name, []);
};

/** A template value with each Fn::If replaced by its branch. */
const withBranches = (value: unknown, isTrue: IsTrue): unknown => {
  if (Array.isArray(value)) return value.map((inner) => withBranches(inner, isTrue));
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::If' in value) {
    const [name, whenTrue, whenFalse] = members('Fn::If', value['Fn::If'], 3);
    return withBranches(isTrue(String(name)) ? whenTrue : whenFalse, isTrue);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBranches(inner, isTrue)]));
};

/** The members whose condition is true, or that have none. */
const present = <T extends { readonly Condition?: string }>(members: Readonly<Record<string, T>>, isTrue: IsTrue) =>
  Object.entries(members)
    .filter(([, { Condition }]) => Condition === undefined || isTrue(Condition))
    .map(([name, { Condition: _condition, ...member }]): [string, Omit<T, 'Condition'>] => [name, member]);

/**
 * The template as its conditions make it: without the resources and outputs whose condition is false, and with the branch of every Fn::If.
 * A dependency on a resource that is left out is left out as well.
 */
export const withConditions = (template: Template, isTrue: IsTrue): Template => {
  const resources = new Map(present(template.Resources, isTrue));
  const isLeftOut = (id: string): boolean => Object.hasOwn(template.Resources, id) && !resources.has(id);
  return {
    ...template,
    Resources: Object.fromEntries(
      [...resources].map(([id, { Properties, DependsOn = [], ...resource }]) => [
        id,
        {
          ...resource,
          ...(Properties && { Properties: withBranches(Properties, isTrue) as Record<string, unknown> }),
          DependsOn: [DependsOn].flat().filter((needed) => !isLeftOut(needed)),
        },
      ]),
    ),
    ...(template.Outputs && {
      Outputs: Object.fromEntries(
        present(template.Outputs, isTrue).map(([name, output]) => [
          name,
          withBranches(output, isTrue) as typeof output,
        ]),
      ),
    }),
  };
};
