import { needsCpuTime } from '../../../../load-tests/bench/options';
import { noCpuTimeMessage } from '../../../../load-tests/bench/thread-cpu';

test('lanes and cold starts are measured without CPU time by thread, the rest is not', () => {
  expect(needsCpuTime({ growth: false, only: ['lanes', 'cold-start'] })).toBe(false);
  expect(needsCpuTime({ growth: false, only: ['lanes', 'payment'] })).toBe(true);
  expect(needsCpuTime({ growth: true, only: [] })).toBe(true);
});

test('a system without it is named, with what runs there', () => {
  expect(noCpuTimeMessage('darwin')).toMatch(/darwin does not have: .* --only lanes,cold-start /);
});
