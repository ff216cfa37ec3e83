import { execFileSync } from 'node:child_process';
import { readAssembly } from '@coffee-shop/aws-local';
import { ENTRY_METADATA, REPOSITORY_ROOT } from '../../../cdk/bundle-options';
import { builtAssembly } from '../../built';

test('the deployed Lambdas can be listed from the tree: each is a lambda.ts, and each lambda.ts is one', async () => {
  const inTree = execFileSync('git', ['ls-files', '*/lambda.ts'], { cwd: REPOSITORY_ROOT, encoding: 'utf8' });
  const resources = (await readAssembly(builtAssembly())).flatMap(({ template }) => Object.values(template.Resources));
  // Each stage has a release hook, all of the same code.
  const deployed = new Set(resources.flatMap(({ Metadata = {} }) => Metadata[ENTRY_METADATA] ?? []));
  expect([...deployed].toSorted()).toEqual(inTree.split('\n').filter(Boolean).toSorted());
  expect(deployed.size).toBe(7);
});
