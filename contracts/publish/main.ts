import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { artifacts, driftOf, SCHEMAS_FOLDER } from './artifacts';

/*
 * Writes contracts/schemas, docs/asyncapi.json and docs/events.md from the schemas in contracts/events.
 *   node --import tsx contracts/publish/main.ts            writes them
 *   node --import tsx contracts/publish/main.ts --check    fails if one of them is not as it would be written
 */

const repository = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string): string | undefined => {
  try {
    return readFileSync(join(repository, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const schemasFolder = join(repository, SCHEMAS_FOLDER);
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
if (values.check) {
  const drift = driftOf(artifacts(), read, existsSync(schemasFolder) ? readdirSync(schemasFolder) : []);
  for (const line of drift) console.error(line);
  if (drift.length > 0) {
    console.error(
      'The published contract differs from contracts/events: run `npm run contracts` and commit the result.',
    );
    process.exitCode = 1;
  }
} else {
  for (const { path, content } of artifacts()) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content);
  }
}
