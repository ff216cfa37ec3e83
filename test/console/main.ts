import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { findChromium } from './chromium';

const ROOT = join(import.meta.dirname, '../..');

/** Looks for the browser before anything is started: who has none gets one line and not a screenful of failed tests. */
const main = (): void => {
  const command = new Command('npm run test:console --')
    .description('Drives the console page in headless Chromium. Whatever else is given goes to Jest: -t outage')
    .option(
      '--screenshots <folder>',
      'writes pictures of it: idle, under load, in an outage, with dead letters; each at 1280 and 390 px, light and dark',
    )
    .allowUnknownOption()
    .allowExcessArguments()
    .parse();
  const { screenshots } = command.opts<{ screenshots?: string }>();
  const CHROMIUM_PATH = findChromium(process.env);
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [jest, '--selectProjects', 'console', '--runInBand', ...command.args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH, ...(screenshots !== undefined && { SCREENSHOTS: resolve(screenshots) }) },
  });
  child.once('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
};

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
