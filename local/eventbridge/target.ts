/** A rule's target in the API's own shape, as far as it is built. */
export interface Target {
  Id: string;
  Arn: string;
  RoleArn?: string;
  /** Constant JSON text sent instead of the event. */
  Input?: string;
  /** JSON path of the part of the event that is sent. */
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
  SqsParameters?: { MessageGroupId?: string };
  DeadLetterConfig?: { Arn?: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
}
