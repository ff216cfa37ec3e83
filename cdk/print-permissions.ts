import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REASONS } from './iam/reasons';
import { type CloudFormationTemplate, type GrantedStatement, statementsIn } from './iam/statements';
import { orderProcessorApp } from './order-processor-app';

// Prints every IAM statement of a production environment: who, what, on what, on which condition, and why.
const lines = ({ sid, effect, actions, resources, principal, condition }: GrantedStatement): string[] => [
  `  ${sid}: ${effect.toLowerCase()} ${actions.join(', ')}`,
  ...(principal === undefined ? [] : [`    to   ${principal}`]),
  `    on   ${resources.join('\n         ')}`,
  ...(condition === undefined ? [] : [`    if   ${condition}`]),
  `    why  ${REASONS[sid] ?? 'NOT KNOWN'}`,
];

const outdir = mkdtempSync(join(tmpdir(), 'coffee-shop-permissions-'));
try {
  const app = await orderProcessorApp({ outdir, context: { environment: 'production' }, validatesTemplates: false });
  for (const { stackName, template } of app.synth().stacks) {
    const statements = statementsIn(template as CloudFormationTemplate);
    console.log(`${stackName}: ${statements.length} statements`);
    for (const holder of new Set(statements.map((statement) => statement.holder))) {
      console.log(`\n${holder}`);
      for (const statement of statements.filter((one) => one.holder === holder))
        console.log(lines(statement).join('\n'));
    }
    console.log();
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
