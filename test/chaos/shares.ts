import { fork } from 'node:child_process';

/** Whether this process works a share of another's run. */
export const isShare = process.send !== undefined;

if (isShare) process.once('disconnect', () => process.exit(1));

/**
 * Runs this program once per list of arguments, side by side, each in a process of its own. What they write to stderr is shown.
 * @returns what each handed over with `handOver`.
 * @throws Error if one ends without having done so.
 */
export const sideBySide = <R>(shares: readonly (readonly string[])[]): Promise<R[]> =>
  Promise.all(
    shares.map(
      (share) =>
        new Promise<R>((resolve, reject) => {
          const child = fork(process.argv[1] ?? '', share, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
          child.once('message', (result) => resolve(result as R));
          child.once('exit', (code, signal) =>
            reject(new Error(`the share "${share.join(' ')}" ended with ${signal ?? code}, without a result`)),
          );
        }),
    ),
  );

/** Gives the result of a share to the process that started it, and lets that go. */
export const handOver = (result: object): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(result, (error: Error | null) => {
      if (error) return reject(error);
      process.removeAllListeners('disconnect');
      process.disconnect?.();
      resolve();
    });
  });
