import { scaledClock } from '../../../src/clock/clock';
import { eventually } from '../lambda/eventually';
import { type RunningApp, runApp } from './running-app';
import { scheduledApp } from './scheduled';

interface Run {
  readonly event: {
    readonly job?: string;
    readonly at?: string;
    readonly source?: string;
    readonly resources?: string[];
  };
  readonly now: string;
}

let app: RunningApp;

beforeAll(async () => {
  // Ten minutes take ten seconds, on a busy machine too: the clock is not slowed down for it, as the function has time enough.
  const startMs = Date.parse('2026-11-24T07:58:00Z');
  const clock = { ...scaledClock({ scale: 60, startMs }), slowTo: () => undefined };
  app = await runApp(scheduledApp, { clock });
});

afterAll(() => app?.close());

test('a function runs at its times, on the environment’s clock, with what each rule sends it', async () => {
  const all = app.printed as Run[];
  const find = (matches: (event: Run['event']) => boolean) => all.find(({ event }) => matches(event));
  const [constant, open, beat] = [
    (event: Run['event']) => event.job === 'constant',
    (event: Run['event']) => event.job === 'open',
    (event: Run['event']) => event.source === 'aws.events',
  ];
  await eventually(() => [constant, open, beat].every((kind) => find(kind) !== undefined));

  expect(find(constant)?.event).toEqual({ job: 'constant' });
  expect(find(open)?.event).toEqual({ job: 'open', at: expect.stringMatching(/^2026-11-24T0[89]:/) });
  expect(find(beat)?.event).toMatchObject({
    'detail-type': 'Scheduled Event',
    resources: [expect.stringContaining(':rule/')],
    detail: {},
  });
  expect(Date.parse(find(open)?.now ?? '')).toBeGreaterThanOrEqual(Date.parse(find(open)?.event.at ?? ''));
});
