import type { Stack } from 'aws-cdk-lib';

/** A value that another service shares, resolved against the stack that uses it: what an ODMD consumer can do. */
export interface SharedValue {
  /** The value, or a token that CloudFormation replaces when it deploys `stack`. */
  getSharedValue(stack: Stack): string;
}

/** The four values that the foundation service shares with us, under the names that they have on the enver. */
export const SHARED_VALUE_NAMES = ['eventBus', 'eventSrc', 'configTableName', 'countTableName'] as const;

/** The port to the foundation service: nothing else of it is used. */
export type FoundationPort = Readonly<Record<(typeof SHARED_VALUE_NAMES)[number], SharedValue>>;
