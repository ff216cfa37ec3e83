import type { Call } from '../stages/run-stage';
import { answerTo } from './answers';
import type { Step } from './explore';
import { happeningsIn } from './happenings';
import { interning } from './interning';
import { stepsOutside } from './outside';
import { type Answer, advance, type Progress } from './worker';
import { bySpelling, finish, isRead, type Message, type Rules, type Worker, type World, without } from './world';

const nameOf = (call: Call): string => {
  switch (call.to) {
    case 'table':
      return call.command.constructor.name.replace('Command', '');
    case 'gateway':
      return `gateway ${call.call.method}`;
    case 'powertools':
      return `powertools ${call.step}`;
  }
};

/** The answer of a call that took effect, as a worker sees it that does not get it. */
const lost = ({ isLate }: Answer): Answer => ({ fault: 'unavailable', ...(isLate && { isLate }) });

const replace = (world: World, worker: Worker, by: Worker): World => ({
  ...world,
  workers: [...without(world.workers, [worker]), by],
});

/** What may happen next in a world under these rules. */
export const stepsUnder = (rules: Rules) => {
  const { workersPerGroup, batchSize, inOneStep } = rules;
  const progressAfter = new Map<string, Progress>();

  /** Many paths lead a worker to the same place, and its code gives the same answer there. */
  const progressOf = async (batch: readonly Message[], answers: readonly Answer[]): Promise<Progress> => {
    const key = [...batch.map(({ id }) => id), ...answers.map((answer) => interning.numberOf(answer))].join();
    const events = batch.map(({ event }) => event);
    const known = progressAfter.get(key) ?? (await advance(batch[0]?.stage ?? 'payment', events, rules, answers));
    progressAfter.set(key, known);
    return known;
  };

  const groupOf = ({ stage, event }: Message): string =>
    `${stage} ${stage === 'payment' ? event.detail.orderId : event.detail.shopId}`;

  const batches = ({ inbox, workers }: World): Message[][] => {
    const ones = inbox.map((message) => [message]);
    const pairs = batchSize < 2 ? [] : inbox.flatMap((one, at) => inbox.toSpliced(at, 1).map((other) => [one, other]));
    const possible = [...ones, ...pairs].filter(
      ([head, second]) =>
        head &&
        (!second || groupOf(head) === groupOf(second)) &&
        workers.filter(({ batch: [theirs] }) => theirs && groupOf(theirs) === groupOf(head)).length < workersPerGroup,
    );
    return [...new Map(possible.map((batch) => [batch.map(({ id }) => id).join(), batch])).values()];
  };

  /**
   * A call that nobody else can notice or disturb needs no step of its own. Of two calls of the gateway in a row, a customer
   * or a bank may disturb the second.
   */
  const isUnseen = (world: World, { stage, progress }: Worker, before: Call): boolean => {
    if ('results' in progress) return world.crashesLeft === 0;
    if (inOneStep.includes(stage)) return true;
    if (progress.call.to === 'table' || workersPerGroup > 1 || world.crashesLeft > 0) return false;
    return before.to === 'table' || happeningsIn(world, rules).length === 0;
  };

  /**
   * A write whose condition failed has changed nothing, and what comes next is a read. To die between the two is to die before the write. If others
   * write between them, then the write would fail after that as well, or everything it depends on is as it was and it may as well come later.
   */
  const readsAfterConflict = ({ answers, progress }: Worker): boolean => {
    const last = answers.at(-1);
    const isConflict = last !== undefined && 'fault' in last && last.fault !== 'unavailable';
    return isConflict && 'call' in progress && isRead(progress.call);
  };

  const answered = async (world: World, worker: Worker, loses = false): Promise<World> => {
    if ('results' in worker.progress) return finish(world, worker, worker.progress.results, rules);
    const { call } = worker.progress;
    const { world: after, answer } = answerTo(world, call, rules);
    const answers = [...worker.answers, loses ? lost(answer) : answer];
    const next: Worker = { ...worker, answers, progress: await progressOf(worker.batch, answers) };
    const then = replace(after, worker, next);
    return isUnseen(then, next, call) || readsAfterConflict(next) ? answered(then, next) : then;
  };

  const taken = async (world: World, batch: readonly Message[], keepCopy: boolean): Promise<World> => {
    const stage = batch[0]?.stage ?? 'payment';
    const worker: Worker = { stage, batch, answers: [], progress: await progressOf(batch, []) };
    const after: World = {
      ...world,
      workers: [...world.workers, worker],
      inbox: keepCopy ? world.inbox : without(world.inbox, batch),
      duplicatesLeft: world.duplicatesLeft - (keepCopy ? 1 : 0),
    };
    // Every stage begins with a read; taking a message and not having read yet is as good as not having taken it.
    return answered(after, worker);
  };

  return (world: World): Step<World>[] => [
    ...stepsOutside(world, rules),
    ...batches(world).flatMap((batch) => {
      const label = `${batch.map(({ id }) => id).join(' and ')}: taken and read`;
      return [
        { label, take: () => taken(world, batch, false) },
        ...(world.duplicatesLeft > 0
          ? [{ label: `${label}, to come again`, take: () => taken(world, batch, true) }]
          : []),
      ];
    }),
    ...world.workers.flatMap((worker) => {
      const { progress, batch, stage } = worker;
      const who = `${stage} at ${batch.map(({ event }) => event.type).join(' and ')}`;
      const what = 'call' in progress ? nameOf(progress.call) : 'publishes and deletes';
      const steps = [{ label: `${who}: ${what}`, take: () => answered(world, worker) }];
      if (world.crashesLeft === 0) return steps;
      const poorer = { ...world, crashesLeft: world.crashesLeft - 1 };
      const inbox = [...world.inbox, ...batch].toSorted(bySpelling);
      steps.push({
        label: `${who}: dies before ${what}`,
        take: async () => ({ ...poorer, inbox, workers: without(world.workers, [worker]) }),
      });
      if ('call' in progress && progress.call.to === 'gateway') {
        steps.push({ label: `${who}: ${what}, answer lost`, take: () => answered(poorer, worker, true) });
      }
      return steps;
    }),
  ];
};
