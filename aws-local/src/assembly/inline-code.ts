import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A temporary folder for code of functions that is no folder yet: text of a template, archives. */
export class InlineCode {
  #folder: string | undefined;

  /**
   * Writes a function's files.
   * @param files contents by path within the folder.
   * @returns the folder that the function is loaded from.
   * @throws Error when a path leads out of the folder.
   */
  public write(functionName: string, files: ReadonlyMap<string, string | Buffer>): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'aws-local-code-'));
    const folder = join(this.#folder, functionName);
    for (const [path, content] of files) {
      const file = resolve(folder, path);
      if (relative(folder, file).split(sep)[0] === '..') throw new Error(`${path} leads out of the function's folder`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return folder;
  }

  /** Removes the folder. */
  public close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }
}
