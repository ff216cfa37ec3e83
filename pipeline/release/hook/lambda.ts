import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { requiredVariable } from '../../batch/stage-environment';
import { powertoolsLog } from '../../telemetry/log';
import { releaseHook } from './release-hook';

export const handler = releaseHook({
  lambda: new LambdaClient(),
  codeDeploy: new CodeDeployClient(),
  versionArn: requiredVariable(process.env, 'VERSION_ARN'),
  log: powertoolsLog(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
