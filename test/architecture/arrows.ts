import type { Import } from './imports';

/** Which folders, or parts of them, a folder may import besides itself. What is missing here (the root's configuration, test/) may import everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  pipeline: ['contracts'],
  stages: ['contracts', 'pipeline'],
  cdk: ['contracts', 'pipeline', 'stages'],
  // What the operator compares with the gateway comes through the payment stage's own port.
  ops: ['contracts', 'pipeline', 'stages/payment/gateway'],
  'aws-local': [],
  simulation: ['contracts', 'pipeline', 'aws-local'],
  local: ['contracts', 'pipeline', 'stages', 'cdk', 'ops', 'aws-local', 'simulation'],
  'load-tests': ['contracts', 'pipeline', 'stages', 'cdk', 'ops', 'aws-local', 'simulation', 'local'],
};

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const stageOf = (path: string): string | undefined => /^stages\/(\w+)\//.exec(path)?.[1];

/** Why an import goes against the arrows between folders; undefined if it does not. */
const fault = ({ from, to, specifier }: Import): string | undefined => {
  if (to === undefined) return undefined;
  const [importer, imported] = [folderOf(from), folderOf(to)];
  if (importer === imported) {
    if (stageOf(from) !== stageOf(to)) return 'stages meet on the bus, never in code';
    if (from.startsWith('aws-local/src/') && !to.startsWith('aws-local/src/')) return 'sources do not import tests';
    return undefined;
  }
  // A file of the root, such as cdk.json, is nobody's.
  if (imported === to) return undefined;
  if (imported === 'aws-local' && specifier.startsWith('.')) return 'aws-local is imported by its package name';
  const allowed = from.startsWith('aws-local/') ? [] : MAY_IMPORT[importer];
  if (allowed === undefined || allowed.some((folder) => to.startsWith(`${folder}/`))) return undefined;
  return `${importer} may import ${allowed.join(', ') || 'nothing else'}`;
};

/** The imports that go against the arrows, a line each: who imports what, and the rule. */
export const againstArrows = (imports: readonly Import[]): string[] =>
  imports.flatMap((each) => {
    const reason = fault(each);
    return reason === undefined ? [] : [`${each.from} -> ${each.to}: ${reason}`];
  });

/**
 * Circles of files, each as the path that leads back to its first file. A circle is found once, however many lead through its files.
 */
export const circles = (imports: readonly Pick<Import, 'from' | 'to'>[]): string[][] => {
  const importedBy = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to !== undefined) importedBy.set(from, [...(importedBy.get(from) ?? []), to]);
  }
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const next of importedBy.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of importedBy.keys()) walk(file, []);
  return found;
};
