import { AwsError } from '../http/aws-error';

/** What a version of a secret holds: text, or bytes in base64. */
export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: string };

export interface SecretVersion {
  readonly versionId: string;
  readonly value: SecretValue;
  readonly createdMs: number;
}

export interface SecretVersions {
  readonly current: SecretVersion;
  readonly previous?: SecretVersion | undefined;
  /** Epoch milliseconds; the current version's unless given. */
  readonly createdMs?: number;
}

/** A secret with its current and its previous version: older ones have no stage left and Secrets Manager drops them. */
export class Secret {
  public readonly name: string;
  public readonly arn: string;
  public readonly description: string | undefined;
  public readonly createdMs: number;
  #current: SecretVersion;
  #previous: SecretVersion | undefined;
  readonly #onChange: (versions: SecretVersions) => void;

  /** @param onChange told what it holds, at first and after every change. */
  public constructor(
    identity: { name: string; arn: string; description?: string | undefined },
    versions: SecretVersions,
    onChange: (versions: SecretVersions) => void = () => undefined,
  ) {
    this.name = identity.name;
    this.arn = identity.arn;
    this.description = identity.description;
    this.createdMs = versions.createdMs ?? versions.current.createdMs;
    this.#current = versions.current;
    this.#previous = versions.previous;
    this.#onChange = onChange;
    this.#changed();
  }

  public get changedMs(): number {
    return this.#current.createdMs;
  }

  /** Makes a new version current; putting a version again changes nothing, and is an error with another value. */
  public put(version: SecretVersion): void {
    const existing = this.#versions().find(({ versionId }) => versionId === version.versionId);
    if (existing === undefined) {
      this.#previous = this.#current;
      this.#current = version;
      this.#changed();
    } else if (JSON.stringify(existing.value) !== JSON.stringify(version.value)) {
      throw new AwsError(
        'ResourceExistsException',
        `Version ${version.versionId} of secret ${this.name} exists with another value.`,
      );
    }
  }

  /** The version with this id and this stage, each of which may be left open; the current one when both are. */
  public version(versionId: string | undefined, stage: string | undefined): SecretVersion | undefined {
    const staged = versionId === undefined ? (stage ?? 'AWSCURRENT') : stage;
    return this.#versions().find(
      (version) =>
        (versionId === undefined || version.versionId === versionId) &&
        (staged === undefined || this.stagesOf(version).includes(staged)),
    );
  }

  public stagesOf(version: SecretVersion): string[] {
    return version === this.#current ? ['AWSCURRENT'] : ['AWSPREVIOUS'];
  }

  public versionIdsToStages(): Record<string, string[]> {
    return Object.fromEntries(this.#versions().map((version) => [version.versionId, this.stagesOf(version)]));
  }

  #changed(): void {
    const { createdMs } = this;
    this.#onChange({ current: this.#current, createdMs, ...(this.#previous && { previous: this.#previous }) });
  }

  #versions(): SecretVersion[] {
    return this.#previous === undefined ? [this.#current] : [this.#current, this.#previous];
  }
}
