import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { endWithParent } from '../../local/process';
import { EXIT, exitCodeOf, failureLine } from '../../ops/terminal/failure';
import { bundleScenario, installArtillery } from './artillery';
import { Cleanup } from './cleanup';
import { isGood } from './figures';
import { readOptions } from './options';
import { reportPage } from './page';
import { runLoad } from './run';
import { summaryLines } from './summary';
import { targetOf } from './target';

const REPORT = join(import.meta.dirname, '..', 'report');

const main = async (cleanup: Cleanup): Promise<void> => {
  // The SDK warns about Node 20 on every client that is made.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = readOptions(process.argv);
  await installArtillery(console.log);
  await bundleScenario();
  const target = await targetOf(options, cleanup);
  await mkdir(REPORT, { recursive: true });
  console.log(`loading ${target.description}`);
  const figures = await runLoad(target, options, { artilleryOutput: join(REPORT, 'artillery.json') }, cleanup);
  await writeFile(join(REPORT, 'report.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(join(REPORT, 'report.html'), reportPage(figures));
  for (const line of summaryLines(figures)) console.log(line);
  console.log(`\n${relative(process.cwd(), join(REPORT, 'report.html'))}`);
  process.exitCode = isGood(figures) ? EXIT.ok : EXIT.failed;
};

const cleanup = new Cleanup();
const isEnding = endWithParent(() => {
  console.error('stopping: the tap and the shops of the run are taken away …');
  return cleanup.run();
});
main(cleanup)
  .catch((error: unknown) => {
    if (isEnding()) return;
    process.exitCode = exitCodeOf(error);
    console.error(`error: ${failureLine(error, process.env.AWS_ENDPOINT_URL)}`);
  })
  .finally(() => cleanup.run());
