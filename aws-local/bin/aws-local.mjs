#!/usr/bin/env node
// The package is TypeScript without a build: tsx compiles it as it is loaded.
import { register } from 'tsx/esm/api';

// Lambda functions of any Node.js run here; what the SDK says of ours concerns nobody.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
register();
const { main } = await import('../src/command/main.ts');
await main(process.argv);
