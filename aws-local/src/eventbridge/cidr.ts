import { BlockList, isIP } from 'node:net';

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;
const BITS = { 4: 32, 6: 128 } as const;

/**
 * Compiles a block of addresses (`10.0.0.0/24`) into a test of texts: those that are no address are in no block.
 * @param refuse ends the compilation with the reason, as aws/event-ruler has them (CIDR.java).
 */
export const compileCidr = (block: string, refuse: (reason: string) => never): ((value: string) => boolean) => {
  const [address = '', bits = '', ...more] = block.split('/');
  if (bits === '' || more.length > 0) refuse(`cidr ${block} must have one /`);
  const version = isIP(address) as 0 | 4 | 6;
  if (version === 0) return refuse(`cidr ${block}: ${address} is not an IP address`);
  if (!/^\d+$/.test(bits) || Number(bits) >= BITS[version]) {
    refuse(`cidr ${block}: the mask must have 0 to ${BITS[version] - 1} bits`);
  }
  const blocks = new BlockList();
  blocks.addSubnet(address, Number(bits), FAMILIES[version]);
  return (value) => {
    const family = isIP(value) as 0 | 4 | 6;
    return family !== 0 && blocks.check(value, FAMILIES[family]);
  };
};
