/** How long a fault, or its end, takes to be seen in what an alarm looks at. */
export interface Shows {
  /** Environment seconds. */
  readonly withinSeconds: number;
  readonly because: string;
}

/** How an alarm of the stack is rehearsed. */
export interface Scenario {
  /** The test, under `test/alarms`, without `.test.ts`. */
  readonly file: string;
  readonly shows: Shows;
  readonly ends: Shows;
  /** Of a composite alarm: the one of its alarms that raises it here. */
  readonly through?: string;
}

const shows = (withinSeconds: number, because: string): Shows => ({ withinSeconds, because });
const forStages = (suffix: string, scenario: Scenario): Record<string, Scenario> =>
  Object.fromEntries(['payment', 'inventory', 'fulfillment'].map((stage) => [`${stage}-${suffix}`, scenario]));

const AT_ONCE = shows(30, 'when what was under way has ended');
/** API_SetQueueAttributes.html: a change of most attributes takes up to 60 seconds. */
const POLICY_COUNTS = shows(60, 'when the policy counts: SQS takes up to a minute');
const NEXT_ORDER = shows(30, 'with the next order');
const NEXT_RUN = shows(75, 'with the next run, which there is every minute');

/** Of the stages after payment, whose messages may not wait for so long. */
const OLDEST_MESSAGE: Scenario = {
  file: 'stages',
  shows: shows(90, 'when the next event has waited for 60 s'),
  ends: shows(60, 'when the backlog is worked'),
};

const BREAKER_OPEN: Scenario = {
  file: 'gateway',
  shows: shows(180, 'after five orders in a row, and the minute of its keeper'),
  ends: shows(240, 'when the next probes succeed'),
};

/** Of each alarm, by its name after the stack's. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...forStages('dlq', {
    file: 'dead-letters',
    shows: shows(60, 'after rule, pipe and ten receives'),
    ends: AT_ONCE,
  }),
  ...forStages('ingress-dlq', {
    file: 'dead-letters',
    shows: shows(120, 'after three tries of the pipe, half a minute apart'),
    ends: AT_ONCE,
  }),
  'delivery-failures': { file: 'rules', shows: NEXT_ORDER, ends: POLICY_COUNTS },
  'stage-rules-failed': { file: 'rules', shows: NEXT_ORDER, ends: POLICY_COUNTS },
  'other-rules-failed': { file: 'rules', shows: NEXT_RUN, ends: POLICY_COUNTS },
  'stage-rules-lost-events': { file: 'rules', shows: NEXT_ORDER, ends: POLICY_COUNTS },
  'other-rules-lost-events': { file: 'rules', shows: NEXT_RUN, ends: POLICY_COUNTS },
  ...forStages('pipe-stopped', {
    file: 'pipes',
    shows: shows(150, 'when the next event has waited for 120 s'),
    ends: shows(60, 'when the pipe has brought over what waits'),
  }),
  ...forStages('pipe-failures', { file: 'pipes', shows: NEXT_ORDER, ends: NEXT_RUN }),
  'payment-oldest-message': {
    file: 'stages',
    shows: shows(150, 'when the next event has waited for 120 s'),
    ends: shows(60, 'when the backlog is worked'),
  },
  'inventory-oldest-message': OLDEST_MESSAGE,
  'fulfillment-oldest-message': OLDEST_MESSAGE,
  'breaker-open': BREAKER_OPEN,
  'customers-not-served': { ...BREAKER_OPEN, through: 'breaker-open' },
  'gateway-refuses-us': {
    file: 'gateway',
    shows: NEXT_ORDER,
    ends: shows(180, 'the breaker asks the gateway again after one minute, then two'),
  },
  'breaker-failing-open': { file: 'gateway', shows: NEXT_ORDER, ends: AT_ONCE },
  ...forStages('errors', {
    file: 'functions',
    shows: shows(300, 'with five failed batches, of which each comes again after three minutes'),
    ends: shows(120, 'when the new code has taken over'),
  }),
  ...forStages('release', {
    file: 'functions',
    shows: NEXT_ORDER,
    ends: shows(240, 'when what failed has come again, after three minutes'),
  }),
  'breaker-keeper-errors': { file: 'functions', shows: shows(240, 'with five failed runs'), ends: AT_ONCE },
  'payment-watcher-errors': { file: 'functions', shows: shows(240, 'with five failed runs'), ends: AT_ONCE },
  'reconciliation-errors': {
    file: 'functions',
    shows: shows(480, 'with its next run and the two repetitions of it'),
    ends: AT_ONCE,
  },
  ...forStages('throttles', {
    file: 'functions',
    shows: shows(120, 'with ten tries of a batch, a second apart'),
    ends: AT_ONCE,
  }),
  'breaker-keeper-throttles': { file: 'functions', shows: shows(180, 'with ten tries of its runs'), ends: AT_ONCE },
  'payment-watcher-throttles': { file: 'functions', shows: shows(180, 'with ten tries of its runs'), ends: AT_ONCE },
  'reconciliation-throttles': {
    file: 'functions',
    shows: shows(900, 'with ten tries of its runs, of which there is one in five minutes'),
    ends: AT_ONCE,
  },
  ...forStages('stuck-groups', {
    file: 'stuck-groups',
    shows: shows(180, 'when more than 500 events have come'),
    ends: shows(120, 'when fewer than 500 wait'),
  }),
  'refund-refused': {
    file: 'refunds',
    shows: shows(60, 'when the cancellation has come to payment'),
    ends: AT_ONCE,
  },
  'refund-failed-late': {
    file: 'refunds',
    shows: shows(60, 'when the watcher or Stripe has asked for a look'),
    ends: AT_ONCE,
  },
  'refund-sweep-failed': {
    file: 'refund-sweep',
    shows: shows(3_600 + 240, 'with the next sweep, an hour later at most, and its two repetitions'),
    ends: shows(240, 'when the repetitions are over'),
  },
  'orders-in-time': {
    file: 'orders',
    shows: shows(240, 'when the first orders are late'),
    ends: shows(240, 'when the last of them are handed over'),
  },
  'orders-open-too-long': {
    file: 'orders',
    shows: shows(330, 'with the next reconciliation, five minutes later at most'),
    ends: shows(330, 'with the next reconciliation'),
  },
  'payment-pending-too-long': {
    file: 'orders',
    shows: NEXT_RUN,
    ends: shows(3_600, 'with the next look at the gateway, an hour later at most'),
  },
  'config-invalid': {
    file: 'tables',
    shows: shows(75, 'when a stage reads its settings again, with the next order after 30 s'),
    ends: shows(60, 'when the stages read them again'),
  },
  'inventory-accuracy': {
    file: 'tables',
    shows: shows(330, 'with the next reconciliation, five minutes later at most'),
    ends: shows(330, 'with the next reconciliation'),
  },
  'payment-success': { file: 'gateway', shows: NEXT_ORDER, ends: AT_ONCE },
};

/** The alarm's scenario. @throws Error if it has none. */
export const scenarioOf = (alarm: string): Scenario => {
  const scenario = SCENARIOS[alarm];
  if (scenario === undefined) throw new Error(`the alarm ${alarm} has no scenario in test/alarms/scenarios.ts`);
  return scenario;
};
