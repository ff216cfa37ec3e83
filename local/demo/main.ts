import type { Environment } from '../environment';
import { endWithParent, requireNode } from '../process';
import { parseOptions } from './options';
import { progressOn, silent } from './progress';
import { paintFor, reportOf } from './report';
import { isGood } from './result';
import { runDemo } from './run';
import type { DemoTraffic } from './traffic';

const SHOWN_FAULTS = 10;

/** Rows of a till's export that were skipped, on stderr: stdout holds the result. */
const tellSkipped = ({ skippedRows, faults }: DemoTraffic): void => {
  if (skippedRows === 0) return;
  console.error(`${skippedRows} bad rows skipped:`);
  for (const { line, problem } of faults.slice(0, SHOWN_FAULTS)) console.error(`  line ${line}: ${problem}`);
  if (skippedRows > SHOWN_FAULTS) console.error(`  and ${skippedRows - SHOWN_FAULTS} more`);
};

let isEnding = (): boolean => false;

const main = async (): Promise<void> => {
  requireNode();
  // The SDK warns about Node 20 on every client that is made.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseOptions(process.argv.slice(2));
  let starting: Promise<Environment> | undefined;
  isEnding = endWithParent(async () => {
    const environment = await starting?.catch(() => undefined);
    await environment?.stop();
  });
  const result = await runDemo(
    options,
    {
      progress: options.json ? silent : progressOn(process.stderr),
      onTraffic: tellSkipped,
      environment: {
        // Whoever ends the environment may end the database with it.
        onDeath: (reason) => {
          if (isEnding()) return;
          console.error(reason);
          process.exit(1);
        },
      },
    },
    (environment) => {
      starting = environment;
    },
  );
  const text = options.json ? JSON.stringify(result.figures) : reportOf(result, paintFor(process.stdout, process.env));
  // What is still due on the environment's clock, a barista's order say, must not keep the process.
  process.stdout.write(`${text}\n`, () => process.exit(isGood(result) ? 0 : 1));
};

main().catch((error: unknown) => {
  if (isEnding()) return;
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
