import type { IntentReader } from '../../stages/payment/gateway/intent-list';
import type { Names } from '../target/names';
import { UsageError } from '../terminal/usage-error';

/** @throws UsageError if the environment has no such variable; a stack has it as an output. */
const given = (value: string | undefined, variable: string): string => {
  if (value === undefined)
    throw new UsageError(`${variable} is missing: deploy this release, or point the command at an environment of it`);
  return value;
};

/**
 * The gateway of an environment, for reading. The key comes from the secret that the payment stage reads, and is never
 * printed. Live keys are accepted: nothing is changed with them.
 * @throws UsageError if nothing names the secret or the environment. A secret without a usable key is the first read's error.
 */
export const gatewayIntents = async ({ gateway: { secretArn, environment, url } }: Names): Promise<IntentReader> => {
  const named = {
    secretId: given(secretArn, 'GATEWAY_SECRET_ARN'),
    environment: given(environment, 'GATEWAY_ENVIRONMENT'),
  };
  // Other commands need not load the gateway's package.
  const [{ SecretsManagerClient }, { secretApiKey }, { intentReader }] = await Promise.all([
    import('@aws-sdk/client-secrets-manager'),
    import('../../stages/payment/gateway/api-key'),
    import('../../stages/payment/gateway/intent-list'),
  ]);
  const apiKey = secretApiKey({ client: new SecretsManagerClient(), secretId: named.secretId });
  return intentReader({ environment: named.environment, url, apiKey });
};
