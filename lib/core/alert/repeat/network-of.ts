const IPV4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/;

/** Groups of 16 bits of an IPv6 address that name a network: /48 is what one site gets. */
const IPV6_GROUPS = 3;

/**
 * The network of an address: /24 of IPv4, /48 of IPv6. What is no address, such as the name of a service, is its own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
export function networkOf(address: string): string {
  const [, ipv4] = IPV4.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return address;
  const [start = '', end] = address.toLowerCase().split('::');
  const first = start === '' ? [] : start.split(':');
  const last = end === undefined || end === '' ? [] : end.split(':');
  const zeros = end === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, IPV6_GROUPS);
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
