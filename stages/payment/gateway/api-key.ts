import {
  GetSecretValueCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import type { GatewayMode } from './environment';
import { GatewayConfigurationError } from './gateway';

/** Gives the gateway's API key. `fresh` asks for the secret's current value, past any cache. */
export type ApiKeySource = (options?: { readonly fresh?: boolean }) => Promise<string>;

export interface SecretApiKeyOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  /** Name or ARN of the secret. Its value is the key itself, or JSON with the key in `apiKey`. */
  readonly secretId: string;
  /** Which of the gateway's two modes this environment is for; either unless given. */
  readonly mode?: GatewayMode | undefined;
  /** How long a value is used before it is read again; 5 minutes unless given. */
  readonly ttlMs?: number;
  /** Current time in epoch milliseconds. */
  readonly now?: () => number;
}

const DEFAULT_TTL_MS = 5 * 60_000;

/** A key that the gateway refuses makes every call ask for a fresh one; Secrets Manager is asked no more often than this. */
const SHORTEST_TTL_MS = 10_000;

/**
 * The API key in a Secrets Manager secret: cached, read once however many ask at the same time, and rotated without a
 * deployment. When a later read fails, the last good key stays in use.
 * @throws GatewayConfigurationError when the secret is missing, not ours to read, or holds no key that this environment
 * may use; any other error of
 * Secrets Manager (throttling, timeout) as it is.
 */
export const secretApiKey = ({
  client,
  secretId,
  mode,
  ttlMs = DEFAULT_TTL_MS,
  now = Date.now,
}: SecretApiKeyOptions): ApiKeySource => {
  let known: { key: string; readMs: number } | undefined;
  let reading: Promise<string> | undefined;

  const read = async (): Promise<string> => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      known = { key: checked(keyIn(SecretString, secretId), secretId, mode), readMs: now() };
    } catch (error) {
      if (known === undefined) throw asConfigurationError(error, secretId);
      known = { ...known, readMs: now() };
    }
    return known.key;
  };

  return async ({ fresh = false } = {}) => {
    const maxAgeMs = fresh ? Math.min(SHORTEST_TTL_MS, ttlMs) : ttlMs;
    if (known !== undefined && now() - known.readMs < maxAgeMs) return known.key;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
};

const keyIn = (secret: string | undefined, secretId: string): string => {
  const text = secret?.trim() ?? '';
  const key = text.startsWith('{') ? apiKeyField(text) : text;
  if (key) return key;
  throw new GatewayConfigurationError(
    'no_api_key',
    `secret ${secretId} holds no API key: expected the key itself or JSON with a string "apiKey"`,
  );
};

/** Stripe's keys begin with their kind and mode (https://docs.stripe.com/keys). */
const MODE_IN_KEY = /^(?:sk|rk)_(live|test)_/;

/** @returns the key. @throws GatewayConfigurationError that says what is wrong with it, without a character of it. */
const checked = (key: string, secretId: string, mode: GatewayMode | undefined): string => {
  if (/[^A-Za-z0-9_]/.test(key))
    throw new GatewayConfigurationError(
      'malformed_api_key',
      `secret ${secretId} holds characters that no API key has (letters, digits and _ are allowed): copy the key again`,
    );
  const [, found] = MODE_IN_KEY.exec(key) ?? [];
  if (mode !== undefined && found !== undefined && found !== mode)
    throw new GatewayConfigurationError(
      'api_key_of_other_mode',
      `secret ${secretId} holds a ${found} key, and this environment is for ${mode} keys`,
    );
  return key;
};

const apiKeyField = (json: string): string | undefined => {
  try {
    const { apiKey } = JSON.parse(json) as { apiKey?: unknown };
    return typeof apiKey === 'string' ? apiKey.trim() : undefined;
  } catch {
    // The parser's message would quote the secret.
    return undefined;
  }
};

const NOT_RETRYABLE = new Set(['ResourceNotFoundException', 'AccessDeniedException', 'DecryptionFailure']);

const asConfigurationError = (error: unknown, secretId: string): unknown =>
  error instanceof SecretsManagerServiceException && NOT_RETRYABLE.has(error.name)
    ? new GatewayConfigurationError('secret_unreadable', `secret ${secretId} cannot be read: ${error.name}`)
    : error;
