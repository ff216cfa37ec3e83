import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** No sandbox: in a container, and as root, Chromium starts with none. The rest keeps it from talking to anybody but the page. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * The Chromium to drive: `CHROMIUM_PATH`, else the first of the usual names on `PATH`. Pure but for looking at files.
 * @throws Error in one line that says what to install.
 */
export const findChromium = (
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = isExecutable,
): string => {
  const { CHROMIUM_PATH: given, PATH = '' } = environment;
  if (given !== undefined && given !== '') {
    if (exists(given)) return given;
    throw new Error(`CHROMIUM_PATH: nothing can be run at ${given}`);
  }
  const folders = PATH.split(delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(exists);
  if (found !== undefined) return found;
  throw new Error(
    `no browser: install Chromium (Debian: apt-get install chromium; macOS: brew install --cask chromium), or set CHROMIUM_PATH; looked for ${NAMES.join(', ')} on PATH`,
  );
};

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS });
