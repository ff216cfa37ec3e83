import { hasProc, hasPs, npmCommand, packagedNode } from '../../../load-tests/platform';

test('CPU time by thread is Linux’s, processes are listed wherever POSIX is', () => {
  const systems = ['linux', 'darwin', 'win32'] as const;
  expect(systems.map(hasProc)).toEqual([true, false, false]);
  expect(systems.map(hasPs)).toEqual([true, true, false]);
});

test('the packaged Node.js has the name that its system wants', () => {
  expect(packagedNode('darwin')).toBe('bin/node');
  expect(packagedNode('win32')).toBe('bin/node.exe');
});

describe('npm', () => {
  test.each(['linux', 'win32'] as const)('in one of its scripts is the program that runs it, on %s', (platform) => {
    expect(npmCommand(platform, ['ci'], '/npm/bin/npm-cli.js', '/node')).toEqual({
      file: '/node',
      args: ['/npm/bin/npm-cli.js', 'ci'],
      shell: false,
    });
  });

  test('outside of its scripts is found by name, on Windows by a shell', () => {
    expect(npmCommand('linux', ['ci'], undefined)).toEqual({ file: 'npm', args: ['ci'], shell: false });
    expect(npmCommand('win32', ['ci'], undefined)).toEqual({ file: 'npm', args: ['ci'], shell: true });
  });

  test('under another package manager is npm still', () => {
    expect(npmCommand('linux', ['ci'], '/opt/pnpm.exe')).toEqual({ file: 'npm', args: ['ci'], shell: false });
  });
});
