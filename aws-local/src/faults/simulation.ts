import { type JumpingClock, jumpingClock } from '../clock/jumping-clock';
import type { AwsLocalOptions } from '../environment';
import type { StartProcess } from '../lambda/engine';
import type { FunctionDefinition } from '../lambda/function-definition';
import { type CallAnswer, type CallTarget, carry, type HandlerCall, type RequestHead } from './handler-call';
import { SimulatedProcess } from './simulated-process';

/** What becomes of a call that was picked. */
export type Fate =
  | { readonly kind: 'go' }
  /** Something else happens while it is on its way; then it arrives. */
  | { readonly kind: 'meanwhile'; readonly happens: () => Promise<void> }
  /** It never reaches its service, and the process that made it dies. */
  | { readonly kind: 'crash-before' }
  /** It takes effect, and the process dies without the answer. */
  | { readonly kind: 'crash-after' }
  /** The service refuses it, without effect. */
  | { readonly kind: 'refuse'; readonly answer: CallAnswer }
  /** The connection is cut: before the call reached the service, or after it took effect. */
  | { readonly kind: 'cut'; readonly takesEffect: boolean }
  /** No answer ever comes, whether it took effect or not. */
  | { readonly kind: 'silence'; readonly takesEffect: boolean }
  /** The process stands still from here on, whether the call took effect or not, until it runs into Lambda's timeout. */
  | { readonly kind: 'freeze'; readonly takesEffect: boolean }
  /** It stays on the way for so long, and goes on even if its process dies meanwhile. */
  | { readonly kind: 'hold'; readonly delayMs: number }
  /** Lambda gives the invocation up while this call stays on the way; then the process goes on, or gets this answer and goes on. */
  | { readonly kind: 'zombie'; readonly delayMs: number; readonly answer?: CallAnswer };

/** Decides over calls; called once for each, and again when a held one is due. */
export interface Conductor {
  /** Which of the calls that wait comes next, an index below `count`; undefined: time goes on first, to whatever is due within a second. */
  pick(count: number): number | undefined;
  fateOf(call: HandlerCall): Fate;
  /** Whether a call that was on its way when its process died still arrives. */
  arrivesOrphaned(call: HandlerCall): boolean;
  /** 0 up to 1; what handlers get from Math.random. */
  random(): number;
  /** How far the clock of a new process is ahead, milliseconds; not at all unless it says so. */
  clockAheadMs?(processNumber: number): number;
  /** The folder of the code that a new process runs, as an alias with two versions has it during a release; the function's own unless it says so. */
  codePathOf?(definition: FunctionDefinition, processNumber: number): string;
}

/** Nothing goes wrong, and first come is first served. */
export const FAIR: Conductor = {
  pick: () => 0,
  fateOf: () => ({ kind: 'go' }),
  arrivesOrphaned: () => false,
  random: () => 0.5,
};

/** How long a request may take without anybody wishing so. */
const LONGEST_OVERLAP_MS = 1_000;

/** Turns of the event loop after which whatever an answer set off has come to its next call or timer. */
const TURNS_TO_REST = 6;

interface Stoppable {
  stop(): Promise<void>;
}

export interface SimulationOptions<E extends Stoppable> {
  /** What the clock shows at first, epoch milliseconds. */
  readonly startMs: number;
  /** Starts the environment on the simulation's clock, its handlers in the simulation's processes. */
  readonly startEnvironment: (
    simulated: Required<Pick<AwsLocalOptions, 'checkTemplates' | 'clock' | 'startProcess'>>,
  ) => Promise<E>;
  /** Classifies a request that does not go to AWS. */
  readonly targetElsewhere: (request: RequestHead) => CallTarget;
}

/**
 * The environment as one thread that somebody conducts. Handlers run in it (see SimulatedProcess), time jumps, and of all requests that handlers wait
 * for, one at a time is carried out: so a conductor decides over every interleaving and every fault, and the same decisions give the same run.
 * Queues, pipes, rules, mappings and the code are those of the synthesized stack; DynamoDB is dynoxide.
 */
export class Simulation<E extends Stoppable> {
  public conductor: Conductor = FAIR;
  /** Told of every call when it is picked for the first time. */
  public onCall: (call: HandlerCall) => void = () => undefined;
  readonly #clock: JumpingClock;
  #environment: E | undefined;
  #waiting: HandlerCall[] = [];
  /** Calls that were held and have arrived: they go on, whatever has become of their processes. */
  readonly #arrived = new WeakSet<HandlerCall>();
  /** What goes on outside the handlers, in real time. */
  readonly #outside = new Set<Promise<unknown>>();
  #held = 0;
  #calls = 0;
  #conducting = false;

  private constructor(startMs: number) {
    this.#clock = jumpingClock(startMs);
  }

