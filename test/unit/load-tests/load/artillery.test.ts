import { readFileSync } from 'node:fs';
import { phasesOf } from '../../../../load-tests/load/artillery';
import { tickStep } from '../../../../load-tests/load/chart';
import { COFFEE_SHOP_PROFILE } from '../../../../simulation/traffic/profile';

const script = { config: { environments: { soak: { phases: [{ name: 'long' }] }, plain: {} } } };

describe('the phases of artillery.yml', () => {
  test('are those of the environment', () => {
    expect(phasesOf(script, 'soak')).toEqual([{ name: 'long' }]);
  });

  test('an environment that is not there is named, with those that are', () => {
    expect(() => phasesOf(script, 'soka')).toThrow('--environment: artillery.yml has no soka, only soak, plain');
  });

  test('an environment without any is refused', () => {
    expect(() => phasesOf(script, 'plain')).toThrow('artillery.yml: environment plain has no phases');
  });

  test('stand in no other place: artillery would mix them, and a day would be no day', () => {
    const mixed = { config: { ...script.config, phases: [{ name: 'short' }] } };
    expect(() => phasesOf(mixed, 'soak')).toThrow('config.phases must move into an environment');
    expect(readFileSync('artillery.yml', 'utf8')).not.toMatch(/^ {2}phases:/m);
  });

  test('the day follows the sales profile hour by hour', () => {
    const text = readFileSync('artillery.yml', 'utf8');
    const hours = [...text.matchAll(/name: hour (\d+), duration: 40, arrivalCount: (\d+)/g)].map(([, hour, count]) => [
      Number(hour),
      Number(count),
    ]);
    const { basketsPerHour } = COFFEE_SHOP_PROFILE;
    const busiest = Math.max(...basketsPerHour);
    expect(hours).toEqual(
      basketsPerHour.flatMap((baskets, hour) =>
        baskets > 0 ? [[hour, Math.max(1, Math.round((160 * baskets) / busiest))]] : [],
      ),
    );
  });
});

test.each([
  [1, 0.2],
  [7, 2],
  [23, 5],
  [480, 100],
])('an axis up to %d has ticks every %d', (most, step) => {
  expect(tickStep(most)).toBeCloseTo(step);
});
