/** Business counters to add, by attribute name of the metrics item. */
export type Counts = Readonly<Record<string, number>>;

/** The sum of counters, name by name; names that cancel out to zero are left out. */
export const sumCounts = (all: Iterable<Counts>): Counts => {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, value] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + value;
  }
  return Object.fromEntries(Object.entries(sum).filter(([, value]) => value !== 0));
};
