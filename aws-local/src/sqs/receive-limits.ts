import { AwsError } from '../http/aws-error';

/** Twelve hours. */
export const MAX_VISIBILITY_SECONDS = 43_200;
const MAX_MESSAGES = 10;
const MAX_WAIT_MS = 20_000;

const refuse = (name: string, value: number, reason: string): AwsError =>
  new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/** Throws `InvalidParameterValue` unless 0 to 43,200 whole seconds. */
export const checkVisibilityTimeout = (seconds: number): void => {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS) return;
  throw refuse('VisibilityTimeout', seconds, `Must be >= 0 and <= ${MAX_VISIBILITY_SECONDS}.`);
};

/** Checks what a receive asks for against SQS's limits; throws `InvalidParameterValue`. */
export const checkReceive = (maxMessages: number, waitMs: number, visibilityTimeoutSeconds?: number): void => {
  if (!Number.isInteger(maxMessages) || maxMessages < 1 || maxMessages > MAX_MESSAGES) {
    throw refuse('MaxNumberOfMessages', maxMessages, `Must be between 1 and ${MAX_MESSAGES}, if provided.`);
  }
  if (!(waitMs >= 0 && waitMs <= MAX_WAIT_MS)) {
    throw refuse('WaitTimeSeconds', waitMs / 1000, `Must be >= 0 and <= ${MAX_WAIT_MS / 1000}, if provided.`);
  }
  if (visibilityTimeoutSeconds !== undefined) checkVisibilityTimeout(visibilityTimeoutSeconds);
};
