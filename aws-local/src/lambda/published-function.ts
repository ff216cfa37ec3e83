import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../http/aws-error';
import { type Alias, type AliasChange, type AliasTarget, changedAlias, newAlias, versionOfInvocation } from './alias';
import type { HandlerProcess } from './execution-environment';
import { type Concurrency, type FunctionChange, LambdaFunction, type LambdaFunctionOptions } from './lambda-function';

const LATEST = '$LATEST';

/** A function with what is published of it: numbered versions, each with execution environments of its own, and aliases that lead to them. */
export class PublishedFunction {
  public readonly latest: LambdaFunction;
  readonly #options: LambdaFunctionOptions;
  readonly #concurrency: Concurrency;
  readonly #versions: LambdaFunction[] = [];
  readonly #aliases = new Map<string, Alias>();
  readonly #random: () => number;

  /** @param random chooses among the versions of an alias: 0 (inclusive) to 1 (exclusive). */
  public constructor(options: LambdaFunctionOptions, random: () => number = Math.random) {
    // Reserved concurrency is the function's, however many versions it has (Lambda developer guide, configuration-concurrency.html).
    this.#concurrency = { running: 0, reserved: options.definition.reservedConcurrency };
    this.#options = { ...options, concurrency: this.#concurrency };
    this.#random = random;
    this.latest = new LambdaFunction(this.#options);
  }

  /** Freezes code and settings as they are now. Gives the version's number. */
  public publish(): string {
    const version = String(this.#versions.length + 1);
    this.#versions.push(new LambdaFunction({ ...this.#options, definition: { ...this.latest.definition, version } }));
    return version;
  }

  /** The last version if nothing has changed since, otherwise a new one (API PublishVersion). */
  public publishChanges(): string {
    const last = this.#versions.at(-1);
    const same =
      last &&
      isDeepStrictEqual({ ...last.definition, version: undefined }, { ...this.latest.definition, version: undefined });
    return same ? last.version : this.publish();
  }

  /** Lets so many invocations of all versions run at once from now on; any number if undefined. Those that run go on. */
  public reserveConcurrency(reserved: number | undefined): void {
    this.#concurrency.reserved = reserved;
  }

  /** Changes the latest code and leaves what is published as it is. */
  public async update(change: FunctionChange): Promise<void> {
    await this.latest.update(change);
  }

  /** @throws AwsError ResourceConflictException, ResourceNotFoundException, InvalidParameterValueException, ValidationException */
  public createAlias(name: string, target: AliasTarget & { readonly description?: string }): Alias {
    if (this.#aliases.has(name)) {
      throw new AwsError('ResourceConflictException', `Alias already exists: ${this.latest.arn}:${name}`, 409);
    }
    return this.#keepAlias(newAlias(name, target));
  }

  /** @throws AwsError ResourceNotFoundException, PreconditionFailedException, InvalidParameterValueException, ValidationException */
  public updateAlias(name: string, change: AliasChange): Alias {
    return this.#keepAlias(changedAlias(this.alias(name), change));
  }

  /** @throws AwsError ResourceNotFoundException */
  public alias(name: string): Alias {
    const found = this.#aliases.get(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${this.latest.arn}:${name}`, 404);
  }

  /** By name. */
  public aliases(): Alias[] {
    return [...this.#aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What one invocation with this qualifier runs: of an alias with two versions, either. @throws AwsError ResourceNotFoundException */
  public route(qualifier?: string): LambdaFunction {
    const alias = qualifier === undefined ? undefined : this.#aliases.get(qualifier);
    return this.resolve(alias === undefined ? qualifier : versionOfInvocation(alias, this.#random()));
  }

  /** What a qualifier means: the latest code, a version, or the first version of an alias. @throws AwsError ResourceNotFoundException */
  public resolve(qualifier = LATEST): LambdaFunction {
    const version = this.#aliases.get(qualifier)?.version ?? qualifier;
    const found = version === LATEST ? this.latest : this.#versions[Number(version) - 1];
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${this.latest.arn}:${qualifier}`, 404);
  }

  /** Every execution environment of every version that exists now. */
  public *processes(): Iterable<HandlerProcess> {
    for (const each of this.all()) yield* each.processes;
  }

  /** Ends every environment of every version as SIGKILL would and gives their number. */
  public async killEnvironments(): Promise<number> {
    const killed = await Promise.all(this.all().map((each) => each.killEnvironments()));
    return killed.reduce((sum, number) => sum + number, 0);
  }

  /** New code for the function and whatever is published of it, as if it had been released under the same number. */
  public async swapCode(codePath: string): Promise<void> {
    await Promise.all(this.all().map((each) => each.swapCode(codePath)));
  }

  /** The latest code first, then the versions by number. */
  public all(): readonly LambdaFunction[] {
    return [this.latest, ...this.#versions];
  }

  #keepAlias(alias: Alias): Alias {
    for (const version of [alias.version, ...Object.keys(alias.weights ?? {})]) this.resolve(version);
    this.#aliases.set(alias.name, alias);
    return alias;
  }
}
