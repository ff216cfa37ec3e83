import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildContext, context } from 'esbuild';
import type { AppSources } from './app-sources';
import type { WatchedFunction } from './watched-functions';

const FILE = 'index.js';

/** A function's code, bundled again and again with the CDK app's own options; what did not change is not parsed again. */
export class FunctionBundle {
  public readonly functionName: string;
  public readonly entry: string;
  /** Where the code lies once it is other than what was deployed. */
  public readonly codePath: string;
  readonly #context: BuildContext<{ metafile: true; write: false }>;
  #code: string;
  #sources: ReadonlySet<string> | undefined;

  private constructor(
    watched: WatchedFunction,
    codePath: string,
    code: string,
    esbuild: BuildContext<{ metafile: true; write: false }>,
  ) {
    this.functionName = watched.functionName;
    this.entry = watched.entry;
    this.codePath = codePath;
    this.#code = code;
    this.#context = esbuild;
  }

  /** @param folder where new code is written, in a folder of its own. */
  public static async open(
    watched: WatchedFunction,
    { bundleOptions, root }: Pick<AppSources, 'bundleOptions' | 'root'>,
    folder: string,
  ): Promise<FunctionBundle> {
    const deployed = join(watched.codePath, FILE);
    // Source maps hold paths that are relative to the output: the deployed file's place makes the same text of the same sources.
    const options = bundleOptions(watched.entry, deployed, root);
    const esbuild = await context({ ...options, logLevel: 'silent', metafile: true, write: false });
    return new FunctionBundle(watched, join(folder, watched.functionName), await readFile(deployed, 'utf8'), esbuild);
  }

  /** Whether the code may be another when these files are; before the first bundling, and after one that failed, any file may do that. */
  public isMadeOf(files: readonly string[]): boolean {
    return this.#sources === undefined || files.some((file) => this.#sources?.has(file));
  }

  /**
   * Bundles again. True if the code is another than before; it lies at `codePath` then.
   * @throws BuildFailure of esbuild when a source does not compile; the code stays what it was.
   */
  public async rebuild(): Promise<boolean> {
    this.#sources = undefined;
    const { outputFiles, metafile } = await this.#context.rebuild();
    this.#sources = new Set(Object.keys(metafile.inputs));
    const code = outputFiles[0]?.text ?? '';
    if (code === this.#code) return false;
    await mkdir(this.codePath, { recursive: true });
    // Renamed into place: a worker that is just starting reads the one or the other.
    await writeFile(join(this.codePath, `${FILE}.new`), code);
    await rename(join(this.codePath, `${FILE}.new`), join(this.codePath, FILE));
    this.#code = code;
    return true;
  }

  public close(): Promise<void> {
    return this.#context.dispose();
  }
}
