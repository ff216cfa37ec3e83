import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundleOptions, REPOSITORY_ROOT } from './bundle-options';

/**
 * A Lambda's code as an asset. esbuild runs in this process: NodejsFunction goes through a shell and `npx`, which takes longer than the
 * bundling itself.
 * @param entry the handler's TypeScript file, relative to the repository.
 */
export const bundle = (entry: string): Code =>
  Code.fromAsset(REPOSITORY_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not-used'),
      // Never run; without it CDK takes two entries of the same folder for one asset.
      command: [entry],
      local: {
        tryBundle: (outputDir) => {
          buildSync(bundleOptions(entry, `${outputDir}/index.js`));
          return true;
        },
      },
    },
  });
