import { randomUUID } from 'node:crypto';
import type { SharedClock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Journal } from '../persistence/journal';
import type { SqsEngine } from '../sqs/engine';
import type { Alias, AliasChange, AliasTarget } from './alias';
import { AsynchronousInvocations } from './asynchronous-invocations';
import { EventSourceMapping, type MappingDescription } from './event-source-mapping';
import type { HandlerProcess, MeasuredTables } from './execution-environment';
import { type FunctionDefinition, functionNameOf, invalidParameter, qualifierOf } from './function-definition';
import type { InvocationRecord } from './invocation-record';
import { KeptInvocations, KeptMappings } from './kept';
import type { FunctionChange, LambdaFunction, LambdaFunctionOptions, LogLine, StartProcess } from './lambda-function';
import { changedDefinition, type MappingChange, type MappingDefinition } from './mapping-definition';
import type { BusyThread } from './pace';
import { PublishedFunction } from './published-function';
import type { RequestCounts } from './worker/request-counts';

export { FunctionError } from './function-error';
export type {
  FunctionDefinition,
  LogLine,
  MappingChange,
  MappingDefinition,
  MappingDescription,
  RequestCounts,
  StartProcess,
};

export interface LambdaEngineOptions {
  readonly clock: SharedClock;
  readonly sqs: Pick<SqsEngine, 'queueByArn'>;
  readonly region?: string;
  readonly account?: string;
  /** Every line that a handler writes, and one for every failed invocation. */
  readonly onLog?: (line: LogLine) => void;
  readonly startProcess?: StartProcess;
  /** Told of every invocation that has ended or was throttled. */
  /** Where tables are, and who is told what invocations took of them; not measured unless given. */
  readonly measuredTables?: MeasuredTables;
  /** What new environments of a function may do; everything unless given. */
  readonly accessOf?: LambdaFunctionOptions['accessOf'];
  /** Chooses among the versions of an alias, for runs that repeat: 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
  /** Lets a mapping poll a queue in the role of its function, or not; every one may unless given. @throws AwsError */
  readonly mayPoll?: (definition: FunctionDefinition, queueArn: string) => void;
  /** Mappings poll only after `release`: while stacks are being deployed, what a handler publishes might find no rule. */
  readonly held?: boolean;
  /** Keeps changes of mappings, and asynchronous invocations, over restarts. */
  readonly journal?: Journal | undefined;
}

interface NamedAlias {
  readonly functionName: string;
  readonly name: string;
}

/** Functions, their execution environments, and the mappings that feed them from queues. */
export class LambdaEngine {
  /** AWS requests that the functions have sent, by service and operation; those of a killed invocation are not in it. */
  public readonly requests: RequestCounts = {};
  /** Invocations by function name. */
  public readonly invocations: Record<string, number> = {};
  readonly #clock: SharedClock;
  readonly #sqs: Pick<SqsEngine, 'queueByArn'>;
  readonly #location: { region: string; account: string };
  readonly #onLog: (line: LogLine) => void;
  readonly #startProcess: StartProcess | undefined;
  readonly #measuredTables: LambdaEngineOptions['measuredTables'];
  readonly #invocationListeners = new Set<(record: InvocationRecord) => void>();
  readonly #accessOf: LambdaFunctionOptions['accessOf'];
  readonly #random: () => number;
  readonly #mayPoll: LambdaEngineOptions['mayPoll'];
  readonly #functions = new Map<string, PublishedFunction>();
  readonly #mappings = new Map<string, EventSourceMapping>();
  readonly #keptMappings: KeptMappings | undefined;
  readonly #asynchronous: AsynchronousInvocations;
  #held: boolean;
  #closed = false;

