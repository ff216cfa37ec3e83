import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ACTIONS } from '../../../../ops/payments/difference';

const runbook = readFileSync(resolve(__dirname, '../../../../docs/runbook.md'), 'utf8');

test.each(Object.keys(ACTIONS))('the runbook says what %s means and what to do', (kind) => {
  expect(runbook).toContain(`\n| \`${kind}\` | `);
});