  /** @throws Error as `startEnvironment` does. */
  public static async start<E extends Stoppable>({
    startMs,
    startEnvironment,
    targetElsewhere,
  }: SimulationOptions<E>): Promise<Simulation<E>> {
    const simulation = new Simulation<E>(startMs);
    const startProcess: StartProcess = (process) =>
      new SimulatedProcess({
        ...process,
        codePath: simulation.conductor.codePathOf?.(process.definition, process.number),
        targetElsewhere,
        random: () => simulation.conductor.random(),
        clockAheadMs: simulation.conductor.clockAheadMs?.(process.number) ?? 0,
        onCall: (call) => simulation.#take({ ...call, number: ++simulation.#calls }),
      });
    simulation.#environment = await startEnvironment({
      clock: simulation.#clock,
      startProcess,
      // Simulations run by the thousand, of templates that an environment has checked.
      checkTemplates: false,
    });
    simulation.#conducting = true;
    return simulation;
  }

  public get environment(): E {
    if (!this.#environment) throw new Error('the simulation has no environment yet');
    return this.#environment;
  }

  public get clock(): JumpingClock {
    return this.#clock;
  }

  /** Calls that are held on their way. */
  public get held(): number {
    return this.#held;
  }

  /** Lets the environment's time stand still until `doing` is over: how long it takes in real time must not show. */
  public standStill(doing: Promise<unknown>): void {
    const over = doing.finally(() => this.#outside.delete(over));
    this.#outside.add(over);
  }

  /** Goes on, call by call and moment by moment, until `isOver` says so; it is asked whenever all is at rest. */
  public async run(isOver: () => boolean): Promise<void> {
    for (;;) {
      await atRest();
      while (this.#outside.size > 0) await Promise.all(this.#outside);
      if (this.#waiting.length > 0) await this.#next();
      else if (isOver() || !this.#clock.jump()) return;
    }
  }

  /** Lets time pass, with all that is due in it. */
  public async pass(durationMs: number): Promise<void> {
    let over = false;
    this.#clock.schedule(durationMs, () => {
      over = true;
    });
    await this.run(() => over);
  }

  public async stop(): Promise<void> {
    this.#conducting = false;
    this.#waiting = [];
    await this.#environment?.stop();
  }

  #take(call: HandlerCall): void {
    if (this.#conducting) this.#waiting.push(call);
    else void deliver(call).then(call.answer, call.cut);
  }

  async #next(): Promise<void> {
    const at = this.conductor.pick(this.#waiting.length);
    if (at === undefined) {
      const { nextDueMs = Number.POSITIVE_INFINITY } = this.#clock;
      if (nextDueMs - this.#clock.now() <= LONGEST_OVERLAP_MS) this.#clock.jump();
      return;
    }
    const [call] = this.#waiting.splice(at, 1);
    if (!call) throw new RangeError(`pick: must be below ${this.#waiting.length + 1}, got ${at}`);
    if (this.#arrived.has(call)) {
      call.answer(await deliver(call));
      return;
    }
    if (!call.process.alive) {
      if (this.conductor.arrivesOrphaned(call)) await deliver(call);
      return;
    }
    this.onCall(call);
    await this.#perform(call, this.conductor.fateOf(call));
  }

  async #perform(call: HandlerCall, fate: Fate): Promise<void> {
    switch (fate.kind) {
      case 'go':
        call.answer(await deliver(call));
        return;
      case 'meanwhile':
        await fate.happens();
        call.answer(await deliver(call));
        return;
      case 'crash-before':
        return call.process.kill();
      case 'crash-after':
        await deliver(call);
        return call.process.kill();
      case 'refuse':
        call.answer(fate.answer);
        return;
      case 'cut':
        if (fate.takesEffect) await deliver(call);
        call.cut();
        return;
      case 'silence':
        if (fate.takesEffect) await deliver(call);
        return;
      case 'freeze':
        call.process.freeze();
        if (fate.takesEffect) await deliver(call);
        return;
      case 'hold':
        this.#hold(call, fate.delayMs);
        return;
      case 'zombie':
        call.process.abandon();
        this.#hold(call, fate.delayMs, fate.answer);
    }
  }

  #hold(call: HandlerCall, delayMs: number, answer?: CallAnswer): void {
    this.#held += 1;
    this.#clock.schedule(delayMs, () => {
      this.#held -= 1;
      if (answer) call.answer(answer);
      else {
        this.#arrived.add(call);
        this.#waiting.push(call);
      }
    });
  }
}

/** Carries a call to its service, unless the role of its function may not make it. */
const deliver = async ({ process, request }: HandlerCall): Promise<CallAnswer> =>
  process.refusal(request) ?? carry(request);

const atRest = async (): Promise<void> => {
  for (let turn = 0; turn < TURNS_TO_REST; turn++) await new Promise((resolve) => setImmediate(resolve));
};
