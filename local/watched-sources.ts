import type { AppSources } from '@coffee-shop/aws-local/watch';
import { bundleOptions, ENTRY_METADATA, REPOSITORY_ROOT } from '../cdk/bundle-options';

/** What `npm start -- --watch` watches. What runs the environment is not among it: no change of it has an effect on a stage. */
export const WATCHED_SOURCES: AppSources = {
  root: REPOSITORY_ROOT,
  folders: ['contracts', 'pipeline', 'stages', 'cdk'],
  files: ['cdk.json', 'package.json'],
  main: 'cdk/app.ts',
  stackFolders: ['cdk'],
  entryMetadata: ENTRY_METADATA,
  bundleOptions,
};
