/** Tells a person how a run goes: one line that is rewritten on a terminal, a line now and then elsewhere, nothing at all with `--json`. */
export interface Progress {
  /** A step of the run begins. */
  step(text: string): void;
  /** How far the step is. */
  update(text: string): void;
  end(): void;
}

const LINE_EVERY_MS = 5_000;

export const silent: Progress = { step: () => undefined, update: () => undefined, end: () => undefined };

/** Writes to `out`, a terminal or a file. */
export const progressOn = (out: NodeJS.WriteStream): Progress => {
  let lastLineMs = Number.NEGATIVE_INFINITY;
  const rewrite = (text: string) => out.write(`\r\u001b[2K${text}`);
  return {
    step(text) {
      if (out.isTTY) rewrite(text);
      else out.write(`${text}\n`);
      lastLineMs = performance.now();
    },
    update(text) {
      if (out.isTTY) rewrite(text);
      else if (performance.now() - lastLineMs >= LINE_EVERY_MS) this.step(text);
    },
    end() {
      if (out.isTTY) rewrite('');
    },
  };
};

/** How far a run is. */
export interface Standing {
  /** Events and messages of the order manager. */
  readonly sent: number;
  readonly planned: number;
  readonly orders: number;
  readonly ended: number;
  /** Messages in queues, dead letters apart. */
  readonly queued: number;
}

const BAR_WIDTH = 24;

/** One line about how far a run is. */
export const progressLine = ({ sent, planned, orders, ended, queued }: Standing): string => {
  const filled = Math.round((BAR_WIDTH * ended) / Math.max(1, orders));
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return `${bar} ${ended} of ${orders} orders ended, ${sent} of ${planned} events sent, ${queued} messages under way`;
};
