import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** One resource of a template, intrinsics unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  /** Name of a condition of the template; the resource is left out unless it is true. */
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  /** How CloudFormation changes the resource at an update of its stack. */
  readonly UpdatePolicy?: unknown;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
  /** Its value must not be shown. */
  readonly NoEcho?: boolean | 'true' | 'false';
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, TemplateOutput>;
  readonly Conditions?: Record<string, unknown>;
  readonly Parameters?: Record<string, TemplateParameter>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
}

/** A synthesized stack and where its file assets lie. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** Asset folder or file by the object key that the template names. */
  readonly assets: ReadonlyMap<string, string>;
  /** Path in the app's tree of constructs by logical id, as far as the assembly tells it. */
  readonly paths?: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    /** Of a nested assembly, which the CDK writes for each Stage. */
    readonly directoryName?: string;
  };
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}

/** By construct path. */
type Metadata = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

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
 * Reads a CDK cloud assembly: its stacks, those of its stages too, each after those that it depends on.
 * @param folder where `cdk synth` wrote, with manifest.json in it.
 * @throws Error when the folder holds no assembly, or one without stacks.
 */
export const readAssembly = async (folder: string): Promise<AssemblyStack[]> => {
  const stacks = await readStacks(folder);
  if (stacks.length === 0) throw new Error(`the cloud assembly in ${folder} has no stacks`);
  return stacks;
};

const readStacks = async (folder: string): Promise<AssemblyStack[]> => {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest))
    throw new Error(`${folder} is no cloud assembly: it has no manifest.json (cdk synth writes one)`);
  const { artifacts } = await readJson<{ artifacts: Record<string, Artifact> }>(manifest);
  const stacks: AssemblyStack[] = [];
  const seen = new Set<string>();
  const visit = async (id: string): Promise<void> => {
    const artifact = artifacts[id];
    if (!artifact || seen.has(id)) return;
    seen.add(id);
    for (const dependency of artifact.dependencies ?? []) await visit(dependency);
    const { templateFile, directoryName, stackName = id } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      stacks.push(...(await readStacks(join(folder, directoryName))));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return;
    const template = await readJson<Template>(join(folder, templateFile));
    stacks.push({
      name: stackName,
      template: { ...template, Resources: template.Resources ?? {} },
      assets: await readAssets(folder, join(folder, `${id}.assets.json`)),
      paths: constructPaths(template, await readMetadata(folder, artifact)),
    });
  };
  for (const id of Object.keys(artifacts)) await visit(id);
  return stacks;
};

const readAssets = async (folder: string, manifest: string): Promise<Map<string, string>> => {
  const { files = {} } = existsSync(manifest) ? await readJson<AssetManifest>(manifest) : {};
  return new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, resolve(folder, source.path)]),
    ),
  );
};

const readMetadata = async (
  folder: string,
  { metadata, additionalMetadataFile: file }: Artifact,
): Promise<Metadata> => ({
  ...metadata,
  ...(file !== undefined && existsSync(join(folder, file)) && (await readJson<Metadata>(join(folder, file)))),
});

/** From a resource's own metadata, which the CDK's command asks for, or from the assembly's. */
const constructPaths = ({ Resources = {} }: Template, metadata: Metadata): Map<string, string> => {
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    const entry = entries.find(({ type }) => type === 'aws:cdk:logicalId');
    if (entry) paths.set(String(entry.data), path.replace(/^\//, ''));
  }
  for (const [id, { Metadata: own = {} }] of Object.entries(Resources)) {
    if (typeof own['aws:cdk:path'] === 'string') paths.set(id, own['aws:cdk:path']);
  }
  return paths;
};
