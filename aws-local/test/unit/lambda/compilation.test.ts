import { spawnSync } from 'node:child_process';

test('on whatever Node.js runs it, setting V8 up for many workers prints nothing', () => {
  const program = `import('./aws-local/src/lambda/worker/compilation.ts').then(({ compileForManyIsolates }) => compileForManyIsolates());`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
