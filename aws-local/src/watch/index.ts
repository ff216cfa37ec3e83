export type { AppSources } from './app-sources';
export { watchSources } from './watch';
