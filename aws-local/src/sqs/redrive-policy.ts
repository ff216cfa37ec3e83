import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import { firstIssue } from '../http/first-issue';

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may name this one as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns?: string[] | undefined;
}

const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string().startsWith('arn:'),
  // The console and CloudFormation write a number, many examples a string: SQS takes both.
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

const redriveAllowPolicy = z
  .strictObject({
    redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
    sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
  })
  .refine((policy) => (policy.redrivePermission === 'byQueue') === (policy.sourceQueueArns !== undefined), {
    error: 'sourceQueueArns goes with byQueue, and only with it',
  });

/** The refusal of a queue attribute, in SQS's words. */
export const invalidPolicy = (name: string, value: string, reason: string): AwsError =>
  new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}.`);

const parse = <T>(name: string, schema: z.ZodType<T>, value: string): T => {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    throw invalidPolicy(name, value, 'Redrive policy is not a valid JSON map');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { field, problem } = firstIssue(result.error);
  throw invalidPolicy(name, value, `${field || 'policy'}: ${problem}`);
};

/** Reads the attribute's JSON; throws `InvalidParameterValue`. */
export const parseRedrivePolicy = (value: string): RedrivePolicy => parse('RedrivePolicy', redrivePolicy, value);

/** Reads the attribute's JSON; throws `InvalidParameterValue`. */
export const parseRedriveAllowPolicy = (value: string): RedriveAllowPolicy =>
  parse('RedriveAllowPolicy', redriveAllowPolicy, value);

/** Whether a dead-letter queue with this policy takes messages from the source. */
export const allowsSource = (policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean =>
  policy === undefined ||
  policy.redrivePermission === 'allowAll' ||
  (policy.redrivePermission === 'byQueue' && policy.sourceQueueArns?.includes(sourceArn) === true);
