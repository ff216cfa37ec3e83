import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outlineLines, outlineOf } from './dashboard/outline';
import type { CloudFormationTemplate } from './iam/statements';
import { orderProcessorApp } from './order-processor-app';

// Prints the dashboard of a production environment as an outline: row by row each graph, what is in it, and when its alarms are raised.
const outdir = mkdtempSync(join(tmpdir(), 'coffee-shop-dashboard-'));
try {
  const app = await orderProcessorApp({ outdir, context: { environment: 'production' }, validatesTemplates: false });
  const stack = app.synth().stacks.find(({ template }) => JSON.stringify(template).includes('CloudWatch::Dashboard'));
  if (!stack) throw new Error('no stack has a dashboard');
  console.log(outlineLines(outlineOf(stack.template as CloudFormationTemplate)).join('\n'));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
