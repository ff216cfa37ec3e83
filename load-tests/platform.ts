/** Where Linux's proc(5) is: CPU time by thread and of other processes is read there, and nothing of Node.js tells it elsewhere. */
export const hasProc = (platform: NodeJS.Platform): boolean => platform === 'linux';

/** Where POSIX's `ps` is. */
export const hasPs = (platform: NodeJS.Platform): boolean => platform !== 'win32';

/** The Node.js of npm's package `node`, from its folder. */
export const packagedNode = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'bin/node.exe' : 'bin/node');

export interface NpmCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether `file` is a script that only a shell runs. */
  readonly shell: boolean;
}

/**
 * How to start npm with arguments that need no quotes. npm's own scripts name its program in `npm_execpath`, which the Node.js at hand runs
 * everywhere; without it Windows has `npm.cmd` only, which Node.js starts by a shell (nodejs.org/api/child_process.html, "Spawning .bat and .cmd files").
 * @param program `npm_execpath` of the environment.
 */
export const npmCommand = (
  platform: NodeJS.Platform,
  args: readonly string[],
  program: string | undefined,
  node = process.execPath,
): NpmCommand =>
  program !== undefined && /\.[cm]?js$/.test(program)
    ? { file: node, args: [program, ...args], shell: false }
    : { file: 'npm', args, shell: platform === 'win32' };
