import type { SharedClock } from '../clock/clock';

/** A thread that runs handlers. */
export interface BusyThread {
  /** Real milliseconds that it has been busy so far: running, or waiting for a processor. */
  readonly busyMs: number;
}

const LOOK_EVERY_MS = 50;
/** Time never stands still, however busy the machine is. */
const LEAST_SHARE = 0.02;
/**
 * Environment milliseconds that one millisecond of a handler's own work may take before the clock is slowed down. A batch is some tens of milliseconds of
 * work and the shortest timeout of a stage ten seconds; to slow down earlier would spread the arrivals of orders and make batches smaller than they need be.
 */
const MOST_MS_PER_CPU_MS = 10;
/** Of a new look beside all before it: one look alone is noisy, and a rush must be noticed within a few. */
const NEWEST_WEIGHT = 0.5;

/**
 * The share of its scale at which a clock should run: 1 as long as busy threads get enough of the processors, and the less the longer they wait for
 * one. Pure.
 * @param cpuMs processor time that they took together.
 * @param busyMs real time in which they ran or wanted to, added up.
 */
export const paceFor = (scale: number, cpuMs: number, busyMs: number): number => {
  const processorShare = busyMs > 0 ? cpuMs / busyMs : 1;
  const tolerance = Math.max(1, MOST_MS_PER_CPU_MS / scale);
  return Math.max(LEAST_SHARE, Math.min(1, processorShare * tolerance));
};

/**
 * Slows a clock that runs faster than real time while the machine cannot keep up. On AWS each execution environment has a processor of its own; here
 * twenty of them may share two with other programs, and at five times real time a Lambda timeout of ten seconds is two. Without this, work that takes
 * long for want of a processor would run into timeouts that say nothing about the service.
 * @returns what ends it, and gives the clock its full scale back.
 */
export const keepPace = (clock: SharedClock, threads: () => Iterable<BusyThread>): (() => void) => {
  const busyBefore = new WeakMap<BusyThread, number>();
  let cpuBefore = process.cpuUsage();
  let loopBefore = performance.eventLoopUtilization();
  let share = 1;

  const look = () => {
    const cpu = process.cpuUsage(cpuBefore);
    cpuBefore = process.cpuUsage();
    let busyMs = performance.eventLoopUtilization(loopBefore).active;
    loopBefore = performance.eventLoopUtilization();
    for (const thread of threads()) {
      const now = thread.busyMs;
      busyMs += Math.max(0, now - (busyBefore.get(thread) ?? 0));
      busyBefore.set(thread, now);
    }
    const latest = paceFor(clock.scale, (cpu.user + cpu.system) / 1000, busyMs);
    share = NEWEST_WEIGHT * latest + (1 - NEWEST_WEIGHT) * share;
    clock.slowTo(share);
  };

  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    clock.slowTo(1);
  };
};
