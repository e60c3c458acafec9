import { remembered } from '../keyed/remembered';
import { addressTest } from '../rule/ip-range';
import type { RedactionKey } from './keyed-hash';
import { permute } from './permute';

/** Addresses in these are as private as before, or as reserved. */
const SPECIAL_RANGES = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4'],
  ...['fc00::/7', 'fe80::/10', 'ff00::/8'],
];

/** Replacements of public addresses are in reserved ranges, so no redacted address is anyone's. */
const RESERVED = { ipv4: [[240, 0, 0, 0], 4], ipv6: [[0x20, 0x01, 0x0d, 0xb8], 32] } as const;

/** Tries until an address is in the same ranges as before. */
const MAX_TRIES = 100;

/** Maximum number of remembered addresses: most records of an archive have one of a few. */
const MAX_REMEMBERED = 10_000;

/** Replaces addresses: the same one by the same one, and inside of the ranges that it is in. */
export class AddressRedactor {
  private readonly redactAddress = remembered((address) => this.redactBytes(address), MAX_REMEMBERED);
  private readonly tests: readonly { readonly prefix: number; readonly holds: (text: string) => boolean }[];

  /** @param ranges those that rules use; wide ones, such as `0.0.0.0/0`, are in none of the others */
  constructor(
    private readonly key: RedactionKey,
    ranges: readonly string[],
  ) {
    this.tests = [...new Set([...SPECIAL_RANGES, ...ranges])]
      .map((range) => ({ prefix: Number(range.split('/')[1] ?? 128), holds: addressTest([range]) }))
      .filter(({ prefix }) => prefix > 0);
  }

  /**
   * @param text an IPv4 or an IPv6 address, or a range of them
   * @returns undefined if it is neither
   */
  redact(text: string): string | undefined {
    const [address = '', length] = text.split('/');
    const isIPv4 = !address.includes(':') && IPV4(address);
    if (!isIPv4 && !IPV6(address) && !IPV4(address)) return undefined;
    const mapped = isIPv4 ? undefined : mappedIPv4(address);
    if (mapped !== undefined && length === undefined) return `::ffff:${this.redact(mapped)}`;
    const bits = isIPv4 ? 32 : 128;
    const kept = length === undefined ? bits : Math.min(Number(length), bits);
    if (/^[0:.]+$|^::1$|^(?:255\.)+|^127\.0\.0\.1$|^169\.254\.169\.254$/.test(address)) return text;
    const masked = this.redactAddress(address).map(
      (byte, at) => byte & (0xff << (8 - Math.max(0, Math.min(8, kept - 8 * at)))),
    );
    return toText(masked) + (length === undefined ? '' : `/${length}`);
  }

  private redactBytes(address: string): readonly number[] {
    const bytes = address.includes(':') ? ipv6Bytes(address) : address.split('.').map(Number);
    const within = this.tests.filter(({ holds }) => holds(address));
    const signature = this.signatureOf(address);
    const prefix = Math.max(0, ...within.map((range) => range.prefix));
    const [base, baseBits] = bytes.length === 4 ? RESERVED.ipv4 : RESERVED.ipv6;
    let bits = bytes.flatMap(toBits);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const radices = bits.slice(prefix).map(() => 2);
      bits = [...bits.slice(0, prefix), ...permute(bits.slice(prefix), radices, this.key)];
      if (prefix === 0) bits = [...base.flatMap(toBits).slice(0, baseBits), ...bits.slice(baseBits)];
      const redacted = toBytes(bits);
      if (this.signatureOf(toText(redacted)) === signature) return redacted;
    }
    return bytes.map(() => 0);
  }

  /** Which ranges an address is in. */
  private signatureOf(address: string): string {
    return this.tests.map(({ holds }) => (holds(address) ? '1' : '0')).join('');
  }
}

const IPV4 = addressTest(['0.0.0.0/0']);
const IPV6 = addressTest(['::/0']);

/** The IPv4 address in an address of `::ffff:0:0/96`: it is the same actor's, in whatever form. */
function mappedIPv4(address: string): string | undefined {
  const bytes = ipv6Bytes(address);
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.slice(12).join('.') : undefined;
}

function ipv6Bytes(address: string): readonly number[] {
  const [left = '', right] = address
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: readonly string[]) => {
      const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
      return `${(256 * a + b).toString(16)}:${(256 * c + d).toString(16)}`;
    })
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const missing = 8 - left.length - (right?.length ?? 0);
  const groups = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

function toBits(byte: number): readonly number[] {
  return Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1);
}

function toBytes(bits: readonly number[]): readonly number[] {
  return Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit) => 2 * byte + bit, 0),
  );
}

function toText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, at) =>
    (256 * (bytes[2 * at] as number) + (bytes[2 * at + 1] as number)).toString(16),
  ).join(':');
}
