/** The shard of an order in an index of so many shards: the same in every release, as items keep theirs. */
export const shardOf = (orderId: string, shards: number): number => {
  let hash = 0;
  for (let at = 0; at < orderId.length; at++) hash = (hash * 31 + orderId.charCodeAt(at)) >>> 0;
  return hash % shards;
};
