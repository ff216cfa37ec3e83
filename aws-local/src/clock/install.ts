import { subscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ClockOrigin, timeSince } from './origin';

/**
 * Makes this thread follow the environment's clock: Date, performance.now, setTimeout, setInterval (global, node:timers and
 * node:timers/promises), AbortSignal.timeout, the timeouts of outgoing HTTP requests (Stripe's client uses those) and the date of HTTP answers.
 *
 * Nothing that waits is woken before its time has come, also if the clock is slowed down meanwhile; it may then be woken late, by as
 * long as it waits at most. Real time stays where Node itself keeps it (keep-alive of idle sockets, say) and in process.hrtime.
 * Call it once, before any code that is to see the clock is loaded: such code may keep what it imported.
 */
export const installClock = (origin: ClockOrigin): void => {
  const currentMs = timeSince(origin);
  const installedAtMs = currentMs();
  const toReal = (delayMs: number | undefined) => Math.ceil((delayMs ?? 0) / origin.scale);

  replaceDate(() => Math.floor(currentMs()));
  Object.defineProperty(performance, 'now', { value: () => currentMs() - installedAtMs });
  Object.defineProperty(performance, 'timeOrigin', { value: installedAtMs });
  replaceTimers(currentMs, toReal, origin.scale);

  AbortSignal.timeout = (delayMs) => {
    const controller = new AbortController();
    const abort = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    setTimeout(abort, delayMs).unref();
    return controller.signal;
  };
  const requestTimeout = http.ClientRequest.prototype.setTimeout;
  http.ClientRequest.prototype.setTimeout = function (timeoutMs, onTimeout) {
    const dueMs = currentMs() + timeoutMs;
    // Node tells of one timeout of a request only: of one that came too early, the rest is waited for here.
    const wake = () => {
      const leftMs = dueMs - currentMs();
      if (leftMs <= origin.scale) return onTimeout?.();
      const rest = setTimeout(() => onTimeout?.(), leftMs);
      this.once('close', () => clearTimeout(rest));
    };
    return requestTimeout.call(this, toReal(timeoutMs), onTimeout && wake);
  };
  dateAnswers();
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

/**
 * Servers date their answers by a clock of their own. The AWS SDK takes one that is minutes off for the truth and corrects its signatures by it:
 * from the second request on they would tell the database's time.
 */
const dateAnswers = () => {
  // Published before anyone listening for the answer is told (https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#http).
  subscribe('http.client.response.finish', (message) => {
    const { headers } = (message as { response: http.IncomingMessage }).response;
    if (headers.date !== undefined) headers.date = new Date().toUTCString();
  });
};

interface Waiting {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** @param earlyMs a timer counts from the start of the event loop's turn: this much too early is on time. */
const replaceTimers = (currentMs: () => number, toReal: (delayMs: number | undefined) => number, earlyMs: number) => {
  const real = { ...timers };
  const realPromises = { ...timersPromises };

  const after = async <T>(delayMs?: number, value?: T, options?: Waiting): Promise<T> => {
    const dueMs = currentMs() + (delayMs ?? 0);
    let leftMs = delayMs ?? 0;
    do {
      await realPromises.setTimeout(toReal(leftMs), undefined, options);
      leftMs = dueMs - currentMs();
    } while (leftMs > earlyMs);
    return value as T;
  };
  const promised = {
    setTimeout: after,
    async *setInterval<T>(delayMs?: number, value?: T, options?: Waiting) {
      for (;;) yield await after(delayMs, value, options);
    },
    scheduler: Object.assign(Object.create(realPromises.scheduler), {
      wait: (delayMs: number, options?: Waiting) => after(delayMs, undefined, options),
    }),
  };
  const callback = {
    setTimeout: (action: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) => {
      const dueMs = currentMs() + (delayMs ?? 0) - earlyMs;
      // The timer that the caller holds must stay the one that runs: it can be started again, but with its first delay only.
      const timer = real.setTimeout(() => (currentMs() < dueMs ? timer.refresh() : action(...given)), toReal(delayMs));
      return timer;
    },
    setInterval: (action: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) => {
      let dueMs = currentMs() + (delayMs ?? 0) - earlyMs;
      return real.setInterval(() => {
        if (currentMs() < dueMs) return;
        dueMs = currentMs() + (delayMs ?? 0) - earlyMs;
        action(...given);
      }, toReal(delayMs));
    },
  };
  Object.defineProperty(callback.setTimeout, promisify.custom, { value: promised.setTimeout });

  Object.assign(timersPromises, promised);
  Object.assign(timers, callback);
  Object.assign(globalThis, callback);
  syncBuiltinESMExports();
};
