import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One resource of a template, intrinsics unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  /** Name of a condition of the template; the resource is left out unless it is true. */
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, TemplateOutput>;
  readonly Conditions?: Record<string, unknown>;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: unknown }>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

/** A synthesized stack and where its file assets lie. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** Asset folder or file by the object key that the template names. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      readonly source: { readonly path: string };
      readonly destinations: Record<string, { readonly objectKey: string }>;
    }
  >;
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;

/** Names of the stacks of an assembly. */
export const stackNames = (stacks: readonly AssemblyStack[]): string[] => stacks.map(({ name }) => name);

/**
 * Reads a CDK cloud assembly: its stacks, each after those that it depends on.
 * @param folder where `cdk synth` wrote, with manifest.json in it.
 */
export const readAssembly = async (folder: string): Promise<AssemblyStack[]> => {
  const { artifacts } = await readJson<{ artifacts: Record<string, Artifact> }>(join(folder, 'manifest.json'));
  const stacks: AssemblyStack[] = [];
  const seen = new Set<string>();
  const visit = async (id: string): Promise<void> => {
    const artifact = artifacts[id];
    if (!artifact || seen.has(id)) return;
    seen.add(id);
    for (const dependency of artifact.dependencies ?? []) await visit(dependency);
    const templateFile = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || !templateFile) return;
    stacks.push({
      name: artifact.properties?.stackName ?? id,
      template: await readJson<Template>(join(folder, templateFile)),
      assets: await readAssets(folder, join(folder, `${id}.assets.json`)),
    });
  };
  for (const id of Object.keys(artifacts)) await visit(id);
  return stacks;
};

const readAssets = async (folder: string, manifest: string): Promise<Map<string, string>> => {
  const { files = {} } = existsSync(manifest) ? await readJson<AssetManifest>(manifest) : {};
  return new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, source.path)]),
    ),
  );
};
