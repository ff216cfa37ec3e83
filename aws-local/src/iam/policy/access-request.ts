/** One thing that somebody asks a service to do; one API call may be several. */
export interface AccessRequest {
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN; `*` for an action that has no resource. */
  readonly resource: string;
  /** Condition keys in lower case with their values; a multi-valued key has an array. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}
