import type { TemplateResource } from './assembly';
import { referencesIn } from './intrinsics';

/**
 * Logical ids so that each comes after what it refers to or depends on; otherwise the template's order.
 * @throws Error that names the resources of a circle, or a DependsOn that leads nowhere.
 */
export const creationOrder = (resources: Readonly<Record<string, TemplateResource>>): string[] => {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id];
    if (!resource || ordered.has(id)) return;
    if (path.includes(id)) throw new Error(`resources depend on each other in a circle: ${[...path, id].join(' -> ')}`);
    const { DependsOn = [], Properties = {}, UpdatePolicy } = resource;
    const missing = [DependsOn].flat().find((needed) => !Object.hasOwn(resources, needed));
    if (missing !== undefined) throw new Error(`resource ${id}: DependsOn: there is no ${missing} in the template`);
    for (const needed of [...[DependsOn].flat(), ...referencesIn(Properties), ...referencesIn(UpdatePolicy)])
      visit(needed, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return [...ordered];
};
