/** What references of a template resolve against. Each throws an Error that names what is not there. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  /** An output of another stack of the assembly. */
  stackOutput(stackName: string, outputName: string): unknown;
  /** Undefined if the template has no such mapping. */
  mapping(map: string, key: string, name: string): unknown;
  readonly region: string;
}

/** Thrown for what only a deployment tells: a name that a resource gets, an output of another stack. */
export class NotYetKnown extends Error {
  public override readonly name = 'NotYetKnown';
}

/** Thrown for a reference to what the template does not have. */
export class NoSuchReference extends Error {}

/** Marks a value that the template leaves out (`AWS::NoValue`). */
export const NO_VALUE = Symbol('AWS::NoValue');
