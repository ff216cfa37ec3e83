import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DetailType } from '../../../contracts/events/events';
import { STAGES, type StageName } from '../../../contracts/events/order-processor';
import { eventTypesOf, PUBLISHED_BY, publisherOf } from '../../../contracts/events/subscriptions';

/** Rows of the README's table of stages: what each reacts to, and what it publishes. */
const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
const rowOf = (stage: StageName): string[][] =>
  (new RegExp(`^\\| ${stage} \\| (.+) \\| (.+) \\|$`, 'm').exec(readme) ?? [])
    .slice(1)
    .map((cell) => cell.split(', ').sort());

test.each(STAGES)('the README says what %s takes and publishes', (stage) => {
  const published = Object.keys(PUBLISHED_BY).filter((type) => publisherOf(type as DetailType) === stage);
  expect(rowOf(stage)).toEqual([[...eventTypesOf(stage)].sort(), published.sort()]);
});

test('an event that more than one stage may publish has no publisher, nor has one of the order manager', () => {
  expect(publisherOf('Order Failed')).toBeUndefined();
  expect(publisherOf('Order Created')).toBeUndefined();
});
