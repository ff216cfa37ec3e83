import type { ownShopsOf as OwnShopsOf } from '../../e2e/shared-settings';
import type { hasOurs as HasOurs, ours as Ours } from '../../run/mode';

/** What the tests' own modules do in a run of this kind. */
const runAgainst = (target?: string): { ours: typeof Ours; hasOurs: typeof HasOurs; ownShopsOf: typeof OwnShopsOf } => {
  const before = process.env.TEST_TARGET;
  if (target === undefined) delete process.env.TEST_TARGET;
  else process.env.TEST_TARGET = target;
  try {
    let modules: unknown;
    jest.isolateModules(() => {
      modules = { ...require('../../run/mode'), ...require('../../e2e/shared-settings') };
    });
    return modules as ReturnType<typeof runAgainst>;
  } finally {
    if (before === undefined) delete process.env.TEST_TARGET;
    else process.env.TEST_TARGET = before;
  }
};

test('where nobody else is, names are as they are written', () => {
  expect(runAgainst().ours('harlem')).toBe('harlem');
});

test('in a shared environment no run has the names of another, they fit into an id, and one knows its own', () => {
  const [one, other] = [runAgainst('deployed'), runAgainst('deployed')];
  expect(one.ours('harlem')).toMatch(/^harlem-test-[0-9a-f]{8}$/);
  expect(one.ours('harlem')).not.toBe(other.ours('harlem'));
  expect(one.hasOurs(JSON.stringify({ orderId: one.ours('order-1') }))).toBe(true);
  expect(one.hasOurs(other.ours('order-1'))).toBe(false);
  expect(one.hasOurs('order-1')).toBe(false);
});

test('there a test changes the settings of its own shops and of nobody else', () => {
  const { ours, ownShopsOf } = runAgainst('deployed');
  const shops = { [ours('harlem')]: { storeOpen: false } };
  expect(ownShopsOf({ shops })).toEqual(shops);
  expect(ownShopsOf({})).toEqual({});
  expect(() => ownShopsOf({ shops: { ...shops, astoria: { storeOpen: false } } })).toThrow('settings of astoria are');
  expect(() => ownShopsOf({ shops, sla: { fulfilledWithinSeconds: 1 } })).toThrow('settings of sla are for everybody');
});
