/** What somebody can do when a path cannot be written or read. */
const ADVICE = {
  written: 'make room or repair the disk and start again; nothing that was acknowledged is lost',
  read: 'repair it, or choose another folder',
} as const;

/**
 * Does something with a path.
 * @throws Error in one line that names it, when the system refuses: many of the system's own messages name no path
 * ("ENOSPC: no space left on device, write").
 */
export const onDisk = <T>(path: string, doing: keyof typeof ADVICE, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Others than the system's say in words of their own what is wrong.
    if (code === undefined) throw error;
    throw new Error(`${path} cannot be ${doing} (${message}): ${ADVICE[doing]}`);
  }
};
