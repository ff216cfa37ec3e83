import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ClockOrigin, timeSince } from './origin';

/**
 * Makes this thread follow the environment's clock: Date, performance.now, setTimeout, setInterval (global, node:timers and
 * node:timers/promises), AbortSignal.timeout and the timeouts of outgoing HTTP requests (Stripe's client uses those).
 *
 * Real time stays where Node itself keeps it (keep-alive of idle sockets, say) and in process.hrtime.
 * Call it once, before any code that is to see the clock is loaded: such code may keep what it imported.
 */
export const installClock = (origin: ClockOrigin): void => {
  const currentMs = timeSince(origin);
  const installedAtMs = currentMs();
  const toReal = (delayMs: number | undefined) => (delayMs ?? 0) / origin.scale;

  replaceDate(() => Math.floor(currentMs()));
  Object.defineProperty(performance, 'now', { value: () => currentMs() - installedAtMs });
  Object.defineProperty(performance, 'timeOrigin', { value: installedAtMs });
  replaceTimers(toReal);

  const abortAfter = AbortSignal.timeout;
  AbortSignal.timeout = (delayMs) => abortAfter(toReal(delayMs));
  const requestTimeout = http.ClientRequest.prototype.setTimeout;
  http.ClientRequest.prototype.setTimeout = function (timeoutMs, onTimeout) {
    return requestTimeout.call(this, toReal(timeoutMs), onTimeout);
  };
};

const replaceDate = (now: () => number) => {
  const RealDate = Date;
  const EnvironmentDate = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = EnvironmentDate;
  globalThis.Date = EnvironmentDate;
};

const replaceTimers = (toReal: (delayMs: number | undefined) => number) => {
  const real = { ...timers };
  const realPromises = { ...timersPromises };

  const promised = {
    setTimeout: <T>(delayMs?: number, value?: T, options?: { signal?: AbortSignal; ref?: boolean }) =>
      realPromises.setTimeout(toReal(delayMs), value, options),
    setInterval: <T>(delayMs?: number, value?: T, options?: { signal?: AbortSignal; ref?: boolean }) =>
      realPromises.setInterval(toReal(delayMs), value, options),
    scheduler: Object.assign(Object.create(realPromises.scheduler), {
      wait: (delayMs: number, options?: { signal?: AbortSignal; ref?: boolean }) =>
        realPromises.setTimeout(toReal(delayMs), undefined, options),
    }),
  };
  const callback = {
    setTimeout: (action: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) =>
      real.setTimeout(action, toReal(delayMs), ...given),
    setInterval: (action: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) =>
      real.setInterval(action, toReal(delayMs), ...given),
  };
  Object.defineProperty(callback.setTimeout, promisify.custom, { value: promised.setTimeout });

  Object.assign(timersPromises, promised);
  Object.assign(timers, callback);
  Object.assign(globalThis, callback);
  syncBuiltinESMExports();
};
