import cdkJson from '../cdk.json' with { type: 'json' };
import { orderProcessorApp } from './order-processor-app';

// What the CDK's command runs (cdk.json).
const app = await orderProcessorApp({ outdir: process.env.CDK_OUTDIR ?? cdkJson.output });
app.synth();
