import { isDeployed } from './run/mode';

// The AWS SDK warns about Node 20 on every client it makes; the version is our users' choice, and tested.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.POWERTOOLS_DEV ??= 'false';
// A deployed environment has a region and credentials of its own, and a profile's would lose against these.
if (!isDeployed) {
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
}
