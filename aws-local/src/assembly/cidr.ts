const ADDRESS_BITS = 32;

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);

const addressOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/**
 * The first blocks of an IPv4 block, as Fn::Cidr gives them.
 * @param bits of a block that are the host's: 8 makes blocks of /24.
 * @throws Error when the block is no IPv4 block, or has not that many.
 */
export const subnets = (block: string, count: number, bits: number): string[] => {
  const [, address, prefix] = /^(\d+(?:\.\d+){3})\/(\d+)$/.exec(block) ?? [];
  if (address === undefined)
    throw new Error(`Fn::Cidr: only IPv4 blocks such as 10.0.0.0/16 are understood, got ${block}`);
  const size = 2 ** bits;
  const available = 2 ** (ADDRESS_BITS - Number(prefix)) / size;
  if (!(count >= 1 && count <= available))
    throw new Error(`Fn::Cidr: ${block} has ${available} blocks of ${size} addresses, not ${count}`);
  return Array.from(
    { length: count },
    (_, index) => `${addressOf(numberOf(address) + index * size)}/${ADDRESS_BITS - bits}`,
  );
};
