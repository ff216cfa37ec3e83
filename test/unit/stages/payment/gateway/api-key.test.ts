import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type SecretApiKeyOptions, secretApiKey } from '../../../../../stages/payment/gateway/api-key';
import { GatewayConfigurationError } from '../../../../../stages/payment/gateway/gateway';

type Value = string | undefined | Error;

/** Secrets Manager with one secret, whose value a test may change. */
const secret = (initial: Value) => {
  const state = { value: initial, reads: 0, nowMs: 0 };
  const send = async () => {
    state.reads += 1;
    if (state.value instanceof Error) throw state.value;
    return { SecretString: state.value };
  };
  const options = (more: Partial<SecretApiKeyOptions> = {}): SecretApiKeyOptions => ({
    client: { send: send as SecretsManagerClient['send'] },
    secretId: 'gateway-key',
    ttlMs: 60_000,
    now: () => state.nowMs,
    ...more,
  });
  return { state, options };
};

const notFound = () => new ResourceNotFoundException({ message: 'none', $metadata: {} });

describe('the API key', () => {
  it.each([
    ['the key itself', 'sk_test_1'],
    ['the key with a line end', 'sk_test_1\n'],
    ['JSON with the key', '{"apiKey":"sk_test_1"}'],
  ])('is found in a secret that holds %s', async (_, value) => {
    expect(await secretApiKey(secret(value).options())()).toBe('sk_test_1');
  });

  it.each([
    ['nothing', undefined],
    ['an empty string', ' '],
    ['JSON without the key', '{"key":"sk_test_1"}'],
    ['a key that is no string', '{"apiKey":7}'],
    ['broken JSON', '{"apiKey":"sk_test_1"'],
  ])('is missing in a secret that holds %s, which is said without quoting it', async (_, value) => {
    const failure = await secretApiKey(secret(value).options())().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GatewayConfigurationError);
    expect(String(failure)).toContain('gateway-key');
    expect(String(failure)).not.toContain('sk_test_1');
  });

  it('is read once for many that ask at the same time', async () => {
    const { state, options } = secret('sk_test_1');
    const key = secretApiKey(options());

    expect(await Promise.all([key(), key(), key()])).toEqual(['sk_test_1', 'sk_test_1', 'sk_test_1']);
    expect(state.reads).toBe(1);
  });

  it('is read again when its time is up', async () => {
    const { state, options } = secret('sk_test_1');
    const key = secretApiKey(options());
    await key();
    state.value = 'sk_test_2';

    state.nowMs = 59_999;
    expect(await key()).toBe('sk_test_1');
    state.nowMs = 60_000;
    expect(await key()).toBe('sk_test_2');
  });

  it('is read again at once when a fresh one is wanted, but not in a storm', async () => {
    const { state, options } = secret('sk_test_1');
    const key = secretApiKey(options());
    await key();
    state.value = 'sk_test_2';

    state.nowMs = 9_999;
    expect(await key({ fresh: true })).toBe('sk_test_1');
    state.nowMs = 10_000;
    expect(await key({ fresh: true })).toBe('sk_test_2');
  });

  it('stays the last good one when a later read fails', async () => {
    const { state, options } = secret('sk_test_1');
    const key = secretApiKey(options());
    await key();
    state.value = new Error('throttled');
    state.nowMs = 60_000;

    expect(await key()).toBe('sk_test_1');
  });

  it('is a fault of the configuration when the secret does not exist', async () => {
    await expect(secretApiKey(secret(notFound()).options())()).rejects.toThrow(GatewayConfigurationError);
  });

  it.each([
    ['a line break inside', 'sk_test_1\nsk_test_2'],
    ['quotes around it', '"sk_test_1"'],
    ['a dash that a word processor made', 'sk_test_1–2'],
  ])(
    'is a fault of the configuration when it has %s, named without showing it, and read again at once',
    async (_, value) => {
      const { state, options } = secret(value);
      const key = secretApiKey(options());

      await expect(key()).rejects.toMatchObject({
        code: 'malformed_api_key',
        message: expect.not.stringContaining('sk_test_1'),
      });
      state.value = ' sk_test_2 ';
      expect(await key()).toBe('sk_test_2');
    },
  );

  it.each([
    ['live', 'sk_test_1'],
    ['live', 'rk_test_1'],
    ['test', 'sk_live_1'],
  ] as const)('is refused in an environment for %s keys when it is of the other mode', async (mode, value) => {
    await expect(secretApiKey({ ...secret(value).options(), mode })()).rejects.toMatchObject({
      code: 'api_key_of_other_mode',
      message: expect.stringContaining(`for ${mode} keys`),
    });
  });

  it('is taken as it is when it does not tell its mode, as that of another gateway', async () => {
    expect(await secretApiKey({ ...secret('local').options(), mode: 'live' })()).toBe('local');
  });

  it('can be asked for again after Secrets Manager failed', async () => {
    const { state, options } = secret(new Error('throttled'));
    const key = secretApiKey(options());
    await expect(key()).rejects.toThrow('throttled');
    state.value = 'sk_test_1';

    expect(await key()).toBe('sk_test_1');
  });
});
