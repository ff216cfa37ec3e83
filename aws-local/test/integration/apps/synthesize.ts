import { App } from 'aws-cdk-lib';
import { addStack, type BuildStack } from './build-stack';
import { ordersApp } from './events-to-table';
import { fanOutApp } from './fan-out';
import { batchApp } from './filtered-batches';
import { pipesApp } from './pipes';
import { scheduledApp } from './scheduled';

const APPS: Readonly<Record<string, BuildStack>> = {
  'events-to-table': ordersApp,
  'fan-out': fanOutApp,
  'filtered-batches': batchApp,
  pipes: pipesApp,
  scheduled: scheduledApp,
};

// One of the apps as the CDK command runs it: `npx aws-local --app "npx tsx aws-local/test/integration/apps/synthesize.ts fan-out"`.
const [name = ''] = process.argv.slice(2);
const build = APPS[name];
if (!build) throw new Error(`the app must be one of ${Object.keys(APPS).join(', ')}, got "${name}"`);
const app = new App();
addStack(app, build);
app.synth();
