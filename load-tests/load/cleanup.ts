interface Step {
  readonly what: string;
  readonly undo: () => unknown;
}

/** What a run has to undo, however it ends: in reverse order, each step even if another fails, and once. */
export class Cleanup {
  readonly #steps: Step[] = [];
  #running: Promise<void> | undefined;

  /** @param what for the message if it fails: `could not <what>`. What is added when all is being undone is undone at once. */
  public add(what: string, undo: () => unknown): void {
    const step = { what, undo };
    if (this.#running) this.#running = this.#running.then(() => undone(step));
    else this.#steps.push(step);
  }

  /** True once everything is being undone: what is still under way then has lost its ground. */
  public get hasBegun(): boolean {
    return this.#running !== undefined;
  }

  public async run(): Promise<void> {
    this.#running ??= (async () => {
      for (const step of this.#steps.splice(0).reverse()) await undone(step);
    })();
    await this.#running;
  }
}

const undone = async ({ what, undo }: Step): Promise<void> => {
  try {
    await undo();
  } catch (error) {
    console.error(`could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
};
