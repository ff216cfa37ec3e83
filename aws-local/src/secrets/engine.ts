import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Journal, Section } from '../persistence/journal';
import { type GenerateSecretString, generateSecretString } from './generate-secret-string';
import { Secret, type SecretVersion, type SecretVersions } from './secret';

export interface SecretsEngineOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly account?: string;
  /** Keeps the secrets over restarts, in plain text. */
  readonly journal?: Journal | undefined;
}

/** What a restart needs of a secret. */
interface KeptSecret extends SecretVersions {
  /** The value that the stacks gave it: when they give another one now, that one counts. */
  readonly deployed?: string;
}

export interface SecretDefinition {
  readonly name: string;
  readonly description?: string;
  /** The secret itself; when absent, one is generated. */
  readonly secretString?: string;
  readonly generateSecretString?: GenerateSecretString;
}

/** The secrets of one account and region. */
export class SecretsEngine {
  readonly #clock: Clock;
  readonly #arnPrefix: string;
  readonly #secrets = new Map<string, Secret>();
  readonly #kept: Section<KeptSecret> | undefined;
  readonly #restored: Map<string, KeptSecret>;

  public constructor({ clock, region = 'us-east-1', account = '000000000000', journal }: SecretsEngineOptions) {
    this.#clock = clock;
    this.#kept = journal?.section('secrets');
    this.#restored = new Map(this.#kept?.restored());
    this.#arnPrefix = `arn:aws:secretsmanager:${region}:${account}:secret:`;
  }

  /** Creates a secret, as CloudFormation's AWS::SecretsManager::Secret does; throws `ResourceExistsException`. */
  public createSecret(definition: SecretDefinition): Secret {
    const { name, description } = definition;
    if (this.#secrets.has(name)) {
      throw new AwsError('ResourceExistsException', `A secret with the name ${name} already exists.`);
    }
    // AWS ends the ARN with six random characters. These follow from the name, so that it survives a restart.
    const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
    const identity = { name, description, arn: `${this.#arnPrefix}${name}-${suffix}` };
    const deployed = definition.secretString;
    const write = (versions: SecretVersions): void =>
      this.#kept?.put(name, { ...versions, ...(deployed !== undefined && { deployed }) });
    const kept = this.#restored.get(name);
    const secret = new Secret(identity, kept ?? { current: this.#firstVersion(definition) }, write);
    if (kept && deployed !== undefined && deployed !== kept.deployed) secret.put(this.#firstVersion(definition));
    this.#secrets.set(name, secret);
    return secret;
  }

  #firstVersion({ secretString, generateSecretString: generated }: SecretDefinition): SecretVersion {
    return {
      versionId: randomUUID(),
      createdMs: this.#clock.now(),
      value: { SecretString: secretString ?? generateSecretString(generated ?? {}) },
    };
  }

  /** Finds a secret by name, ARN, or ARN without its suffix; throws `ResourceNotFoundException`. */
  public secret(secretId: string): Secret {
    const found =
      this.#secrets.get(secretId) ??
      [...this.#secrets.values()].find(({ arn, name }) => secretId === arn || secretId === this.#arnPrefix + name);
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret: ${secretId}`);
    }
    return found;
  }

  public secrets(): Secret[] {
    return [...this.#secrets.values()];
  }
}
