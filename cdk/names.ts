import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Longest physical names, in characters: SQS 80, Lambda, EventBridge rules and Pipes 64. The shortest limit serves all. */
const LONGEST_NAME = 64;
const DIGEST_LENGTH = 8;

/**
 * A name for a resource that tells stack and purpose: `<stack name>-<purpose>`. Stack names are unique in an account and
 * region, so two environments never collide. A stack name that leaves too little room is cut and keeps a digest of the whole.
 * @param ending what the name must end with, `.fifo` for instance.
 */
export const nameWithin = (stackName: string, purpose: string, ending = ''): string => {
  const tail = `-${purpose}${ending}`;
  if (stackName.length + tail.length <= LONGEST_NAME) return stackName + tail;
  const digest = createHash('sha256').update(stackName).digest('hex').slice(0, DIGEST_LENGTH);
  const room = LONGEST_NAME - tail.length - DIGEST_LENGTH - 1;
  if (room < 1) throw new Error(`${purpose}: a name of this purpose has no room for its stack's name`);
  return `${stackName.slice(0, room)}-${digest}${tail}`;
};

/** The same for a construct, with the name of the stack that it is in. */
export const physicalName = (scope: Construct, purpose: string, ending?: string): string =>
  nameWithin(Stack.of(scope).stackName, purpose, ending);

/** The namespace of a stack's own metrics: two environments of one account must not add up to one. */
export const metricsNamespace = (scope: Construct): string => `CoffeeShop/${Stack.of(scope).stackName}`;
