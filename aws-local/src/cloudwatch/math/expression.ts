import { FUNCTIONS, type Surroundings } from './functions';
import { operate } from './operators';
import { type Node, parseExpression } from './parse';
import { list, mapValue, type Series, scalar, series, type Value } from './value';

/** What an expression is computed in. */
interface Context extends Surroundings {
  /** What a metric or another expression gives. */
  value(id: string): Value;
}

export interface Expression {
  /** Ids of the metrics and expressions that it names. */
  readonly ids: ReadonlySet<string>;
  /** @throws Error if a function or operator gets what it does not take. */
  compute(context: Context): Value;
}

/**
 * Reads an expression of metric math.
 * @throws Error that names what is not understood, such as a function that is not computed here.
 */
export const compileExpression = (text: string): Expression => {
  const root = parseExpression(text);
  const ids = new Set<string>();
  check(root, ids);
  return { ids, compute: (context) => compute(root, context) };
};

const check = (node: Node, ids: Set<string>): void => {
  if (node.kind === 'id') ids.add(node.id);
  if (node.kind === 'call') checkCall(node.name, node.parameters.length);
  for (const part of partsOf(node)) check(part, ids);
};

const partsOf = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'list':
      return node.members;
    case 'negation':
      return [node.of];
    case 'operation':
      return [node.left, node.right];
    case 'call':
      return node.parameters;
    default:
      return [];
  }
};

const checkCall = (name: string, given: number): void => {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) {
    const computed = Object.keys(FUNCTIONS).join(', ');
    throw new Error(`the function ${name} is not computed here; those that are: ${computed}`);
  }
  if (given < known.least || given > known.most) throw new Error(`${name} does not take ${given} arguments`);
};

const compute = (node: Node, context: Context): Value => {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'id':
      return context.value(node.id);
    case 'word':
    case 'text':
      return { kind: node.kind, text: node.text };
    case 'list':
      return list(node.members.flatMap((member) => seriesIn(compute(member, context))));
    case 'negation': {
      const value = compute(node.of, context);
      if (value.kind === 'scalar') return scalar(value.value === undefined ? undefined : -value.value);
      return mapValue(value, (values) => values.map((point) => (point === undefined ? undefined : -point)));
    }
    case 'operation':
      return operate(node.operator, compute(node.left, context), compute(node.right, context));
    case 'call':
      return called(node.name, node.parameters, context);
  }
};

const called = (name: string, parameters: readonly Node[], context: Context): Value => {
  const given = parameters.map((each) => compute(each, context));
  try {
    return FUNCTIONS[name]?.call(given, context) ?? series([]);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const seriesIn = (value: Value): readonly Series[] => {
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'list') return value.list;
  throw new Error('a list holds time series');
};
