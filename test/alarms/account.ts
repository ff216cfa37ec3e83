import { EventBridgeClient, ListTargetsByRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { CoffeeShop } from '../e2e/kit';

/** As in the stack's outputs. */
const STAGES = ['Payment', 'Inventory', 'Fulfillment'];
const ANY = '*';

/** What somebody with the rights of the whole account does to the stack's resources, by the APIs of AWS. */
export class Account {
  readonly #shop: CoffeeShop;
  readonly #sqs: SQSClient;
  readonly #events: EventBridgeClient;
  readonly #lambda: LambdaClient;

  constructor(shop: CoffeeShop) {
    const { url: endpoint } = shop.environment;
    this.#shop = shop;
    this.#sqs = new SQSClient({ endpoint });
    this.#events = new EventBridgeClient({ endpoint });
    this.#lambda = new LambdaClient({ endpoint, maxAttempts: 1 });
  }

  /** Takes everything out of queues. @param queues names of the stack's outputs. */
  async purge(...queues: string[]): Promise<void> {
    for (const queue of queues) await this.#sqs.send(new PurgeQueueCommand({ QueueUrl: this.#shop.output(queue) }));
  }

  /** Lets nobody send to a queue any more, whatever else allows it. @returns what gives the queue its policy back. */
  async denySending(queue: string): Promise<() => Promise<void>> {
    const QueueUrl = this.#shop.output(queue);
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy', 'QueueArn'] }),
    );
    const put = async (Policy: string): Promise<void> => {
      await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    };
    const statement = { Effect: 'Deny', Principal: ANY, Action: 'sqs:SendMessage', Resource: Attributes.QueueArn };
    await put(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    return () => put(Attributes.Policy ?? '');
  }

  /** Points a schedule at a function that is not there. @param rule end of the rule's name. @returns what gives it its target back. */
  async misdirect(rule: string): Promise<() => Promise<void>> {
    const Rule = this.#shop.environment.events.rules.list('default').find(({ name }) => name.endsWith(rule))?.name;
    if (Rule === undefined) throw new Error(`no rule has a name that ends in ${rule}`);
    const { Targets = [] } = await this.#events.send(new ListTargetsByRuleCommand({ Rule }));
    const put = async (targets: typeof Targets): Promise<void> => {
      await this.#events.send(new PutTargetsCommand({ Rule, Targets: targets }));
    };
    await put(Targets.map((target) => ({ ...target, Arn: `${target.Arn}-of-an-earlier-release` })));
    return () => put(Targets);
  }

  /** Pauses or resumes the polling of all stages. */
  async setPolling(Enabled: boolean): Promise<void> {
    for (const stage of STAGES) {
      const UUID = this.#shop.output(`${stage}MappingId`);
      await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    }
  }

  /** Lets a function run so many times at once; as often as there is need unless given. */
  async reserve(FunctionName: string, ReservedConcurrentExecutions?: number): Promise<void> {
    await (ReservedConcurrentExecutions === undefined
      ? this.#lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
      : this.#lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })));
  }

  /** Invokes a function and waits until it has ended. @returns whether it ran: false if it was throttled. */
  async invoke(FunctionName: string): Promise<boolean> {
    try {
      await this.#lambda.send(new InvokeCommand({ FunctionName }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'TooManyRequestsException') return false;
      throw error;
    }
  }

  close(): void {
    for (const client of [this.#sqs, this.#events, this.#lambda]) client.destroy();
  }
}
