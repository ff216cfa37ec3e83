import { executedFigures, formatFigures } from '../../../../load-tests/figures/report';

const files = [
  { path: 'contracts/events/parse.ts', lines: 1_089 },
  { path: 'stages/payment/charge.ts', lines: 131 },
  { path: 'stages/payment/lambda.ts', lines: 94 },
];
const reported = (list: boolean): string[] => {
  const first = executedFigures(files, list);
  const second = executedFigures(files.slice(1), false);
  const executed = { charge: { first, second }, allocation: { first: second, second } };
  const walk = { charge: first, allocation: second };
  return formatFigures({ walk, executed, lines: { folders: { pipeline: 600, stages: 200 }, tests: 1_500 } });
};

describe('the report', () => {
  test('shows how many files and lines an operation executed, first and again', () => {
    expect(reported(false)).toContain('  Order Created, charged: 3 files, 1,314 lines (2 files, 225 lines)');
  });

  test('shows how many files and lines the walks of docs/architecture.md have', () => {
    expect(reported(false)).toContain('  a charge: 3 files, 1,314 lines');
  });

  test('names the files only when asked', () => {
    expect(reported(true)).toContain('    1,089  contracts/events/parse.ts');
    expect(reported(false).join('\n')).not.toContain('contracts/events/parse.ts');
  });

  test('shows each folder with its part of all code but tests', () => {
    expect(reported(false).slice(-4)).toEqual([
      '      600  pipeline (75%)',
      '      200  stages (25%)',
      '      800  together',
      '    1,500  tests, not counted above',
    ]);
  });
});
