import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROGRAM = pathToFileURL(resolve(__dirname, '../../bin/program.mjs'));
const COMPILED = resolve(__dirname, '../../.compiled');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** What a process prints that imports the program of these sources, by file name. */
const run = async (sources: Readonly<Record<string, string>>): Promise<{ pid: number; said: string }> => {
  await mkdir(join(folder, 'inner'));
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
  const entry = JSON.stringify(join(folder, 'main.ts'));
  const script = `import { importProgram } from '${PROGRAM}'; await importProgram(${entry});`;
  return new Promise((done) => {
    const child = execFile(process.execPath, ['--input-type=module', '-e', script], (_error, stdout, stderr) =>
      done({ pid: child.pid ?? 0, said: stdout + stderr }),
    );
  });
};

test('each source of a compiled program knows its own place', async () => {
  const { said } = await run({
    'main.ts':
      "import { here } from './inner/part';\nconsole.log(import.meta.dirname);\nconsole.log(here satisfies string);",
    'inner/part.ts': 'export const here: string = import.meta.url;',
  });
  expect(said).toBe(`${folder}\n${pathToFileURL(join(folder, 'inner/part.ts'))}\n`);
});

test('an error tells the line of the source that threw it', async () => {
  const { said } = await run({
    'main.ts': "import { fail } from './inner/part';\n\nfail('too hot');",
    'inner/part.ts':
      'export interface Cup { size: number }\n\nexport const fail = (why: string) => {\n  throw new Error(why);\n};',
  });
  expect(said).toMatch(/inner\/part\.ts:4/);
  expect(said).toMatch(/main\.ts:3/);
});

test('a source that does not compile is named with its line, and nothing is left behind', async () => {
  const { pid, said } = await run({ 'main.ts': 'const cup = ;\n' });
  expect(said).toMatch(/main\.ts:1:12: ERROR: Unexpected ";"/);
  expect(await readdir(COMPILED)).not.toContain(`${pid}.mjs`);
});

test('a synchronous build within the program leaves no process behind', async () => {
  const { said } = await run({
    'main.ts': [
      "import { execFileSync } from 'node:child_process';",
      "import { buildSync } from 'esbuild';",
      "buildSync({ stdin: { contents: 'let cup' }, write: false });",
      "const all = () => execFileSync('ps', ['-A', '-o', 'ppid=,comm=']).toString().trim().split('\\n');",
      'const children = () => all().map((line) => line.trim().split(/ +/)).filter(([parent]) => Number(parent) === process.pid);',
      'const names = () => children().map(([, name]) => name).join();',
      // What compiled the program has been ended, and takes its time on a busy machine.
      "for (let tries = 0; names() !== 'ps' && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));",
      'console.log(names());',
    ].join('\n'),
  });
  expect(said).toBe('ps\n');
});
