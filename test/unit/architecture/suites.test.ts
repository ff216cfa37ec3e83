import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectsRunBy } from '../../architecture/suites';
import { ROOT, trackedFiles } from '../../architecture/tracked-files';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const linesOfJest = (...args: string[]): string[] =>
  execFileSync(process.execPath, [require.resolve('jest/bin/jest'), ...args], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

test('every test file in git is run by an npm script', () => {
  const projects = new Set(Object.values(scripts).flatMap(projectsRunBy));
  const listed = linesOfJest('--listTests', '--selectProjects', ...projects);
  const run = new Set(listed.map((file) => relative(ROOT, file)));
  const inGit = trackedFiles('*.test.ts');
  expect(inGit.length).toBeGreaterThan(200);
  expect(inGit.filter((file) => !run.has(file))).toEqual([]);
});

/** What CI cannot have, and says that it leaves out. */
const LEFT_OUT_BY_CI = { stripe: 'test:stripe' } as const;

test('CI runs every project of Jest, or says that it leaves it out', () => {
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  const called = Object.keys(scripts).filter((name) => new RegExp(`npm (run -s |run )?${name}(?![\\w:])`).test(ci));
  const inCi = new Set(called.flatMap((name) => projectsRunBy(scripts[name] ?? '')));
  const all = new Set(Object.values(scripts).flatMap(projectsRunBy));
  expect([...all].filter((project) => !inCi.has(project))).toEqual(Object.keys(LEFT_OUT_BY_CI));
  for (const script of Object.values(LEFT_OUT_BY_CI)) expect(ci).toContain(`"${script}: `);
});

test.each([
  ['jest --selectProjects unit e2e', ['unit', 'e2e']],
  ['node --import tsx test/run/main.ts integration', ['integration']],
  ['node --import tsx test/console/main.ts', ['console']],
  ['node --import tsx test/alarms/main.ts', ['alarms']],
  ['node local/run.mjs local/start.ts', []],
])('%s', (command, projects) => {
  expect(projectsRunBy(command)).toEqual(projects);
});
