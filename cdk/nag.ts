import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENVIRONMENTS } from './config';
import { findingsOf } from './nag/findings';
import { orderProcessorApp } from './order-processor-app';

/*
 * Checks the stacks of every kind of environment against cdk-nag's packs, offline. Ends with 1 if anything is found that is not acknowledged.
 *   npm run check:nag -- -c feed=rule     with context, as the CDK's command takes it
 */
const { values } = parseArgs({ options: { context: { type: 'string', short: 'c', multiple: true, default: [] } } });
const given = Object.fromEntries(
  values.context.map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (name === undefined) throw new Error(`-c ${text}: must be name=value`);
    return [name, value];
  }),
);
const outdir = mkdtempSync(join(tmpdir(), 'coffee-shop-nag-'));
try {
  for (const environment of ENVIRONMENTS) {
    const context = { environment, ...given };
    const app = await orderProcessorApp({ outdir, context, validatesTemplates: false });
    const { found, acknowledged } = findingsOf(app);
    const sizes = app
      .synth()
      .stacks.map(({ stackName, template }) => `${stackName} ${Object.keys(template.Resources).length} resources`);
    console.log(`${environment}: ${found.length} findings, ${acknowledged.length} acknowledged; ${sizes.join(', ')}`);
    for (const { rule, reason, paths } of acknowledged) console.log(`  ${rule} (${paths.length}): ${reason}`);
    for (const { rule, description, paths } of found) {
      console.error(`  FOUND ${rule}: ${description}\n    ${paths.join('\n    ')}`);
    }
    if (found.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
