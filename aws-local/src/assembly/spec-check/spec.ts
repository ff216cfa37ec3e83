/** The type of a property in CloudFormation's resource specification. */
export type SpecType =
  | { readonly type: 'string'; readonly allowedValues?: readonly string[] }
  | { readonly type: 'integer'; readonly allowedValues?: readonly number[] }
  | { readonly type: 'number' | 'boolean' | 'json' | 'date-time' | 'null' | 'tag' }
  | { readonly type: 'array' | 'map'; readonly element: SpecType }
  | { readonly type: 'union'; readonly types: readonly SpecType[] }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } };

export interface SpecProperty {
  readonly type: SpecType;
  /** Types that it had in earlier versions; templates that say these still deploy. */
  readonly previousTypes?: readonly SpecType[];
  readonly required?: boolean;
}

/** A resource type, or a type definition that its properties refer to. */
export interface SpecEntry {
  readonly name: string;
  readonly properties: Readonly<Record<string, SpecProperty>>;
}

/** What CloudFormation says of its resource types. */
export interface Spec {
  /** Undefined if there is no such type. */
  resource(type: string): SpecEntry | undefined;
  /** @param id as a type of kind `ref` names it. */
  definition(id: string): SpecEntry;
  typeNames(): readonly string[];
}
