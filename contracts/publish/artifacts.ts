import { asyncApiDocument } from './asyncapi';
import { eventsPage } from './events-page';
import { eventTypes, fileNameOf, schemaOf } from './json-schema';
import { jsonText } from './json-text';

export const SCHEMAS_FOLDER = 'contracts/schemas';

/** A file that is made from the contract's schemas. */
export interface Artifact {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/** Everything that is published of the contract. The same schemas give the same bytes. */
export const artifacts = (): Artifact[] => [
  ...eventTypes.map((type) => ({ path: `${SCHEMAS_FOLDER}/${fileNameOf(type)}`, content: jsonText(schemaOf(type)) })),
  { path: 'docs/asyncapi.json', content: jsonText(asyncApiDocument()) },
  { path: 'docs/events.md', content: eventsPage() },
];

const firstDifference = (is: string, mustBe: string): string => {
  const [isLines, mustBeLines] = [is.split('\n'), mustBe.split('\n')];
  const index = mustBeLines.findIndex((line, at) => line !== isLines[at]);
  const at = index < 0 ? mustBeLines.length : index;
  const shown = (line: string | undefined) => (line === undefined ? 'the end of the file' : `"${line.trim()}"`);
  return `line ${at + 1} is ${shown(isLines[at])}, must be ${shown(mustBeLines[at])}`;
};

/** The file that an earlier version of an event was published in: `order-created.v1.json` while the event is at version 2. */
const isEarlierVersion = (fileName: string, made: readonly string[]): boolean => {
  const [, name, version] = /^(.+)\.v(\d+)\.json$/.exec(fileName) ?? [];
  return made.some((other) => {
    const [, otherName, otherVersion] = /^(.+)\.v(\d+)\.json$/.exec(other) ?? [];
    return name !== undefined && name === otherName && Number(version) < Number(otherVersion);
  });
};

/**
 * Where the checked-in files differ from what the schemas make.
 * @param read the content of a checked-in file, undefined if there is none.
 * @param schemaFiles names of all files in contracts/schemas.
 * @returns a sentence per file, naming it and its first difference.
 */
export const driftOf = (
  made: readonly Artifact[],
  read: (path: string) => string | undefined,
  schemaFiles: readonly string[],
): string[] => {
  const drifted = made.flatMap(({ path, content }) => {
    const checkedIn = read(path);
    if (checkedIn === content) return [];
    return [`${path}: ${checkedIn === undefined ? 'is missing' : firstDifference(checkedIn, content)}`];
  });
  const names = made.map(({ path }) => path.slice(SCHEMAS_FOLDER.length + 1));
  const strays = schemaFiles.filter((name) => !names.includes(name) && !isEarlierVersion(name, names));
  return [...drifted, ...strays.map((name) => `${SCHEMAS_FOLDER}/${name}: no event of the contract makes this file`)];
};
