import { AwsError } from '../http/aws-error';
import type { HandlerProcess } from './execution-environment';
import { LambdaFunction, type LambdaFunctionOptions } from './lambda-function';

const LATEST = '$LATEST';

/** A function with what is published of it: numbered versions, each with execution environments of its own, and aliases that lead to them. */
export class PublishedFunction {
  public readonly latest: LambdaFunction;
  readonly #options: LambdaFunctionOptions;
  readonly #versions: LambdaFunction[] = [];
  readonly #aliases = new Map<string, string>();

  public constructor(options: LambdaFunctionOptions) {
    this.#options = options;
    this.latest = new LambdaFunction(options);
  }

  /** Freezes code and settings as they are now. Gives the version's number. */
  public publish(): string {
    const version = String(this.#versions.length + 1);
    this.#versions.push(new LambdaFunction({ ...this.#options, definition: { ...this.latest.definition, version } }));
    return version;
  }

  /** @throws AwsError ResourceConflictException, ResourceNotFoundException */
  public alias(name: string, version: string): void {
    if (this.#aliases.has(name)) {
      throw new AwsError('ResourceConflictException', `Alias already exists: ${this.latest.arn}:${name}`, 409);
    }
    this.resolve(version);
    this.#aliases.set(name, version);
  }

  /** What an invocation with this qualifier runs: the latest code, a version, or the version of an alias. @throws AwsError ResourceNotFoundException */
  public resolve(qualifier = LATEST): LambdaFunction {
    const version = this.#aliases.get(qualifier) ?? qualifier;
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
}
