import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import nodePath, { join, type PlatformPath } from 'node:path';

/** An editor saves in several steps, and several files at once. */
const SETTLE_MS = 50;

export interface Saves {
  /** Paths relative to the root, with slashes on every system, as esbuild names sources. */
  readonly files: readonly string[];
  /** When the first of them was noticed, on `performance.now()`'s scale. */
  readonly noticedMs: number;
}

export interface Watched {
  /** With all that is in them now and later. Those that do not exist are left out. */
  readonly folders: readonly string[];
  /** Files of the root itself. */
  readonly files: readonly string[];
}

/**
 * Tells of saved files, those of one save together. Each folder is watched by itself: Node 20's recursive watch loses sight of a file that an editor
 * replaces instead of writing into it. Returns a function that ends it.
 */
export const watchSaves = (root: string, watched: Watched, onSaved: (saves: Saves) => void): (() => void) => {
  const watchers = new Map<string, FSWatcher>();
  const files = new Set<string>();
  let noticedMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const noticed = (path: string): void => {
    if (files.size === 0) noticedMs = performance.now();
    files.add(sourcePath(root, path));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const saved = [...files];
      files.clear();
      onSaved({ files: saved, noticedMs });
    }, SETTLE_MS);
  };

  const watchFolder = (folder: string, onChange: (name: string) => void): void => {
    const watcher = watch(folder, (_, name) => name !== null && onChange(name));
    // A folder that is removed while it is watched.
    const forget = () => {
      watcher.close();
      if (watchers.get(folder) === watcher) watchers.delete(folder);
    };
    watcher.on('error', forget);
    watchers.get(folder)?.close();
    watchers.set(folder, watcher);
  };

  /** @param found told of the files that a folder holds already. */
  const watchTree = (folder: string, found?: (path: string) => void): void => {
    watchFolder(folder, (name) => {
      const path = join(folder, name);
      if (isFolder(path)) watchTree(path, noticed);
      else noticed(path);
    });
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) watchTree(path, found);
      else found?.(path);
    }
  };

  for (const folder of watched.folders) if (isFolder(join(root, folder))) watchTree(join(root, folder));
  watchFolder(root, (name) => watched.files.includes(name) && noticed(join(root, name)));

  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
};

/** A file's path below the root, with slashes on every system. */
export const sourcePath = (root: string, path: string, { relative, sep }: PlatformPath = nodePath): string =>
  relative(root, path).split(sep).join('/');

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
