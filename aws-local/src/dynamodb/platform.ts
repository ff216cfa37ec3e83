/** The systems for which npm has a dynoxide (https://github.com/nubo-db/dynoxide), as Node.js names them: `linux-x64`. */
const PACKAGED: readonly string[] = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];

/** A system as `process.platform` and `process.arch` name it. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** The npm package with dynoxide for a system; undefined if there is none. */
export const dynoxidePackage = ({ platform, arch }: System): string | undefined =>
  PACKAGED.includes(`${platform}-${arch}`) ? `@dynoxide/${platform}-${arch}` : undefined;

/** The name of dynoxide's file, in its package and on PATH. */
export const dynoxideFile = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');

/** One line for a system without a dynoxide: what to install, and what else helps. */
export const noDynoxideMessage = (system: System): string => {
  const name = dynoxidePackage(system);
  const install = name === undefined ? '' : `install it with "npm install --no-save ${name}@1.2.1", `;
  return (
    `no dynoxide (DynamoDB) for ${system.platform}-${system.arch}: ${install}put ${dynoxideFile(system.platform)} on PATH, ` +
    'or set AWS_ENDPOINT_URL_DYNAMODB to another DynamoDB'
  );
};

/** `sh` is 1 MB, a Node.js process some 40. */
const GUARD_IN_SHELL =
  'exec 3<&0; "$@" </dev/null & child=$!; (read _ <&3; kill $child) & watch=$!; wait $child; code=$?; kill $watch 2>/dev/null; exit $code';

const GUARD_IN_NODE = `
  const [file, ...args] = process.argv.slice(1);
  const child = require('node:child_process').spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], windowsHide: true });
  child.once('error', (error) => { console.error(error.message); process.exit(127); });
  child.once('exit', (code) => process.exit(code ?? 143));
  process.stdin.resume().once('close', () => child.kill());`;

/**
 * Wraps a command in one that ends it when standard input closes. The system closes that pipe when our process ends in whatever way, while
 * dynoxide by itself outlives a parent that crashed. Windows has no `sh`.
 */
export const guardedCommand = (platform: NodeJS.Platform, { file, args }: Command, node = process.execPath): Command =>
  platform === 'win32'
    ? { file: node, args: ['-e', GUARD_IN_NODE, file, ...args] }
    : { file: 'sh', args: ['-c', GUARD_IN_SHELL, 'dynoxide', file, ...args] };
