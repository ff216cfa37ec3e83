import { createRequire } from 'node:module';
import { type CheckedResource, resourceSpecProblems } from './resource-check';
import { serviceSpec } from './service-spec';

// The program of a process of its own. It comes as text, which has no place to find packages from: a file of this package is its argument.
const [, , packageFile = ''] = process.argv;
const { loadAwsServiceSpecSync } = createRequire(packageFile)('@aws-cdk/aws-service-spec');
const spec = serviceSpec(loadAwsServiceSpecSync());

process.on('message', (resources: readonly CheckedResource[]) => {
  process.send?.(resources.map((resource) => resourceSpecProblems(resource, spec)));
});
