/** Capacity that a request took from a table, or from one of its indexes. */
export interface ConsumedCapacity {
  readonly table: string;
  /** A global secondary index; missing for the table itself. */
  readonly index?: string;
  readonly kind: 'read' | 'write';
  readonly units: number;
}

interface Units {
  readonly CapacityUnits?: number;
}

/** As DynamoDB answers with `ReturnConsumedCapacity: INDEXES` (API ConsumedCapacity). */
interface Told extends Units {
  readonly TableName?: string;
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
}

export interface TableAnswer {
  readonly ConsumedCapacity?: Told | readonly Told[];
  readonly __type?: string;
}

/** What of a request decides: its table, the actions of a transaction, its statements. */
export interface TableRequest {
  readonly TableName?: string;
  readonly TransactItems?: readonly object[];
  readonly TransactStatements?: readonly { readonly Statement?: string }[];
  readonly Statements?: readonly { readonly Statement?: string }[];
  readonly Statement?: string;
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** The statements of one request all read or all write (developer guide, ql-reference.multiplestatements.batching and .transactions). */
const reads = (operation: string, { Statement, Statements, TransactStatements }: TableRequest): boolean => {
  const [first] = Statements ?? TransactStatements ?? [{ Statement }];
  return READS.has(operation) || /^\s*SELECT\b/i.test(first?.Statement ?? '');
};

const tableOf = (action: object): string | undefined => {
  const [inner] = Object.values(action) as { readonly TableName?: string }[];
  return inner?.TableName;
};

/**
 * What a request took that failed on a condition: it is billed and counted as well, and DynamoDB tells no figure. A unit for an item of up to 1 KB; of a
 * cancelled transaction two for each of its actions (developer guide, WorkingWithItems.html#WorkingWithItems.ConditionalUpdate, transaction-apis.html).
 * Larger items take more, which nobody tells: a lower bound.
 */
const consumedByFailure = (type: string, { TableName, TransactItems }: TableRequest): ConsumedCapacity[] => {
  const one = (table: string | undefined, units: number): ConsumedCapacity[] =>
    table === undefined ? [] : [{ table, kind: 'write', units }];
  if (type.endsWith('ConditionalCheckFailedException')) return one(TableName, 1);
  if (!type.endsWith('TransactionCanceledException')) return [];
  return (TransactItems ?? []).flatMap((action) => one(tableOf(action), 2));
};

/** What a request took, by its answer to `ReturnConsumedCapacity: INDEXES`. Pure. */
export const consumedBy = (operation: string, request: TableRequest, answer: TableAnswer): ConsumedCapacity[] => {
  const kind = reads(operation, request) ? 'read' : 'write';
  const told = [answer.ConsumedCapacity ?? []]
    .flat()
    .flatMap(({ TableName: table = '', ...each }) => [
      { table, kind, units: each.Table?.CapacityUnits ?? each.CapacityUnits ?? 0 } as const,
      ...Object.entries(each.GlobalSecondaryIndexes ?? {}).map(
        ([index, { CapacityUnits: units = 0 }]) => ({ table, index, kind, units }) as const,
      ),
    ]);
  return [...told, ...consumedByFailure(answer.__type ?? '', request)].filter(({ units }) => units > 0);
};
