import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, REPOSITORY_ROOT } from '../../../cdk/bundle-options';
import type { CoffeeShops } from '../harness/coffee-shops';
import { crashAt, record } from '../harness/exhaustive';
import { SCENARIOS } from '../harness/scenarios';
import { seededRun } from '../harness/seeded-run';
import type { PlantedBug } from './bugs';

/** @throws Error if the text that the bug changes is no longer there: the bug has to follow the code. */
const spoil = ({ name, file, changes }: PlantedBug): string =>
  changes.reduce(
    (text, [from, to]) => {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${name}: ${file} has no ${String(from)} any more`);
      return changed;
    },
    readFileSync(join(REPOSITORY_ROOT, file), 'utf8'),
  );

const buildWith = async (bug: PlantedBug, folder: string): Promise<void> => {
  const contents = spoil(bug);
  await build({
    ...bundleOptions(`stages/${bug.stage}/lambda.ts`, join(folder, 'index.js')),
    plugins: [
      {
        name: 'planted-bug',
        setup: ({ onLoad }) => {
          onLoad({ filter: new RegExp(`${bug.file.replaceAll('.', '\\.')}$`) }, () => ({ contents, loader: 'ts' }));
        },
      },
    ],
  });
};

export interface Catch {
  readonly by: 'crash points' | 'seeds';
  /** How many were tried until it was found, that one included; 0: the scenario fails without any mishap. */
  readonly tried: number;
  readonly violation: { readonly invariant: string; readonly detail: string };
}

const huntByCrashes = async (shops: CoffeeShops, name: string): Promise<Catch | undefined> => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`no scenario is called ${name}`);
  const { findings, points } = await record(shops, scenario);
  const [alone] = findings;
  if (alone) return { by: 'crash points', tried: 0, violation: alone };
  let tried = 0;
  for (const point of points) {
    tried += 1;
    const [violation] = await crashAt(shops, scenario, point);
    if (violation) return { by: 'crash points', tried, violation };
  }
  return undefined;
};

const huntBySeeds = async (shops: CoffeeShops, most: number, stage: string): Promise<Catch | undefined> => {
  for (let seed = 1; seed <= most; seed++) {
    const [violation] = await seededRun(shops, seed, 16, {}, `${stage}-bug-${seed}`);
    if (violation) return { by: 'seeds', tried: seed, violation };
  }
  return undefined;
};

/** Runs one stage with a bug in it until the harness finds it; undefined if it never does. The stage is sound again afterwards. */
export const hunt = async (shops: CoffeeShops, bug: PlantedBug, mostSeeds = 40): Promise<Catch | undefined> => {
  const name = shops.functions.find((one) => one.endsWith(`-${bug.stage}`)) ?? '';
  const { lambda } = shops.environment;
  const sound = lambda.function(name).definition.codePath;
  const folder = await mkdtemp(join(tmpdir(), 'planted-bug-'));
  try {
    await buildWith(bug, folder);
    await lambda.swapCode(name, folder);
    return bug.scenario === undefined
      ? await huntBySeeds(shops, mostSeeds, bug.stage)
      : await huntByCrashes(shops, bug.scenario);
  } finally {
    await lambda.swapCode(name, sound);
    await rm(folder, { recursive: true, force: true });
  }
};
