/** The first and the last address of a range as hexadecimal digits: 8 of IPv4, 32 of IPv6. */
interface Limits {
  readonly bottom: string;
  readonly top: string;
}

const IPV4_DIGITS = 8;

/**
 * IPv6 blocks that are in use, by the first 8 of their digits: special addresses such as `::1`, global unicast, unique
 * local, link-local and multicast.
 *
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const IPV6_IN_USE: readonly Limits[] = [
  { bottom: '00000000', top: '00ffffff' },
  { bottom: '20000000', top: '3fffffff' },
  { bottom: 'fc000000', top: 'fdffffff' },
  { bottom: 'fe800000', top: 'febfffff' },
  { bottom: 'ff000000', top: 'ffffffff' },
];

/** IPv4 but for 240.0.0.0/4, which is reserved. @see https://www.iana.org/assignments/ipv4-address-space */
const IPV4_IN_USE: readonly Limits[] = [{ bottom: '00000000', top: 'efffffff' }];

/** Whether any address of the other kind has the digits of a range. */
export function hasOtherFamily(limits: Limits): boolean {
  const { first, last } = firstDigits(limits);
  return first <= last;
}

/** The addresses in use of the other kind that have the digits of a range, in words; undefined if there are none. */
export function inOtherFamily(limits: Limits): string | undefined {
  const { isIpv4, first, last } = firstDigits(limits);
  const inUse = isIpv4 ? IPV6_IN_USE : IPV4_IN_USE;
  const found = inUse.find(
    (block) => first <= Number.parseInt(block.top, 16) && Number.parseInt(block.bottom, 16) <= last,
  );
  if (found === undefined || first > last) return undefined;
  const from = Math.max(first, Number.parseInt(found.bottom, 16));
  return isIpv4 ? `IPv6 addresses such as ${asIpv6(from)}` : `IPv4 addresses such as ${asIpv4(from)}`;
}

/** What decides about addresses of the other kind. IPv4 addresses are matched between the limits of IPv6 only. */
function firstDigits({ bottom, top }: Limits): {
  readonly isIpv4: boolean;
  readonly first: number;
  readonly last: number;
} {
  const isIpv4 = bottom.length === IPV4_DIGITS;
  const within = isIpv4 ? 0 : 1;
  return {
    isIpv4,
    first: Number.parseInt(bottom.slice(0, IPV4_DIGITS), 16) + within,
    last: Number.parseInt(top.slice(0, IPV4_DIGITS), 16) - within,
  };
}

function asIpv6(digits: number): string {
  const text = digits.toString(16).padStart(IPV4_DIGITS, '0');
  const groups = [text.slice(0, 4), text.slice(4)].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::1`;
}

function asIpv4(digits: number): string {
  return [24, 16, 8, 0].map((bits) => (digits >>> bits) & 0xff).join('.');
}
