import type { HookName } from './deployment';

/** How CloudFormation changes the version of an alias: by a deployment (UpdatePolicy, CodeDeployLambdaAliasUpdate). */
export interface AliasRelease {
  readonly application: string;
  readonly group: string;
  readonly hooks: Readonly<Partial<Record<HookName, string>>>;
}

/** By which deployment group each alias of the templates is released, if by any. */
export class AliasReleases {
  /** By `FUNCTION:ALIAS`. */
  readonly #releases = new Map<string, AliasRelease>();

  public add(functionName: string, alias: string, release: AliasRelease): void {
    this.#releases.set(`${functionName}:${alias}`, release);
  }

  public of(functionName: string, alias: string): AliasRelease | undefined {
    return this.#releases.get(`${functionName}:${alias}`);
  }
}
