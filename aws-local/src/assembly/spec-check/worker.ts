import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckedResource, resourceSpecProblems } from './resource-check';
import { serviceSpec } from './service-spec';

/** What the worker is started with. */
export interface SpecWorkerData {
  /** A file of this package, from which the specification is found. */
  readonly packageFile: string;
}

// The program runs as text, which has no place of its own to find packages from.
const { packageFile } = workerData as SpecWorkerData;
const { loadAwsServiceSpecSync } = createRequire(packageFile)('@aws-cdk/aws-service-spec');
const spec = serviceSpec(loadAwsServiceSpecSync());

parentPort?.on('message', (resources: readonly CheckedResource[]) => {
  parentPort?.postMessage(resources.map((resource) => resourceSpecProblems(resource, spec)));
});
