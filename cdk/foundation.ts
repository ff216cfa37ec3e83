import { ArnFormat, type Stack, Token } from 'aws-cdk-lib';
import type { Node } from 'constructs';

/** A value that another service shares, resolved against the stack that uses it (the shape of ODMD's consumers). */
export interface SharedValue {
  getSharedValue(stack: Stack): string;
}

/** The port to the foundation service: the four values that it shares, and nothing else of it. */
export interface Foundation {
  /** Name or ARN of the bus. */
  readonly eventBus: SharedValue;
  /** Source of the events that the foundation's order manager publishes. */
  readonly eventSrc: SharedValue;
  /** Name or ARN of the table. */
  readonly configTableName: SharedValue;
  /** Name or ARN of the table. */
  readonly countTableName: SharedValue;
}

export type FoundationValues = Readonly<Record<keyof Foundation, string>>;

const VALUE_NAMES = ['eventBus', 'eventSrc', 'configTableName', 'countTableName'] as const;

/** A shared value that is known already. */
export const constant = (value: string): SharedValue => ({ getSharedValue: () => value });

/** A foundation whose values are known: our own stack's, or names that were given. */
export const foundationOf = (values: FoundationValues): Foundation => ({
  eventBus: constant(values.eventBus),
  eventSrc: constant(values.eventSrc),
  configTableName: constant(values.configTableName),
  countTableName: constant(values.countTableName),
});

/**
 * A foundation that exists already, named by context (`-c eventBus=… -c eventSrc=… -c configTableName=… -c countTableName=…`).
 * @returns undefined if none of the four is given.
 * @throws Error that names what is missing or empty if only some are.
 */
export const foundationFromContext = (node: Node): Foundation | undefined => {
  const given = VALUE_NAMES.map((name) => [name, node.tryGetContext(name)] as const);
  if (given.every(([, value]) => value === undefined)) return undefined;
  const unusable = given.filter(([, value]) => typeof value !== 'string' || value === '').map(([name]) => name);
  if (unusable.length > 0) {
    throw new Error(
      `context ${unusable.join(', ')}: missing; an existing foundation is named by ${VALUE_NAMES.join(', ')}`,
    );
  }
  return foundationOf(Object.fromEntries(given) as FoundationValues);
};

/** A resource of the foundation as SDK calls and policies name it. */
export interface NamedResource {
  readonly name: string;
  readonly arn: string;
}

/** The foundation as one stack sees it. */
export interface ResolvedFoundation {
  readonly eventBus: NamedResource;
  readonly eventSrc: string;
  readonly configTable: NamedResource;
  readonly counterTable: NamedResource;
}

/** @throws Error if a bus or table is in another account or region than the stack: rules and transactions cannot reach it. */
export const resolveFoundation = (foundation: Foundation, stack: Stack): ResolvedFoundation => ({
  eventBus: locate(stack, 'eventBus', foundation.eventBus.getSharedValue(stack), 'events', 'event-bus'),
  eventSrc: foundation.eventSrc.getSharedValue(stack),
  configTable: locate(stack, 'configTableName', foundation.configTableName.getSharedValue(stack), 'dynamodb', 'table'),
  counterTable: locate(stack, 'countTableName', foundation.countTableName.getSharedValue(stack), 'dynamodb', 'table'),
});

const locate = (stack: Stack, label: string, value: string, service: string, resource: string): NamedResource => {
  if (Token.isUnresolved(value) || !value.startsWith('arn:')) {
    return { name: value, arn: stack.formatArn({ service, resource, resourceName: value }) };
  }
  const { account, region, resourceName } = stack.splitArn(value, ArnFormat.SLASH_RESOURCE_NAME);
  if (account !== stack.account || region !== stack.region || resourceName === undefined) {
    const here = Token.isUnresolved(stack.account)
      ? 'not known (set CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION)'
      : `${stack.account} and ${stack.region}`;
    throw new Error(`${label} ${value}: must be in the stack's own account and region, which are ${here}`);
  }
  return { name: resourceName, arn: value };
};
