const LEAST_NODE = [20, 20] as const;
/** How often to look whether the parent is still there. */
const PARENT_CHECK_MS = 500;

/** @throws Error in one line if this Node.js is too old to run the environment. */
export const requireNode = (version: string = process.versions.node): void => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new Error(`Node.js ${LEAST_NODE.join('.')} or newer is needed, this is ${version}`);
};

/** Whether a process is there; one that may not be signalled is. */
const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Whether the process that started us has ended. POSIX gives an orphan another parent; Windows goes on naming the first one, which is then not
 * there (unless another process has got its number).
 * @param parent `process.ppid` at our start. @param parentNow the same now.
 */
export const hasLostParent = (
  platform: NodeJS.Platform,
  parent: number,
  parentNow: number,
  exists: (pid: number) => boolean = isThere,
): boolean => (platform === 'win32' ? !exists(parent) : parentNow !== parent);

/**
 * Ends with Ctrl-C, with a polite kill, and when the process that started us is gone, however it went. `end` runs once; then the process
 * exits with 130 after a signal, else with the exit code that is set.
 * @returns whether it is ending: what fails then fails because of that, and is nobody's news.
 */
export const endWithParent = (end: () => Promise<unknown>): (() => boolean) => {
  const parent = process.ppid;
  let isEnding = false;
  const finish = (code: number | undefined) => {
    if (isEnding) return;
    isEnding = true;
    // A second Ctrl-C means now.
    process.once('SIGINT', () => process.exit(130));
    void end().finally(() => process.exit(code ?? process.exitCode ?? 0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => finish(130));
  setInterval(() => {
    // Nothing tells an orphan, so it has to look.
    if (hasLostParent(process.platform, parent, process.ppid)) finish(1);
  }, PARENT_CHECK_MS).unref();
  return () => isEnding;
};
