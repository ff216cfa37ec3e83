import { AwsError } from '../http/aws-error';
import { isJson } from '../json-text';
import { compileId } from '../pipes/message-ids';
import type { BusEvent } from './bus-event';
import { compileInputTransformer, type InputTransformer } from './input-transformer';
import { parseJsonPath, readJsonPath } from './json-path';

/** A rule's target in the API's own shape, as far as it is built. */
export interface Target {
  Id: string;
  Arn: string;
  /** Constant JSON text sent instead of the event. */
  Input?: string;
  /** JSON path of the part of the event that is sent. */
  InputPath?: string;
  /** Picks values out of the event and puts them into a template. */
  InputTransformer?: InputTransformer;
  /** For a FIFO queue: a static group, or a JSON path into the event; at most 100 characters, the path and what it leads to. */
  SqsParameters?: { MessageGroupId?: string };
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
}

const BUILT_PARAMETERS = new Set(
  'Id Arn Input InputPath InputTransformer SqsParameters DeadLetterConfig RetryPolicy'.split(' '),
);
const ID = /^[.\-_A-Za-z0-9]{1,64}$/;

/**
 * Checks a target as PutTargets does, and refuses by name what is not built.
 * @throws AwsError ValidationException that names the target, the parameter and its value.
 */
export const checkTarget = (target: Target): void => {
  const refuse = (reason: string): never => {
    throw new AwsError('ValidationException', `${reason} for target ${target.Id}.`);
  };
  for (const name of Object.keys(target)) {
    if (!BUILT_PARAMETERS.has(name)) refuse(`Parameter ${name} is not supported here`);
  }
  if (!ID.test(target.Id ?? '')) refuse('Parameter Id is not valid');
  const service = serviceOf(target.Arn);
  if (service === undefined)
    refuse(
      `Parameter Arn ${target.Arn} is not an SQS queue, an SNS topic or a Lambda function, which alone are supported here,`,
    );
  if ([target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined).length > 1)
    refuse('Only one of Input, InputPath, or InputTransformer must be provided');
  if (target.Input !== undefined && !isJson(target.Input)) refuse(`Parameter Input ${target.Input} is not valid JSON`);
  if (target.InputPath !== undefined) parseJsonPath(target.InputPath);
  if (target.InputTransformer !== undefined) compileInputTransformer(target.InputTransformer, target.Id);
  checkGroupId(target, service === 'sqs' && target.Arn.endsWith('.fifo'), refuse);
  checkRetryPolicy(target, refuse);
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  if (deadLetterArn !== undefined && (serviceOf(deadLetterArn) !== 'sqs' || deadLetterArn.endsWith('.fifo'))) {
    refuse(`Parameter DeadLetterConfig.Arn ${deadLetterArn} must be a standard SQS queue`);
  }
};

const checkGroupId = (target: Target, fifo: boolean, refuse: (reason: string) => never): void => {
  const groupId = target.SqsParameters?.MessageGroupId;
  if (!fifo && target.SqsParameters !== undefined) {
    refuse(`Parameter SqsParameters is not valid: ${target.Arn} is not a FIFO queue`);
  }
  if (fifo && !groupId) refuse('Parameter(s) MessageGroupId must be specified');
  if (groupId === undefined) return;
  try {
    compileId('MessageGroupId', groupId);
  } catch (error) {
    refuse(`Parameter ${(error as AwsError).message}`);
  }
};

const checkRetryPolicy = (target: Target, refuse: (reason: string) => never): void => {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: ageSeconds } = target.RetryPolicy ?? {};
  if (attempts !== undefined && !isWithin(attempts, 0, 185)) {
    refuse(`Parameter RetryPolicy.MaximumRetryAttempts ${attempts} must be 0 to 185`);
  }
  if (ageSeconds !== undefined && !isWithin(ageSeconds, 60, 86_400)) {
    refuse(`Parameter RetryPolicy.MaximumEventAgeInSeconds ${ageSeconds} must be 60 to 86400`);
  }
};

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Which of the built services an ARN names. */
export const serviceOf = (arn: string): 'sqs' | 'sns' | 'lambda' | undefined => {
  const [, , service] = /^arn:[a-z-]+:([a-z]+):[^:]*:\d{12}:.+$/.test(arn) ? arn.split(':') : [];
  return service === 'sqs' || service === 'sns' || service === 'lambda' ? service : undefined;
};

/**
 * What a target is sent for an event: JSON text. An InputPath that leads nowhere sends `null`.
 * @throws Error where an InputTransformer's output is not known.
 */
export const targetInput = (target: Target, event: BusEvent): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer !== undefined) return compileInputTransformer(target.InputTransformer, target.Id)(event);
  if (target.InputPath === undefined || target.InputPath === '$') return JSON.stringify(event);
  return JSON.stringify(readJsonPath(parseJsonPath(target.InputPath), event) ?? null);
};

/**
 * The message group of an event at a FIFO queue; undefined for a target that has none. AWS documents a path in conflicting ways (allowed: eb-targets.html;
 * not: cloudformation-coverage-roadmap #2298, aws-cdk #32965) and says nowhere what becomes of an event in which the path leads nowhere: here it is not delivered.
 * @throws Error if the path leads to nothing that can be a group.
 */
export const targetGroupId = (target: Target, event: BusEvent): string | undefined => {
  const groupId = target.SqsParameters?.MessageGroupId;
  return groupId === undefined ? undefined : compileId('MessageGroupId', groupId)(event);
};
