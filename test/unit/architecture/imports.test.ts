import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { againstArrows, circles } from '../../architecture/arrows';
import { readImports } from '../../architecture/imports';
import { ROOT, trackedFiles } from '../../architecture/tracked-files';

const imports = readImports(ROOT, trackedFiles());

describe('imports between files', () => {
  test('every import is read: types, tests, packages, dynamic imports', () => {
    expect(imports.length).toBeGreaterThan(2_000);
    expect(imports).toContainEqual({
      from: 'local/environment.ts',
      specifier: '@coffee-shop/aws-local',
      to: 'aws-local/src/index.ts',
    });
    const unresolved = imports.filter(({ specifier, to }) => specifier.startsWith('.') && to === undefined);
    expect(unresolved).toEqual([]);
  });

  test('none goes against the arrows between folders', () => {
    expect(againstArrows(imports)).toEqual([]);
  });

  test('none closes a circle of files', () => {
    expect(circles(imports)).toEqual([]);
  });

  test('aws-local declares every package that it imports', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'aws-local/package.json'), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const used = (folder: string) =>
      new Set(
        imports
          .filter(
            ({ from, specifier }) => from.startsWith(folder) && !specifier.startsWith('.') && !isBuiltin(specifier),
          )
          .map(({ specifier }) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''),
      );
    const runs = [...used('aws-local/src/')];
    expect(runs.filter((name) => !(name in dependencies))).toEqual([]);
    expect([...used('aws-local/test/')].filter((name) => !(name in { ...dependencies, ...devDependencies }))).toEqual(
      [],
    );
  });
});

const edge = (from: string, to: string, specifier = './x') => ({ from, to, specifier });

test.each([
  ['a lower folder that imports a higher one', edge('pipeline/a.ts', 'stages/payment/b.ts'), /pipeline may import/],
  ['a folder that stands alone', edge('contracts/a.ts', 'pipeline/b.ts'), /contracts may import nothing else/],
  ['one stage that imports another', edge('stages/payment/a.ts', 'stages/inventory/b.ts'), /stages meet on the bus/],
  ['aws-local that knows the app', edge('aws-local/test/unit/a.ts', 'local/start.ts'), /aws-local may import nothing/],
  ['a source that imports a test', edge('aws-local/src/a.ts', 'aws-local/test/b.ts'), /do not import tests/],
  ['somebody past the face of aws-local', edge('local/a.ts', 'aws-local/src/sqs/queue.ts'), /by its package name/],
  ['an operator who decides as a stage does', edge('ops/a.ts', 'stages/payment/charge.ts'), /ops may import/],
  ['load tests that the audit leans on', edge('simulation/audit/a.ts', 'load-tests/b.ts'), /simulation may import/],
])('%s is found', (_, found, message) => {
  expect(againstArrows([found])).toEqual([expect.stringMatching(message)]);
});

test('what follows the arrows is not', () => {
  const good = [
    edge('stages/payment/a.ts', 'pipeline/b.ts'),
    edge('stages/payment/a.ts', 'stages/payment/b.ts'),
    edge('ops/a.ts', 'stages/payment/gateway/b.ts'),
    edge('local/a.ts', 'aws-local/src/index.ts', '@coffee-shop/aws-local'),
    edge('test/a.ts', 'load-tests/b.ts'),
    edge('contracts/a.ts', 'cdk.json'),
  ];
  expect(againstArrows(good)).toEqual([]);
});

test('a circle is told by the way around it, once', () => {
  const ring = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'b' },
    { from: 'd', to: 'c' },
  ];
  expect(circles(ring)).toEqual([['b', 'c', 'b']]);
  expect(circles([ring[0], ring[1], ring[3]].flatMap((each) => each ?? []))).toEqual([]);
});
