import { Console } from 'node:console';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import timersPromises from 'node:timers/promises';
import type { Clock } from '../clock/clock';
import type { HeldRequest, RequestOptions } from './held-request';

/** What a simulated process may reach of the world outside it. */
export interface ProcessWorld {
  readonly env: Readonly<Record<string, string>>;
  /** Stands still when the process is dead: whatever it schedules then never runs. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly request: (options: RequestOptions) => HeldRequest;
  readonly onLine: (text: string) => void;
}

const lineStream = (onLine: (text: string) => void): Writable => {
  let rest = '';
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      done();
    },
  });
};

const dateOf = (clock: Clock): DateConstructor =>
  new Proxy(Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [clock.now()], newTarget),
    apply: () => new Date(clock.now()).toString(),
    get: (target, name) => (name === 'now' ? clock.now : Reflect.get(target, name)),
  });

const timersOf = (clock: Clock) => {
  interface Timer {
    cancel: () => void;
  }
  const timer = (start: (timer: Timer) => void) => {
    const handle = { cancel: () => undefined, ref: () => handle, unref: () => handle, hasRef: () => true };
    start(handle as Timer);
    return handle;
  };
  const clear = (handle: Partial<Timer> | number | null | undefined): void => {
    if (typeof handle === 'object') handle?.cancel?.();
  };
  return {
    setTimeout: (action: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]) =>
      timer((handle) => {
        handle.cancel = clock.schedule(delayMs, () => action(...given));
      }),
    setInterval: (action: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]) =>
      timer((handle) => {
        const again = (): void => {
          handle.cancel = clock.schedule(Math.max(1, delayMs), () => {
            again();
            action(...given);
          });
        };
        again();
      }),
    clearTimeout: clear,
    clearInterval: clear,
  };
};

const abortSignalOf = (clock: Clock) =>
  new Proxy(AbortSignal, {
    get: (target, name) => {
      if (name !== 'timeout') return Reflect.get(target, name);
      return (delayMs: number) => {
        const controller = new AbortController();
        clock.schedule(delayMs, () => controller.abort(new DOMException('The operation timed out', 'TimeoutError')));
        return controller.signal;
      };
    },
  });

/** Reading the shared AWS config files is the one real I/O of a handler's; in Lambda there are none, and here it would escape the simulation. */
const noFile = async (path: unknown): Promise<never> => {
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${String(path)}'`), { code: 'ENOENT' });
};

/** The X-Ray daemon's datagrams, which nobody answers: a real socket would be done in real time, and what comes next would depend on the machine. */
const datagramsLost = {
  createSocket: () => ({
    unref: () => undefined,
    on: () => undefined,
    send: (...given: unknown[]) => queueMicrotask(given.at(-1) as () => void),
    close: () => undefined,
  }),
};

const modulesOf = (world: ProcessWorld, process: NodeJS.Process) => {
  const { request } = world;
  const send = (options: RequestOptions, onResponse?: (response: unknown) => void): HeldRequest => {
    const held = request(options);
    if (onResponse) held.once('response', onResponse);
    return held;
  };
  const promises = { ...fsPromises, readFile: noFile };
  const replaced: Readonly<Record<string, unknown>> = {
    http: { ...http, request: send },
    https: { ...https, request: send },
    dgram: datagramsLost,
    fs: { ...fs, promises },
    'fs/promises': promises,
    process,
    'timers/promises': { ...timersPromises, setTimeout: (delayMs: number) => world.clock.sleep(delayMs) },
  };
  return (name: string): unknown => replaced[name.replace(/^node:/, '')];
};

/** Everything that a bundle is given in place of Node's own: time, chance, network, variables and output are the simulation's. */
export const handlerGlobals = (file: string, world: ProcessWorld): Readonly<Record<string, unknown>> => {
  const { clock, random, env } = world;
  const output = lineStream(world.onLine);
  const simulatedProcess = Object.create(process, {
    env: { value: { ...env } },
    stdout: { value: output },
    stderr: { value: output },
    emitWarning: { value: () => undefined },
  }) as NodeJS.Process;
  const replacement = modulesOf(world, simulatedProcess);
  const ownRequire = createRequire(file);
  const require = (name: string): unknown => replacement(name) ?? ownRequire(name);
  const startedMs = clock.now();
  return {
    require,
    dynamicImport: async (name: string) => require(name),
    process: simulatedProcess,
    console: new Console({ stdout: output, stderr: output }),
    Date: dateOf(clock),
    Math: Object.create(Math, { random: { value: random } }) as Math,
    performance: { now: () => clock.now() - startedMs, timeOrigin: startedMs },
    AbortSignal: abortSignalOf(clock),
    ...timersOf(clock),
  };
};
