import { executedFiles } from '../../../../load-tests/figures/executed-files';

type Function = { name: string; from: number; to: number; count: number };

const script = (url: string, ...functions: readonly Function[]) => ({
  scriptId: '1',
  url,
  functions: functions.map(({ name, from, to, count }) => ({
    functionName: name,
    isBlockCoverage: false,
    ranges: [{ startOffset: from, endOffset: to, count }],
  })),
});
const topLevel = (count = 1): Function => ({ name: '', from: 0, to: 900, count });
const charge = (count = 1): Function => ({ name: 'charge', from: 100, to: 200, count });

const filesOf = (...coverage: ReturnType<typeof script>[]): string[] => executedFiles(coverage, '/repository');

describe('the executed files', () => {
  test('are those with a function that was called, relative to the repository, sorted', () => {
    const payment = script('file:///repository/stages/payment/charge.ts', topLevel(0), charge());
    const parse = script('file:///repository/contracts/events/parse.ts', topLevel(0), charge(3));
    expect(filesOf(payment, parse)).toEqual(['contracts/events/parse.ts', 'stages/payment/charge.ts']);
  });

  test('have none whose functions were not called', () => {
    expect(filesOf(script('file:///repository/stages/payment/refund.ts', topLevel(0), charge(0)))).toEqual([]);
  });

  test('have none that was only loaded', () => {
    expect(filesOf(script('file:///repository/stages/payment/charge.ts', topLevel(), charge(0)))).toEqual([]);
  });

  test('have one whose called function has no name and is the first thing in it', () => {
    const first = { name: '', from: 0, to: 40, count: 1 };
    expect(filesOf(script('file:///repository/pipeline/batch/groups.ts', topLevel(0), first))).toEqual([
      'pipeline/batch/groups.ts',
    ]);
  });

  test('have each file once, whatever query it was loaded with', () => {
    const url = 'file:///repository/pipeline/batch/groups.ts';
    expect(filesOf(script(url, charge()), script(`${url}?again`, charge()))).toEqual(['pipeline/batch/groups.ts']);
  });

  test.each([
    'file:///repository/node_modules/stripe/index.js',
    'file:///repository/load-tests/node_modules/artillery/index.js',
    'file:///repository-of-another/stages/payment/charge.ts',
    'node:internal/process/task_queues',
    '',
  ])('have nothing of %j', (url) => {
    expect(filesOf(script(url, charge()))).toEqual([]);
  });
});
