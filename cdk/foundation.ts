import { ArnFormat, type Stack, Token } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
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

const VALUE_NAMES = ['eventBus', 'eventSrc', 'configTableName', 'countTableName'] as const;

/** A shared value that is known already. */
export const constant = (value: string): SharedValue => ({ getSharedValue: () => value });

/** Before a parameter's name where a value is expected. */
const SSM_PREFIX = 'ssm:';
/** What SSM takes as a name (AWS's guide: letters, digits, and `.-_/`; 1,011 characters at most, a path starts with a slash). */
const PARAMETER_NAME = /^(\/[\w.-]+)+$|^[\w.-]+$/;

/**
 * A shared value that an SSM parameter of the stack's account and region holds. CloudFormation reads it when it deploys, so that synthesis needs
 * neither an account nor the network; that also means: the parameter must hold a name, not an ARN, for nobody can look at it before.
 */
const parameter = (parameterName: string): SharedValue => ({
  getSharedValue: (stack) => StringParameter.valueForStringParameter(stack, parameterName),
});

/** A value of the context: a name, an ARN, or `ssm:` and the name of the parameter that holds a name. */
const valueGiven = (name: string, given: string): SharedValue => {
  if (!given.startsWith(SSM_PREFIX)) return constant(given);
  const parameterName = given.slice(SSM_PREFIX.length);
  if (!PARAMETER_NAME.test(parameterName)) {
    throw new Error(`context ${name}: ${SSM_PREFIX} must be followed by the name of an SSM parameter, got ${given}`);
  }
  return parameter(parameterName);
};

/**
 * A foundation that exists already, named by context (`-c eventBus=… -c eventSrc=… -c configTableName=… -c countTableName=…`): by a name or ARN, or by
 * the SSM parameter that holds the name (`-c eventBus=ssm:/coffee-shop/event-bus`).
 * @returns undefined if none of the four is given.
 * @throws Error that names what is missing or empty if only some are, or a value that is no name of a parameter.
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
  const values = given.map(([name, value]) => [name, valueGiven(name, String(value))]);
  return Object.fromEntries(values) as Foundation;
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
