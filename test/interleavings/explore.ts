/** Something that may happen next. */
export interface Step<W> {
  readonly label: string;
  readonly take: () => Promise<W>;
}

export interface Model<W> {
  readonly start: W;
  /** All that may happen next; nothing more at an end. */
  readonly steps: (world: W) => readonly Step<W>[];
  /** Two worlds of one identity have the same future. */
  readonly identity: (world: W) => string;
  /** What must never be, at any time. */
  readonly faults: (world: W) => readonly string[];
  /** What must not be once nothing can happen any more. */
  readonly faultsAtEnd: (world: W) => readonly string[];
}

export interface Exploration<W> {
  readonly worlds: number;
  readonly ends: readonly W[];
}

interface Path {
  readonly label: string;
  readonly before: Path | undefined;
}

const story = (path: Path | undefined): string[] => (path ? [...story(path.before), path.label] : []);

/** An interleaving after which something is as it must not be; its message lists the steps. */
class Violation extends Error {
  override readonly name = 'Violation';

  constructor(faults: readonly string[], path: readonly string[]) {
    super([...faults, 'after', ...path.map((label, index) => `${String(index + 1).padStart(3)}. ${label}`)].join('\n'));
  }
}

/** A world that was reached: how, and from which others. */
interface Reached {
  readonly path: Path | undefined;
  readonly from: Reached[];
  canEnd: boolean;
}

/** Marks all from which an end can be reached. */
const markWhatCanEnd = (ends: readonly Reached[]): void => {
  const pending = [...ends];
  for (let reached = pending.pop(); reached; reached = pending.pop()) {
    if (reached.canEnd) continue;
    reached.canEnd = true;
    pending.push(...reached.from);
  }
};

/**
 * Visits every world that can come about, each once, nearest first: the first violation found is one of the shortest. A world from which
 * there is no way to an end, because its workers run in circles, is a violation too.
 * @throws Violation
 * @throws Error if there are more than `atMost` worlds, so that nobody takes a part for the whole.
 */
export const explore = async <W>(model: Model<W>, atMost: number): Promise<Exploration<W>> => {
  const first: Reached = { path: undefined, from: [], canEnd: false };
  const seen = new Map([[model.identity(model.start), first]]);
  let frontier = [{ world: model.start, reached: first }];
  const ends: { world: W; reached: Reached }[] = [];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { world, reached } of frontier) {
      const steps = model.steps(world);
      const faults = [...model.faults(world), ...(steps.length === 0 ? model.faultsAtEnd(world) : [])];
      if (faults.length > 0) throw new Violation(faults, story(reached.path));
      if (steps.length === 0) ends.push({ world, reached });
      for (const { label, take } of steps) {
        const after = await take().catch((error: unknown) => {
          throw new Violation([String(error)], [...story(reached.path), label]);
        });
        const id = model.identity(after);
        const before = seen.get(id);
        if (before) {
          before.from.push(reached);
          continue;
        }
        const there: Reached = { path: { label, before: reached.path }, from: [reached], canEnd: false };
        seen.set(id, there);
        if (seen.size > atMost) throw new Error(`more than ${atMost} worlds: this scenario is too big to be explored`);
        next.push({ world: after, reached: there });
      }
    }
    frontier = next;
  }
  markWhatCanEnd(ends.map(({ reached }) => reached));
  for (const { canEnd, path } of seen.values()) {
    if (!canEnd) throw new Violation(['there is no way to an end'], story(path));
  }
  return { worlds: seen.size, ends: ends.map(({ world }) => world) };
};
