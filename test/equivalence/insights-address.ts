import { BlockList, isIP } from 'node:net';

/** Whether a text is an address of the family, in the range. */
export function compareAddresses(text: string, range: string, family: 4 | 6): boolean {
  if (isIP(text) !== family) return false;
  const [network = '', bits] = range.split('/');
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), name);
  return list.check(text, name);
}
