import { readAssembly } from '@coffee-shop/aws-local';
import { ENTRY_METADATA } from '../../../cdk/bundle-options';
import { trackedFiles } from '../../architecture/tracked-files';
import { builtAssembly } from '../../built';

test('the deployed Lambdas can be listed from the tree: each is a lambda.ts, and each lambda.ts is one', async () => {
  const resources = (await readAssembly(builtAssembly())).flatMap(({ template }) => Object.values(template.Resources));
  // Each stage has a release hook, all of the same code.
  const deployed = new Set(resources.flatMap(({ Metadata = {} }) => Metadata[ENTRY_METADATA] ?? []));
  expect([...deployed].toSorted()).toEqual(trackedFiles('*/lambda.ts').toSorted());
  expect(deployed.size).toBe(8);
});
