import type { BuildOptions } from 'esbuild';

/** What a CDK app and its functions are made of. */
export interface AppSources {
  /** Folder of the CDK app; the other paths are relative to it. */
  readonly root: string;
  /** Folders that are watched. */
  readonly folders: readonly string[];
  /** The app's main program, cdk.json and the like: a change of one, or of what the program imports, may change the stacks. */
  readonly main: string;
  readonly files: readonly string[];
  /** Folders in which any change may change the stacks. */
  readonly stackFolders: readonly string[];
  /** The key of a function's metadata in the template that names the file from which its code is bundled. */
  readonly entryMetadata: string;
  /** How the app bundles a function's code. */
  readonly bundleOptions: (entry: string, outfile: string, root: string) => BuildOptions;
}
