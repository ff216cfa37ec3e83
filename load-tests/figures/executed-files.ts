import type { Profiler } from 'node:inspector';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

type ScriptCoverage = Profiler.ScriptCoverage;
type FunctionCoverage = Profiler.FunctionCoverage;

/** The function that V8 makes of a module's top level: it has no name and spans the whole script. */
const isTopLevel = ({ functionName, ranges: [range] }: FunctionCoverage, { functions }: ScriptCoverage): boolean =>
  functionName === '' &&
  range?.startOffset === 0 &&
  functions.every(({ ranges }) => ranges.every(({ endOffset }) => endOffset <= range.endOffset));

/** Whether the script belongs to the repository: no module of Node.js, no evaluated text, no installed package. */
const isOwn = ({ url }: ScriptCoverage, root: string): boolean => {
  if (!url.startsWith('file:')) return false;
  const [first, ...folders] = relative(root, fileURLToPath(url)).split(sep);
  return first !== '..' && ![first, ...folders].includes('node_modules');
};

/**
 * Lists the files of the repository that executed at least one function. A module's top level does not count: it runs
 * when the module is loaded.
 * @param coverage V8's precise coverage with call counts, one entry per script, whose URL is that of its source file.
 * @param root absolute path of the repository.
 * @returns paths relative to `root`, sorted, each once.
 */
export const executedFiles = (coverage: readonly ScriptCoverage[], root: string): string[] => {
  const executed = coverage.filter(
    (script) =>
      isOwn(script, root) &&
      script.functions.some((each) => (each.ranges[0]?.count ?? 0) > 0 && !isTopLevel(each, script)),
  );
  return [...new Set(executed.map(({ url }) => relative(root, fileURLToPath(url)).split(sep).join('/')))].sort();
};
