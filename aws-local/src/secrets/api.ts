import { z } from 'zod';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { JsonService } from '../http/json-service';
import { readInput } from '../http/read-input';
import type { SecretsEngine } from './engine';
import type { SecretValue } from './secret';

const INPUT_ERRORS = {
  missing: 'InvalidParameterException',
  invalid: 'ValidationException',
  confidential: ['SecretString', 'SecretBinary'],
} as const;

const getSecretValue = z.strictObject({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const putSecretValue = z.strictObject({
  SecretId: z.string(),
  // The SDK fills in a random one when the caller gives none.
  ClientRequestToken: z.string().min(32).max(64),
  SecretString: z.string().max(65_536).optional(),
  SecretBinary: z.string().optional(),
});
const describeSecret = z.strictObject({ SecretId: z.string() });

/** The protocol's timestamps are seconds. */
const seconds = (ms: number): number => ms / 1000;

const suppliedValue = (input: z.infer<typeof putSecretValue>): SecretValue => {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary === undefined) return { SecretString };
  if (SecretBinary !== undefined && SecretString === undefined) return { SecretBinary };
  throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary, not both.');
};

/** Secrets Manager over its JSON protocol, for the HTTP server: what a service reads and an operator rotates. */
export const secretsManagerService = (engine: SecretsEngine, clock: Clock): JsonService => ({
  targetPrefix: 'secretsmanager',
  contentType: 'application/x-amz-json-1.1',
  operations: {
    GetSecretValue: (input) => {
      const { SecretId, VersionId, VersionStage } = readInput(getSecretValue, input, INPUT_ERRORS);
      const secret = engine.secret(SecretId);
      const version = secret.version(VersionId, VersionStage);
      if (version === undefined) {
        const wanted = VersionId ?? VersionStage;
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${wanted} of ${SecretId}`,
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.versionId,
        VersionStages: secret.stagesOf(version),
        CreatedDate: seconds(version.createdMs),
        ...version.value,
      };
    },
    PutSecretValue: (input) => {
      const put = readInput(putSecretValue, input, INPUT_ERRORS);
      const secret = engine.secret(put.SecretId);
      const version = { versionId: put.ClientRequestToken, value: suppliedValue(put), createdMs: clock.now() };
      secret.put(version);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.versionId,
        VersionStages: secret.versionIdsToStages()[version.versionId],
      };
    },
    DescribeSecret: (input) => {
      const secret = engine.secret(readInput(describeSecret, input, INPUT_ERRORS).SecretId);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        CreatedDate: seconds(secret.createdMs),
        LastChangedDate: seconds(secret.changedMs),
        VersionIdsToStages: secret.versionIdsToStages(),
      };
    },
  },
});
