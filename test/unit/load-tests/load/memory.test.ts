import { memoryIn, memoryOfPhase, processesIn } from '../../../../load-tests/load/memory';

describe('the memory of an environment', () => {
  const LISTING = `    1     0   2048 /sbin/init
   20     1 409600 node
   21    20   1024 sh
   22    21  51200 /work/node_modules/@dynoxide/linux-x64/dynoxide
   23    20 307200 node
   30     1  10240 dynoxide
`;

  test('is its own and its database’s; what else it started, and other databases, do not count', () => {
    expect(memoryIn(processesIn(LISTING), 20)).toEqual({ environmentMb: 400, databaseMb: 50 });
  });

  test('is unknown once it has ended', () => {
    expect(memoryIn(processesIn(LISTING), 99)).toBeUndefined();
  });
});

describe('memory over a run', () => {
  const START = Date.parse('2026-11-27T08:00:00Z');
  const phases = [
    { name: 'warm-up', fromSecond: 0, seconds: 10 },
    { name: 'soak', fromSecond: 10, seconds: 100 },
  ];
  const at = (second: number, environmentMb: number) => ({
    atMs: START + second * 1_000,
    environmentMb,
    databaseMb: second,
  });

  test('is compared between the first and the last quarter of the longest phase', () => {
    const samples = [at(5, 100), at(10, 400), at(30, 420), at(60, 900), at(85, 430), at(109, 450), at(110, 1_000)];
    expect(memoryOfPhase(samples, phases, START)).toEqual({
      phase: 'soak',
      first: { environmentMb: 410, databaseMb: 20 },
      last: { environmentMb: 440, databaseMb: 97 },
    });
  });

  test('cannot be compared if the run was stopped before', () => {
    expect(memoryOfPhase([at(10, 400), at(60, 400)], phases, START)).toBeUndefined();
  });
});