  public constructor(options: LambdaEngineOptions) {
    const { clock, sqs, region, account, onLog, startProcess, held, journal } = options;
    this.#held = held ?? false;
    this.#keptMappings = journal && new KeptMappings(journal);
    this.#asynchronous = new AsynchronousInvocations({
      clock,
      invoke: (functionArn, event) => this.invoke(functionArn, event),
      kept: journal && new KeptInvocations(journal),
    });
    this.#clock = clock;
    this.#sqs = sqs;
    this.#location = { region: region ?? 'us-east-1', account: account ?? '000000000000' };
    this.#onLog = onLog ?? (() => undefined);
    this.#startProcess = startProcess;
    this.#measuredTables = options.measuredTables;
    this.#accessOf = options.accessOf;
    this.#random = options.random ?? Math.random;
    this.#mayPoll = options.mayPoll;
  }

  /** @throws AwsError ResourceConflictException, InvalidParameterValueException */
  public createFunction(definition: FunctionDefinition): { arn: string } {
    const { functionName } = definition;
    if (this.#functions.has(functionName)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${functionName}`, 409);
    }
    const created = new PublishedFunction(
      {
        definition,
        location: this.#location,
        clock: this.#clock,
        onLog: this.#onLog,
        onRequests: (requests) => this.#count(functionName, requests),
        accessOf: this.#accessOf,
        measuredTables: this.#measuredTables,
        ...(this.#startProcess && { startProcess: this.#startProcess }),
        onInvocation: (record) => {
          for (const listener of this.#invocationListeners) listener(record);
        },
      },
      this.#random,
    );
    this.#functions.set(functionName, created);
    return { arn: created.latest.arn };
  }

  /** Publishes what the function is now as its next version. @throws AwsError ResourceNotFoundException */
  public publishVersion(functionName: string): { version: string; arn: string } {
    const published = this.#published(functionName);
    const version = published.publish();
    return { version, arn: `${published.latest.arn}:${version}` };
  }

  /**
   * Releases the function with other code or variables while it runs: published versions, and the aliases on them, stay as they are.
   * @throws AwsError ResourceNotFoundException
   */
  public async publish(functionName: string, change: FunctionChange): Promise<{ version: string; arn: string }> {
    await this.#published(functionName).update(change);
    return this.publishVersion(functionName);
  }

  /** The function with its versions and aliases. @throws AwsError ResourceNotFoundException */
  public published(reference: string): PublishedFunction {
    return this.#published(reference);
  }

  /** @throws AwsError ResourceConflictException, ResourceNotFoundException, InvalidParameterValueException, ValidationException */
  public createAlias({ functionName, name, ...target }: AliasTarget & NamedAlias & { readonly description?: string }): {
    arn: string;
  } {
    const published = this.#published(functionName);
    published.createAlias(name, target);
    return { arn: `${published.latest.arn}:${name}` };
  }

  /** @throws AwsError ResourceNotFoundException, PreconditionFailedException, InvalidParameterValueException, ValidationException */
  public updateAlias({ functionName, name, ...change }: AliasChange & NamedAlias): Alias {
    return this.#published(functionName).updateAlias(name, change);
  }

  /**
   * What `reference` means: name, partial or full ARN, with or without a version or alias. Of an alias with two versions it is the first.
   * @throws AwsError ResourceNotFoundException
   */
  public function(reference: string): LambdaFunction {
    return this.#published(reference).resolve(qualifierOf(reference));
  }

  /** What one invocation of `reference` runs: of an alias with two versions, either by its weight. @throws AwsError ResourceNotFoundException */
  public route(reference: string): LambdaFunction {
    return this.#published(reference).route(qualifierOf(reference));
  }

  /** Every function by name: its latest code, and with `versions` what is published of it. */
  public functions({ versions }: { readonly versions: boolean }): LambdaFunction[] {
    const published = [...this.#functions.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    return published.flatMap(([, each]) => (versions ? each.all() : [each.latest]));
  }

  #published(reference: string): PublishedFunction {
    const name = functionNameOf(reference);
    const found = this.#functions.get(name);
    if (found === undefined) {
      const { region, account } = this.#location;
      const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    }
    return found;
  }

  /** The threads of all execution environments that exist now. */
  public *threads(): Iterable<BusyThread> {
    for (const published of this.#functions.values()) {
      for (const process of published.processes()) if (hasThread(process)) yield process;
    }
  }

  /** Calls `listener` with each invocation that has ended or was throttled; returns a function that ends that. */
  public onInvocation(listener: (record: InvocationRecord) => void): () => void {
    this.#invocationListeners.add(listener);
    return () => this.#invocationListeners.delete(listener);
  }

  public functionByArn(arn: string): { functionName: string } | undefined {
    const found = this.#functions.get(functionNameOf(arn));
    return found && { functionName: found.latest.definition.functionName };
  }

  /**
   * Invokes and waits for the result.
   * @param target what runs, if the caller has routed the invocation already.
   * @throws FunctionError when the function fails; AwsError ResourceNotFoundException or TooManyRequestsException.
   */
  public async invoke(
    functionNameOrArn: string,
    event: unknown,
    target = this.route(functionNameOrArn),
  ): Promise<unknown> {
    if (this.#closed) throw new AwsError('ServiceException', 'The environment is stopping', 500);
    const qualifier = qualifierOf(functionNameOrArn);
    const arn = qualifier === undefined ? target.arn : `${target.arn}:${qualifier}`;
    return JSON.parse(await target.invoke(JSON.stringify(event ?? {}), arn));
  }

  /** Begins what was held back: mappings poll, and asynchronous invocations that an earlier process left are tried again. */
  public release(): void {
    this.#held = false;
    for (const mapping of this.#mappings.values()) mapping.release();
    this.#asynchronous.release((functionArn) => this.functionByArn(functionArn) !== undefined);
  }

  /** Invokes as a queued event: twice more after failures, with a minute and two between; nobody learns the result. */
  public invokeAsynchronously(functionNameOrArn: string, event: unknown): void {
    this.function(functionNameOrArn);
    this.#asynchronous.add(functionNameOrArn, event);
  }

  /** @throws AwsError InvalidParameterValueException, ResourceNotFoundException, ResourceConflictException */
  public createMapping(definition: MappingDefinition): { uuid: string } {
    const target = this.function(definition.functionName);
    const queue = this.#sqs.queueByArn(definition.queueArn);
    if (queue === undefined) throw invalidParameter(`EventSourceArn names no queue: ${definition.queueArn}`);
    const visibilityMs = Number(queue.attributes().VisibilityTimeout) * 1_000;
    if (visibilityMs < target.definition.timeoutMs) {
      throw invalidParameter(
        `Queue visibility timeout: ${visibilityMs / 1_000} seconds is less than Function timeout: ${target.definition.timeoutMs / 1_000} seconds`,
      );
    }
    this.#mayPoll?.(target.definition, queue.arn);
    const kept = this.#keptMappings?.claim(definition);
    const uuid = definition.uuid ?? kept?.uuid ?? randomUUID();
    if (this.#mappings.has(uuid)) {
      throw new AwsError('ResourceConflictException', `Event source mapping already exists: ${uuid}`, 409);
    }
    const invoke = (event: unknown) => this.invoke(definition.functionName, event);
    const mapping = new EventSourceMapping({
      uuid,
      definition: kept?.change ? changedDefinition(definition, kept.change) : definition,
      queue,
      clock: this.#clock,
      invoke,
      held: this.#held,
      onChange: (change) => this.#keptMappings?.changed(uuid, definition, change),
    });
    this.#keptMappings?.created(uuid, definition, kept?.change);
    this.#mappings.set(uuid, mapping);
    return { uuid };
  }

  public mappings(): MappingDescription[] {
    return [...this.#mappings.values()].map((mapping) => mapping.describe());
  }

  /** @throws AwsError ResourceNotFoundException */
  public mapping(uuid: string): MappingDescription {
    return this.#mapping(uuid).describe();
  }

  /** @throws AwsError ResourceNotFoundException, ResourceInUseException, InvalidParameterValueException */
  public updateMapping(uuid: string, change: MappingChange): MappingDescription {
    return this.#mapping(uuid).update(change);
  }

  /** Kills every execution environment of a function as SIGKILL would; batches in them return by visibility. */
  public killEnvironments(functionName: string): Promise<number> {
    return this.#published(functionName).killEnvironments();
  }

  /** Replaces the code of a function. Invocations under way finish with the code they started with. */
  public swapCode(functionName: string, codePath: string): Promise<void> {
    return this.#published(functionName).swapCode(codePath);
  }

  /** Stops polling and ends every worker, whatever it is doing. */
  public async close(): Promise<void> {
    this.#closed = true;
    this.#asynchronous.close();
    for (const mapping of this.#mappings.values()) mapping.close();
    await Promise.all([...this.#functions.values()].map((each) => each.killEnvironments()));
  }

  #count(functionName: string, requests: RequestCounts): void {
    this.invocations[functionName] = (this.invocations[functionName] ?? 0) + 1;
    for (const [service, operations] of Object.entries(requests)) {
      this.requests[service] ??= {};
      const total = this.requests[service];
      for (const [operation, count] of Object.entries(operations)) total[operation] = (total[operation] ?? 0) + count;
    }
  }

  #mapping(uuid: string): EventSourceMapping {
    const mapping = this.#mappings.get(uuid);
    if (mapping === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    }
    return mapping;
  }
}

const hasThread = (process: HandlerProcess): process is HandlerProcess & BusyThread => process.busyMs !== undefined;
