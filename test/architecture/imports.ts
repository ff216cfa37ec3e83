import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';

/** One import of one file: a static or dynamic import, a re-export, or an import of types alone. */
export interface Import {
  /** Path of the importing file, relative to the repository. */
  readonly from: string;
  /** What the file says: `./order`, `zod`. */
  readonly specifier: string;
  /** Path of the imported file; undefined if it is none of the repository's. */
  readonly to: string | undefined;
}

const SOURCE = /\.m?[jt]s$/;

/** Specifiers of everything that a module imports, in the order of the text, types and dynamic imports included. */
const specifiersOf = (file: string, text: string): string[] => {
  const syntax = file.endsWith('ts') ? 'typescript' : 'ecmascript';
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, source, argument, callee, arguments: given } = node as Record<string, unknown>;
    const at = type === 'TsImportType' ? argument : isDynamicImport(type, callee) ? firstOf(given) : source;
    const { value } = (at ?? {}) as { value?: unknown };
    if (typeof value === 'string' && /^(Import|Export|TsImportType|CallExpression)/.test(String(type)))
      found.push(value);
    for (const each of Object.values(node)) visit(each);
  };
  visit(parseSync(text, { syntax, target: 'es2023' }).body);
  return found;
};

const isDynamicImport = (type: unknown, callee: unknown): boolean =>
  type === 'CallExpression' && (callee as { type?: string }).type === 'Import';

const firstOf = (given: unknown): unknown => (given as readonly { expression: unknown }[])[0]?.expression;

/** Resolves what the files of a repository import. */
const resolver = (root: string, files: ReadonlySet<string>) => {
  const packages = [...files]
    .filter((file) => /^[^/]+\/package\.json$/.test(file))
    .map((file) => ({
      folder: posix.dirname(file),
      ...(JSON.parse(readFileSync(join(root, file), 'utf8')) as { name?: string; exports?: Record<string, string> }),
    }));
  return (from: string, specifier: string): string | undefined => {
    if (specifier.startsWith('.')) {
      const path = posix.join(posix.dirname(from), specifier);
      return [path, `${path}.ts`, `${path}/index.ts`].find((candidate) => files.has(candidate));
    }
    for (const { name = '', exports = {}, folder } of packages) {
      const target = specifier.startsWith(name) ? exports[`.${specifier.slice(name.length)}`] : undefined;
      if (target !== undefined) return posix.join(folder, target);
    }
    return undefined;
  };
};

/**
 * Every import between source files of a repository.
 * @param root folder of the repository.
 * @param paths its files, relative to `root`, such as `git ls-files` prints them.
 */
export const readImports = (root: string, paths: readonly string[]): Import[] => {
  const files = new Set(paths);
  const resolve = resolver(root, files);
  return paths
    .filter((file) => SOURCE.test(file))
    .flatMap((from) =>
      specifiersOf(from, readFileSync(join(root, from), 'utf8')).map((specifier) => ({
        from,
        specifier,
        to: resolve(from, specifier),
      })),
    );
};
