/** Partition keys by table, `orders`, and by index, `orders/index/byState`. */
export type HashKeys = Readonly<Record<string, string>>;

export const hashKeyIn = (hashKeys: HashKeys, table: string, index: string | undefined): string | undefined =>
  hashKeys[hashKeyName(table, index)];

/** Under what the partition key of a table or an index is found. */
export const hashKeyName = (table: string, index: string | undefined): string =>
  index === undefined ? table : `${table}/index/${index}`;
