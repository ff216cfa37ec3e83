import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { dynoxideFile, dynoxidePackage, guardedCommand, noDynoxideMessage } from './platform';

/** A DynamoDB that answers at `url`. */
export interface DynamoDb {
  readonly url: string;
  close(): Promise<void>;
}

export interface DynoxideOptions {
  /** Keeps the tables in this SQLite file; in memory unless given. */
  readonly databaseFile?: string;
  /** Told when it ends before `close` was called. */
  readonly onDeath?: (reason: string) => void;
}

const START_ATTEMPTS = 5;
const START_WAIT_MS = 10_000;

/**
 * The DynamoDB to use: `AWS_ENDPOINT_URL_DYNAMODB` if it is set, else a dynoxide of our own.
 * @throws Error in one line that says what to install, or why it did not start.
 */
export const startDynamoDb = async (options: DynoxideOptions = {}): Promise<DynamoDb> => {
  const binary = findBinary();
  const elsewhere = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (!binary && elsewhere) return { url: elsewhere, close: async () => undefined };
  if (!binary) throw new Error(noDynoxideMessage(process));
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binary, options);
    } catch (error) {
      // Between finding a free port and listening on it, somebody else may take it.
      if (attempt >= START_ATTEMPTS) throw error;
    }
  }
};

/** From npm's package for this system, else from PATH. */
const findBinary = (): string | undefined => {
  const name = dynoxidePackage(process);
  const file = dynoxideFile(process.platform);
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...(name === undefined ? [] : packageFolders(name)), ...folders]
    .map((folder) => join(folder, file))
    .find(executable);
};

/** The folder of an installed package; none if it is not installed. */
const packageFolders = (name: string): string[] => {
  try {
    return [dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))];
  } catch {
    return [];
  }
};

const executable = (file: string): string | undefined => {
  try {
    accessSync(file, constants.F_OK);
    // Some npm versions unpack without the mode bits of the package.
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
    return file;
  } catch {
    return undefined;
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const launch = async (binary: string, { databaseFile, onDeath }: DynoxideOptions): Promise<DynamoDb> => {
  const port = await freePort();
  const args = [
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...(databaseFile ? ['--db-path', databaseFile] : []),
  ];
  const guarded = guardedCommand(process.platform, { file: binary, args });
  const child = spawn(guarded.file, guarded.args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A terminal sends Ctrl-C to its whole process group: the database must not end before those who use it.
    detached: true,
    windowsHide: true,
  });
  let said = '';
  let hasStarted = false;
  let isClosing = false;
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      resolve();
      // Before that it is the start that fails, and is tried again.
      if (hasStarted && !isClosing) onDeath?.(`dynoxide ended with code ${code}: ${said.trim() || 'it said nothing'}`);
    });
  });
  const close = async (): Promise<void> => {
    isClosing = true;
    child.stdin.end();
    await ended;
  };
  const failed = ended.then(() => {
    const onFile = databaseFile === undefined ? '' : ` on ${databaseFile}`;
    throw new Error(`dynoxide did not start${onFile}: ${said.trim() || 'it said nothing'}`);
  });
  try {
    await Promise.race([listening(port), failed]);
  } catch (error) {
    await close();
    throw error;
  }
  failed.catch(() => undefined);
  hasStarted = true;
  return { url: `http://127.0.0.1:${port}`, close };
};

const listening = async (port: number): Promise<void> => {
  const untilMs = Date.now() + START_WAIT_MS;
  while (!(await accepts(port))) {
    if (Date.now() > untilMs) throw new Error(`dynoxide does not listen on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
