import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_COVERED, notCoveredLines, type Suite } from '../../run/not-covered';

const TESTS = join(__dirname, '../..');
const suites = Object.keys(NOT_COVERED) as Suite[];

const testFiles = (suite: Suite): string[] =>
  readdirSync(join(TESTS, suite), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${suite}/${file}`);

test.each(suites)('what is left out of %s exists, each with a reason', (suite) => {
  for (const { what, reason } of NOT_COVERED[suite]) {
    expect([what, existsSync(join(TESTS, what))]).toEqual([what, true]);
    expect(reason).not.toBe('');
  }
});

/** What brings something of the tests' own, and what follows the variables. */
const BRINGS = /\b(startEnvironment|startDynamoDb|startService|runDemo|startHttpServer|startGatewaySimulator)\b/;
const FOLLOWS = /\b(openCoffeeShop|startTables|startStages)\b/;

test.each(suites)('every other file of %s asks for an environment in the way that follows the variables', (suite) => {
  const covered = testFiles(suite).filter((file) => !NOT_COVERED[suite].some(({ what }) => file.startsWith(what)));
  expect(covered.length).toBeGreaterThan(3);
  for (const file of covered) {
    const source = readFileSync(join(TESTS, file), 'utf8');
    expect([file, FOLLOWS.test(source), BRINGS.exec(source)?.[0]]).toEqual([file, true, undefined]);
  }
});

test('what was left out is listed once under its reason', () => {
  const ledger = { what: 'part of: a cancellation', reason: 'the ledger cannot be seen there' };
  const all = [
    ledger,
    { what: 'e2e/demo.test.ts', reason: 'it starts the demo' },
    ledger,
    { ...ledger, what: 'an order' },
  ];
  expect(notCoveredLines(all)).toEqual([
    'not covered in a deployed environment:',
    '  the ledger cannot be seen there',
    '    an order',
    '    part of: a cancellation',
    '  it starts the demo',
    '    e2e/demo.test.ts',
  ]);
  expect(notCoveredLines([])).toEqual([]);
});
