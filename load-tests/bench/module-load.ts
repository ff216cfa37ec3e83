import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type LoadTime = Readonly<Record<'wallMs' | 'cpuMs', number>>;

/** Runs in a process of its own. A turn of the event loop is waited for: what a module puts off to the next microtask is part of its loading. */
const SCRIPT = `
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  const { handler } = require(process.argv[1]);
  setImmediate(() => {
    const { user, system } = process.cpuUsage(cpuBefore);
    const loaded = typeof handler === 'function';
    console.log(JSON.stringify({ loaded, wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 }));
    process.exit();
  });
`;

/**
 * How long a bundle takes to load in a fresh Node.js that has no other variables than these.
 * @throws Error with what the process said if the module does not load, or exports no handler.
 */
export const loadTimeOf = async (file: string, variables: Readonly<Record<string, string>>): Promise<LoadTime> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, file], {
    env: { ...variables, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  const { loaded, wallMs, cpuMs } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as LoadTime & {
    loaded: boolean;
  };
  if (!loaded) throw new Error(`${file} exports no handler`);
  return { wallMs, cpuMs };
};
