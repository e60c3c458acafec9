import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Whether a text is an IPv4 or IPv6 address inside any of the ranges; any other text is outside. */
export function addressTest(ranges: readonly string[]): (text: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const parts = splitRange(range);
    if (parts !== undefined) list.addSubnet(parts.address, parts.prefix, parts.family);
  }
  return (text) => {
    if (isIPv4(text)) return list.check(text, 'ipv4');
    return isIPv6(text) && list.check(text, 'ipv6');
  };
}

/** Whether the text is a range that {@link addressTest} understands: `10.0.0.0/8`, `2001:db8::/32`, or one address. */
export function isAddressRange(range: string): boolean {
  return splitRange(range) !== undefined;
}

function splitRange(range: string) {
  const [address = '', bits, ...rest] = range.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined || rest.length > 0 || address.includes('%')) return undefined;
  const longest = family === 'ipv4' ? 32 : 128;
  if (bits === undefined) return { address, prefix: longest, family } as const;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > longest) return undefined;
  return { address, prefix: Number(bits), family } as const;
}
