import { dirname, extname } from 'node:path';
import { type FunctionDefinition, versionOf } from './function-definition';

export interface FunctionLocation {
  readonly region: string;
  readonly account: string;
}

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

/**
 * Variables that Lambda itself sets (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), under those of the
 * function: a template cannot set the reserved ones on AWS, and the environment's own region wins on purpose.
 */
export const standardEnvironment = (
  definition: FunctionDefinition,
  location: FunctionLocation,
  logStreamName: string,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  // The SDK warns of Node 20 at every start; what runs here says nothing about the runtime that will be deployed.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  ...definition.environment,
  _HANDLER: definition.handler,
  AWS_REGION: location.region,
  AWS_DEFAULT_REGION: location.region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime ?? 'nodejs24.x'}`,
  AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: versionOf(definition),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(definition.functionName),
  AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
  LAMBDA_TASK_ROOT: extname(definition.codePath) === '' ? definition.codePath : dirname(definition.codePath),
});
