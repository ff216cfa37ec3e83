import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { scaledClock } from '../../../src/clock/clock';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { secretsManagerService } from '../../../src/secrets/api';
import { SecretsEngine } from '../../../src/secrets/engine';
import { generateSecretString } from '../../../src/secrets/generate-secret-string';

describe('a secret read through the AWS SDK', () => {
  const clock = scaledClock();
  const engine = new SecretsEngine({ clock });
  let server: HttpServer;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    server = await startHttpServer({ services: [secretsManagerService(engine, clock)] });
    client = new SecretsManagerClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });

  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  const read = async (SecretId: string, VersionStage?: string): Promise<string | undefined> =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage && { VersionStage }) }))).SecretString;

  it('is found by name, by ARN and by ARN without the suffix', async () => {
    const { arn } = engine.createSecret({ name: 'gateway/key', secretString: 'sk_test_1' });
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:gateway\/key-.{6}$/);
    for (const id of ['gateway/key', arn, arn.slice(0, -7)]) expect(await read(id)).toBe('sk_test_1');
  });

  it('keeps its previous value when a new one is put', async () => {
    engine.createSecret({ name: 'rotated', secretString: 'old' });
    const { VersionId = '' } = await client.send(
      new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'new' }),
    );
    expect(await read('rotated')).toBe('new');
    expect(await read('rotated', 'AWSPREVIOUS')).toBe('old');
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 'rotated' }));
    expect(VersionIdsToStages?.[VersionId]).toEqual(['AWSCURRENT']);
  });

  it('takes the same version twice, but not with another value', async () => {
    engine.createSecret({ name: 'retried', secretString: 'old' });
    const put = (SecretString: string) =>
      client.send(
        new PutSecretValueCommand({ SecretId: 'retried', SecretString, ClientRequestToken: 'token-'.padEnd(36, '0') }),
      );
    await put('new');
    await put('new');
    expect(await read('retried', 'AWSPREVIOUS')).toBe('old');
    await expect(put('another')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('that is unknown is the SDK error for it', async () => {
    await expect(read('nowhere')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('never shows up in an error about it', async () => {
    engine.createSecret({ name: 'long' });
    const put = client.send(new PutSecretValueCommand({ SecretId: 'long', SecretString: 'sk_live_'.repeat(10_000) }));
    await expect(put).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.not.stringContaining('sk_live_'),
    });
  });
});

describe('a generated secret', () => {
  it('has 32 characters of all types unless told otherwise', () => {
    const secret = generateSecretString({});
    expect(secret).toHaveLength(32);
    for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9 ]/]) expect(secret).toMatch(type);
  });

  it('leaves out what is excluded', () => {
    const secret = generateSecretString({ PasswordLength: 400, ExcludePunctuation: true, ExcludeCharacters: 'abc123' });
    expect(secret).toMatch(/^[d-zA-Z4-90]{400}$/);
  });

  it('stands in its template under its key', () => {
    const secret: unknown = JSON.parse(
      generateSecretString({ SecretStringTemplate: '{"user":"barista"}', GenerateStringKey: 'password' }),
    );
    expect(secret).toEqual({ user: 'barista', password: expect.stringMatching(/^.{32}$/) });
  });

  it('cannot be made of nothing, nor be shorter than its types', () => {
    const nothing = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true };
    expect(() => generateSecretString(nothing)).toThrow('excludes every character');
    expect(() => generateSecretString({ PasswordLength: 3 })).toThrow('PasswordLength must be 4 to 4096, not 3');
    expect(() => generateSecretString({ SecretStringTemplate: '{}' })).toThrow('go together');
  });
});
