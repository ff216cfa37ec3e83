import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dynoxideFile, dynoxidePackage, guardedCommand, noDynoxideMessage } from '../../../src/dynamodb/platform';

describe('dynoxide on a system', () => {
  it.each([
    ['darwin', 'arm64', '@dynoxide/darwin-arm64', 'dynoxide'],
    ['darwin', 'x64', '@dynoxide/darwin-x64', 'dynoxide'],
    ['linux', 'arm64', '@dynoxide/linux-arm64', 'dynoxide'],
    ['linux', 'x64', '@dynoxide/linux-x64', 'dynoxide'],
    ['win32', 'x64', '@dynoxide/win32-x64', 'dynoxide.exe'],
    ['win32', 'arm64', undefined, 'dynoxide.exe'],
    ['freebsd', 'x64', undefined, 'dynoxide'],
  ] as const)('%s-%s has the package %s with %s', (platform, arch, name, file) => {
    expect(dynoxidePackage({ platform, arch })).toBe(name);
    expect(dynoxideFile(platform)).toBe(file);
  });

  it('without one, is told what to install, or that only PATH and an endpoint help', () => {
    expect(noDynoxideMessage({ platform: 'win32', arch: 'x64' })).toBe(
      'no dynoxide (DynamoDB) for win32-x64: install it with "npm install --no-save @dynoxide/win32-x64@1.2.1", put dynoxide.exe on PATH, ' +
        'or set AWS_ENDPOINT_URL_DYNAMODB to another DynamoDB',
    );
    expect(noDynoxideMessage({ platform: 'freebsd', arch: 'x64' })).toBe(
      'no dynoxide (DynamoDB) for freebsd-x64: put dynoxide on PATH, or set AWS_ENDPOINT_URL_DYNAMODB to another DynamoDB',
    );
  });
});

describe('a guarded command', () => {
  const SLEEPS = 'console.error(process.pid); setInterval(() => undefined, 1000);';

  const started = (platform: NodeJS.Platform, program: string) => {
    const { file, args } = guardedCommand(platform, { file: process.execPath, args: ['-e', program] });
    return spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  };
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  // Windows' own guard runs on every system that has Node.js; sh's only where there is sh.
  const platforms: NodeJS.Platform[] = process.platform === 'win32' ? ['win32'] : ['win32', 'linux', 'darwin'];

  it.each(platforms)('of %s ends when its standard input closes', async (platform) => {
    const guard = started(platform, SLEEPS);
    const [said] = (await once(guard.stderr, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(isAlive(pid)).toBe(true);

    guard.stdin.end();
    await once(guard, 'exit');

    expect(isAlive(pid)).toBe(false);
  });

  it.each(platforms)('of %s ends with the code of what it runs', async (platform) => {
    const guard = started(platform, 'process.exit(3)');

    expect(await once(guard, 'exit')).toEqual([3, null]);
  });
});
