import { type Environment, startEnvironment } from '../../../local/environment';
import { shellVariables } from '../../../local/shell-variables';
import { builtAssembly } from '../../built';
import { runOperator } from '../../operator-process';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ assembly: builtAssembly() });
});
afterAll(() => environment.stop());

test('an operator reads which alarms are raised, and where the runbook says what to do', async () => {
  const { alarms } = environment;
  const all = alarms.list();
  for (const { name } of all) alarms.setState(name, { value: 'OK', reason: 'a drill' });
  const breaker = all.find(({ name }) => name.endsWith('-breaker-open'))?.name ?? '';
  alarms.setState(breaker, { value: 'ALARM', reason: 'a drill' });
  const { stdout } = await runOperator(shellVariables(environment), ['alarms']);
  const [count, , ...rows] = stdout.trim().split('\n');
  expect(count).toBe(`2 of ${all.length} alarms are raised`);
  expect(
    rows
      .map((row) => row.trim().split(/ {2,}/))
      .map(([alarm, state, , , runbook]) => [alarm, state, runbook])
      .sort(),
  ).toEqual([
    ['breaker-open', 'ALARM', 'docs/runbook.md#the-breaker-is-open'],
    ['customers-not-served', 'ALARM', 'docs/runbook.md#customers-are-not-served'],
  ]);
});
