import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { configOf } from '../../../cdk/config';
import { runbookWith } from '../../alarms/runbook';
import { SCENARIOS } from '../../alarms/scenarios';
import { rehearsedAlarms, type TemplateWithAlarms, unmatched } from '../../alarms/stack-alarms';
import { synthesizeOrderProcessor } from '../cdk/synthesized';

const STACK = 'Shop';
const ROOT = join(__dirname, '../../..');
/** Alarms that no scenario raises, and why. */
const NOT_REHEARSED = {
  'stripe-events-dlq':
    'only stacks with -c stripeEventBus have it, and fifty receives take five hours; the other dead-letter queues are rehearsed alike',
};

const jsonOf = (template: Template): TemplateWithAlarms => template.toJSON() as TemplateWithAlarms;
const template = jsonOf(synthesizeOrderProcessor({ stackName: STACK }));

test('every alarm of the stack has a scenario, and every scenario an alarm', () => {
  expect(unmatched(template, STACK)).toEqual({ alarms: [], scenarios: [] });
  expect(rehearsedAlarms(template, STACK).length).toBeGreaterThan(50);
});

test('so has production, and a stack that Stripe sends its events to, but for what is listed with its reason', () => {
  expect(unmatched(jsonOf(synthesizeOrderProcessor({ stackName: STACK, environment: 'production' })), STACK)).toEqual({
    alarms: [],
    scenarios: [],
  });
  const config = { ...configOf(undefined), stripeEventBus: 'aws.partner/stripe.com/ed_61PMBuDFqzLrj0pkW16PMAyp' };
  const withEvents = jsonOf(synthesizeOrderProcessor({ stackName: STACK, config }));
  expect(unmatched(withEvents, STACK)).toEqual({ alarms: Object.keys(NOT_REHEARSED), scenarios: [] });
});

test('every scenario is in a test file', () => {
  const files = new Set(Object.values(SCENARIOS).map(({ file }) => join(ROOT, 'test/alarms', `${file}.test.ts`)));
  expect([...files].filter((file) => !existsSync(file))).toEqual([]);
});

test('the runbook says of every alarm what is promised (npm run runbook writes it)', () => {
  const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
  expect(runbook).toBe(runbookWith(runbook, rehearsedAlarms(template, STACK)));
});
