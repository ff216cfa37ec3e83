import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtAssembly } from '../built';

interface Statement {
  readonly Sid?: string;
  Action: string | readonly string[];
}

/** Of which statement, by its id and by the logical id of the role or queue policy that has it, which action goes. */
export interface Removed {
  readonly holder: string;
  readonly sid: string;
  readonly action: string;
}

/** Every statement in a value of a template. */
const statementsIn = (value: unknown): Statement[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Effect' in value && 'Action' in value ? [value as unknown as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
};

const remove = (statement: Statement, action: string): boolean => {
  const actions = [statement.Action].flat();
  if (!actions.includes(action)) return false;
  // A statement without any action is none: IAM refuses it.
  const rest = actions.filter((each) => each !== action);
  statement.Action = rest.length > 0 ? rest : ['none:None'];
  return true;
};

/**
 * Writes the app's assembly, with one action less, to a folder.
 * @throws Error if no statement of the holder has the action.
 */
export const assemblyWithout = async ({ holder, sid, action }: Removed, folder: string): Promise<void> => {
  await cp(builtAssembly(), folder, { recursive: true });
  let found = false;
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.template.json'))) {
    const path = join(folder, file);
    const template = JSON.parse(await readFile(path, 'utf8')) as { Resources: Record<string, unknown> };
    for (const [id, resource] of Object.entries(template.Resources)) {
      if (!id.startsWith(holder)) continue;
      for (const statement of statementsIn(resource)) {
        if ((statement.Sid ?? '') === sid) found = remove(statement, action) || found;
      }
    }
    await writeFile(path, JSON.stringify(template));
  }
  if (!found) throw new Error(`no statement ${sid} of ${holder} has ${action}`);
};
