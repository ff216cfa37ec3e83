import type { AccessRequest } from '../policy/access-request';

/** Services as this environment names them. */
export type ServiceName =
  | 'cloudwatch'
  | 'codedeploy'
  | 'dynamodb'
  | 'eventbridge'
  | 'lambda'
  | 'logs'
  | 'secretsmanager'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'xray';

/** A call of a service's API, whatever protocol it came in. */
export interface ApiCall {
  readonly service: ServiceName;
  /** `SendMessageBatch` */
  readonly operation: string;
  /** Members by the names of the API reference; those of Lambda's path and query string among them. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Where a call is made, and what only the environment knows of what the call names. */
export interface Where {
  readonly region: string;
  readonly account: string;
  /** Name of the partition key of a table or of its index; undefined if there is no such table. */
  readonly hashKeyOf?: (table: string, index?: string) => string | undefined;
  /** ARN of the secret that a name, an ARN or an ARN without its six random characters means. */
  readonly secretArn?: (id: string) => string | undefined;
  /** ARN of the function that an event source mapping feeds, by the mapping's UUID. */
  readonly functionOfMapping?: (uuid: string) => string | undefined;
  /** ARNs of the queues whose dead-letter queue this one is: where a move task without a destination sends to. */
  readonly deadLetterSourcesOf?: (queueArn: string) => readonly string[];
  /** `APPLICATION/GROUP` of a CodeDeploy deployment. */
  readonly deploymentGroupOf?: (deploymentId: string) => string | undefined;
  /**
   * Condition keys, in lower case, that some policy names (in a condition or as a variable): the others are not computed. All are if it is undefined.
   * A set, not lazy values: a request stays plain data, which can be kept, compared and posted to another thread.
   */
  readonly wantedKeys?: ReadonlySet<string>;
}

/** What IAM is asked for one operation; never empty. */
export type RequestsOf = (input: ApiCall['input'], where: Where) => readonly AccessRequest[];

/** The operations of one service. */
export type ServiceTable = Readonly<Record<string, RequestsOf>>;
