import { isIP } from 'node:net';

/** The network of an address: the first 24 bits of IPv4, the first 48 of IPv6. Undefined for what is no address, such as the name of a service. */
export function toNetwork(address: string): string | undefined {
  switch (isIP(address)) {
    case 4:
      return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
    case 6:
      return `${headOf(address)}::/48`;
    default:
      return undefined;
  }
}

/** The first three groups, without leading zeros, also of those that `::` stands for. */
function headOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = [head, tail].map((part) => (part === undefined || part === '' ? [] : part.split(':')));
  const [before = [], after = []] = groups;
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after]
    .slice(0, 3)
    .map((group: string) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
