import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENTS } from './config';
import { findingsOf } from './nag/findings';
import { orderProcessorApp } from './order-processor-app';

// Checks the stacks of every kind of environment against cdk-nag's packs, offline. Ends with 1 if anything is found that is not acknowledged.
const outdir = mkdtempSync(join(tmpdir(), 'coffee-shop-nag-'));
try {
  for (const environment of ENVIRONMENTS) {
    const app = await orderProcessorApp({ outdir, context: { environment }, validatesTemplates: false });
    const { found, acknowledged } = findingsOf(app);
    console.log(`${environment}: ${found.length} findings, ${acknowledged.length} acknowledged`);
    for (const { rule, reason, paths } of acknowledged) console.log(`  ${rule} (${paths.length}): ${reason}`);
    for (const { rule, description, paths } of found) {
      console.error(`  FOUND ${rule}: ${description}\n    ${paths.join('\n    ')}`);
    }
    if (found.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
