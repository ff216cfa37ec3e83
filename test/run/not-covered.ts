import { appendFileSync } from 'node:fs';

export type Suite = 'e2e' | 'integration';

/** A part of the tests that says nothing of a deployed environment. */
export interface NotCovered {
  /** A test file or folder under `test/`, or what one test leaves out. */
  readonly what: string;
  readonly reason: string;
}

const LOCAL = 'it tests the local environment itself';
const OWN_SERVICES = 'it needs services of its own beside the tables, which it breaks and looks into';
const SIMULATOR = 'it needs the gateway’s simulator and no AWS at all';

/** Files that are left out of a run against a deployed environment. */
export const NOT_COVERED: Readonly<Record<Suite, readonly NotCovered[]>> = {
  e2e: [
    { what: 'e2e/demo.test.ts', reason: 'it starts the demo, which brings an environment of its own' },
    { what: 'e2e/bad-release.test.ts', reason: 'it starts the demo, which brings an environment of its own' },
    { what: 'e2e/second-opinion.test.ts', reason: 'it starts the demo, which brings an environment of its own' },
    { what: 'e2e/demo-sabotage.test.ts', reason: 'it corrupts tables and ledger' },
    { what: 'e2e/no-card-tokens.test.ts', reason: 'it reads everything: all logs, all tables, the gateway’s key' },
    { what: 'e2e/npm-start.test.ts', reason: 'it starts and ends npm start' },
    { what: 'e2e/another-gateway.test.ts', reason: 'it starts npm start on a gateway of its own' },
    { what: 'e2e/stand-in-gateway.test.ts', reason: 'it starts npm start on a gateway of its own' },
    { what: 'e2e/one-trace.test.ts', reason: 'it stands in the place of X-Ray’s daemon' },
    { what: 'e2e/feed-by-rule.test.ts', reason: 'it deploys the stack with another context' },
    { what: 'e2e/stripe-events.test.ts', reason: 'it deploys the stack with another context' },
    { what: 'e2e/smoke.test.ts', reason: 'npm run test:smoke is that test; this one also takes the gateway down' },
  ],
  integration: [
    { what: 'integration/architecture/', reason: LOCAL },
    { what: 'integration/local/', reason: LOCAL },
    { what: 'integration/cdk/', reason: 'it reads the synthesized templates' },
    { what: 'integration/load-tests/', reason: LOCAL },
    { what: 'integration/simulation/', reason: LOCAL },
    { what: 'integration/ops/', reason: OWN_SERVICES },
    { what: 'integration/pipeline/batch/handler.test.ts', reason: OWN_SERVICES },
    { what: 'integration/pipeline/aws/clients.test.ts', reason: 'it stands in the place of AWS and does not answer' },
    { what: 'integration/stages/payment/gateway/', reason: SIMULATOR },
    { what: 'integration/stages/payment/watcher/sweep.test.ts', reason: SIMULATOR },
  ],
};

/** File to which tests append what they leave out, a JSON object a line; set by `main.ts`, which lists them at the end. */
export const NOT_COVERED_VARIABLE = 'TEST_NOT_COVERED';

/** Notes that a test left something out. */
export const noteNotCovered = (noted: NotCovered): void => {
  const file = process.env[NOT_COVERED_VARIABLE];
  if (file) appendFileSync(file, `${JSON.stringify(noted)}\n`);
  else console.warn(`not covered  ${noted.what}: ${noted.reason}`);
};

/** What was left out, for people: each once, under its reason. Pure. */
export const notCoveredLines = (all: readonly NotCovered[]): string[] => {
  const byReason = new Map<string, Set<string>>();
  for (const { what, reason } of all) byReason.set(reason, (byReason.get(reason) ?? new Set()).add(what));
  const lines = [...byReason].flatMap(([reason, whats]) => [
    `  ${reason}`,
    ...[...whats].toSorted().map((what) => `    ${what}`),
  ]);
  return lines.length > 0 ? ['not covered in a deployed environment:', ...lines] : [];
};
