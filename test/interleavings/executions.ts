import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { CHECK_SORT_KEY } from '../../pipeline/orders/table-keys';
import { execute, type TableCommand, type Tables } from '../stages/tables';
import { interning } from './interning';
import type { Planted } from './planted';
import type { Answer } from './worker';

const executions = new WeakMap<TableCommand, WeakMap<Tables, { tables: Tables; answer: Answer } | undefined>>();

/** The command, with no check put. */
const withoutChecks = (command: TableCommand): TableCommand =>
  'TransactItems' in command.input
    ? new TransactWriteCommand({
        TransactItems: (command.input.TransactItems ?? []).filter(({ Put }) => Put?.Item?.SK !== CHECK_SORT_KEY),
      })
    : command;

/** What a command does to the tables and is answered; undefined if its condition does not hold. */
export const executed = (
  tables: Tables,
  command: TableCommand,
  { planted }: { readonly planted?: Planted | undefined },
) => {
  const byTables = executions.get(command) ?? new WeakMap();
  executions.set(command, byTables);
  if (!byTables.has(tables)) {
    const done = execute(
      tables,
      planted === 'table loses checks' ? withoutChecks(command) : command,
      planted !== 'table minds no condition',
    );
    byTables.set(
      tables,
      done && { tables: interning.same(done.tables), answer: interning.same({ value: done.answer }) },
    );
  }
  return byTables.get(tables);
};
