/** An address as groups of 16 bits: two for IPv4, eight for IPv6. */
type Address = readonly number[];

interface Range {
  readonly base: Address;
  readonly prefix: number;
}

/**
 * Whether a text is an IPv4 or IPv6 address inside any of the ranges; any other text is outside. An IPv4 address
 * written as IPv6 (`::ffff:10.0.0.1`) is that IPv4 address; otherwise no range contains addresses of the other
 * kind.
 */
export function addressTest(ranges: readonly string[]): (text: string) => boolean {
  const parsed = ranges.map(parseRange).filter((range) => range !== undefined);
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && parsed.some((range) => holds(range, address));
  };
}

/** Whether the text is a range that {@link addressTest} understands: `10.0.0.0/8`, `2001:db8::/32`, or one address. */
export function isAddressRange(range: string): boolean {
  return parseRange(range) !== undefined;
}

/**
 * The range as every reader of ranges understands it: its first address and its length. An IPv4 address written as
 * IPv6 becomes IPv4, and IPv6 has all its eight groups. Undefined if the text is not a range.
 */
export function canonicalRange(range: string): string | undefined {
  const parsed = parseRange(range);
  if (parsed === undefined) return undefined;
  return `${addressText(firstOf(parsed))}/${parsed.prefix}`;
}

function firstOf(range: Range): Address {
  return range.base.map((group, index) => group & maskOf(range, index));
}

function addressText(address: Address): string {
  if (address.length === 2) return address.flatMap((group) => [group >> 8, group & 0xff]).join('.');
  return address.map((group) => group.toString(16)).join(':');
}

function parseRange(text: string): Range | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  const written = groupsOf(addressText);
  if (written === undefined || rest.length > 0) return undefined;
  const bits = written.length * 16;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return undefined;
  const isIPv4 = isMapped(written) && prefix >= MAPPED_BITS;
  return isIPv4 ? { base: written.slice(-2), prefix: prefix - MAPPED_BITS } : { base: written, prefix };
}

function parseAddress(text: string): Address | undefined {
  const groups = groupsOf(text);
  return groups !== undefined && isMapped(groups) ? groups.slice(-2) : groups;
}

function holds(range: Range, address: Address): boolean {
  if (range.base.length !== address.length) return false;
  return range.base.every((group, index) => {
    return ((group ^ (address[index] ?? 0)) & maskOf(range, index)) === 0;
  });
}

function maskOf({ prefix }: Range, index: number): number {
  const bits = Math.min(16, Math.max(0, prefix - index * 16));
  return (0xffff << (16 - bits)) & 0xffff;
}

/** The length of `::ffff:0:0/96`, in which IPv6 writes IPv4. @see https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
const MAPPED_BITS = 96;

function isMapped(groups: Address): boolean {
  return groups.length === 8 && groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function groupsOf(text: string): Address | undefined {
  return text.includes(':') ? ipv6Groups(text) : ipv4Groups(text);
}

/** Leading zeros are refused, because some readers take them for octal. */
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

function ipv4Groups(text: string): Address | undefined {
  const bytes = IPV4.exec(text)?.slice(1).map(Number);
  if (bytes === undefined || bytes.some((byte) => byte > 255)) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  return [first * 256 + second, third * 256 + fourth];
}

function ipv6Groups(text: string): Address | undefined {
  const [left, right, ...more] = text.split('::');
  if (left === undefined || more.length > 0) return undefined;
  const before = pieceGroups(left, right === undefined);
  const after = right === undefined ? [] : pieceGroups(right, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** The groups on one side of `::`; the last one may be an IPv4 address at the end of the whole. */
function pieceGroups(piece: string, isLast: boolean): Address | undefined {
  if (piece === '') return [];
  const groups: number[] = [];
  const parts = piece.split(':');
  for (const [index, part] of parts.entries()) {
    const embedded = isLast && index === parts.length - 1 ? ipv4Groups(part) : undefined;
    if (embedded !== undefined) groups.push(...embedded);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** How a range of addresses ends that is a large part of all addresses: two of `/1` are all of them. */
export const WIDE_RANGE_ENDS: readonly string[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => `/${bits}`);

/** Whether a range in CIDR notation, of either version, is every address or a large part of them: `/7` or wider. */
export function isWideRange(range: string): boolean {
  return WIDE_RANGE_ENDS.some((end) => range.endsWith(end));
}

/** Whether every address of one range is in the other; `false` if one of them is no range. */
export function isRangeWithin(narrow: string, wide: string): boolean {
  const [inner, outer] = [parseRange(narrow), parseRange(wide)];
  return (
    inner !== undefined && outer !== undefined && inner.prefix >= outer.prefix && holds(outer, inner.base)
  );
}

/** The first and the last address of a range; none if the text is not one. */
export function endsOfRange(range: string): readonly string[] {
  const parsed = parseRange(range);
  if (parsed === undefined) return [];
  const first = firstOf(parsed);
  const last = first.map((group, index) => group | (~maskOf(parsed, index) & 0xffff));
  return [addressText(first), addressText(last)];
}
