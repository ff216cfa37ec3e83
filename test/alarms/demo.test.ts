import { runDemo } from '../../local/demo/run';
import { builtAssembly } from '../built';

const MINUTE_MS = 60_000;

test('the demo, which sends malformed events on purpose, raises those for dead letters alone', async () => {
  const raised = new Set<string>();
  await runDemo(
    { orders: 60, seed: 4, barista: 'instant', clockScale: 5, json: true },
    {
      environment: { assembly: builtAssembly() },
      beforeAudit: ({ clock }) => clock.sleep(2 * MINUTE_MS),
    },
    async (starting) => {
      const { alarms } = await starting;
      alarms.onTransition(({ alarm, to }) => void (to.value === 'ALARM' && raised.add(alarm.name)));
    },
  );
  expect([...raised].filter((name) => !name.endsWith('-dlq'))).toEqual([]);
  expect([...raised].length).toBeGreaterThan(0);
});
