import { hasOtherFamily, inOtherFamily } from './event-value';

/**
 * An address as EventBridge reads it: hexadecimal digits, 8 of IPv4 and 32 of IPv6. Undefined if the text is not an
 * address.
 *
 * It reads what Java's `InetAddress` reads: leading zeros are decimal, and an IPv4 address inside IPv6 is IPv4 when it is
 * written in hexadecimal (`::ffff:a00:1`). With dots (`::ffff:10.0.0.1`) it is not an address.
 *
 * @see https://github.com/aws/event-ruler
 */
export function addressDigits(text: string): string | undefined {
  return text.includes(':') ? ipv6Digits(text) : ipv4Digits(text);
}

/**
 * Whether a text is an address in the range. EventBridge compares digits from the left, without regard to the kind of
 * address, so `10.0.0.0/8` matches `a00::1`, and `2000::/3` matches `50.1.2.3`.
 */
export function rangeTest(range: string): (text: string) => boolean {
  const isInside = digitsTest(range);
  return (text) => {
    const digits = addressDigits(text);
    return digits !== undefined && isInside(digits.toUpperCase());
  };
}

/**
 * The same for the digits of an address, or for a number, whose characters EventBridge compares as JSON has them: `0.0.0.0/0`
 * matches `5`. Digits are read from the left until they are between the limits for certain, or the limits have no more digits.
 * An address that ends before that is outside.
 */
export function digitsTest(range: string): (text: string) => boolean {
  const limits = digitsOfRange(range);
  if (limits === undefined) return () => false;
  const bottom = limits.bottom.toUpperCase();
  const top = limits.top.toUpperCase();
  return (text) => {
    let [isAtBottom, isAtTop] = [true, true];
    for (let at = 0; at < bottom.length; at++) {
      const digit = text[at] ?? '';
      if (!/^[0-9A-F]$/.test(digit)) return false;
      const [low = '', high = ''] = [bottom[at], top[at]];
      if ((isAtBottom && digit < low) || (isAtTop && digit > high)) return false;
      isAtBottom &&= digit === low;
      isAtTop &&= digit === high;
      if (!isAtBottom && !isAtTop) return true;
    }
    return true;
  };
}

/** Whether a text is the same address in any spelling; undefined if the given text is not an address. */
export function addressTestOf(address: string): ((text: string) => boolean) | undefined {
  const expected = addressDigits(address);
  return expected === undefined ? undefined : (text) => addressDigits(text)?.startsWith(expected) === true;
}

/** Why EventBridge refuses a range, as a sentence; undefined if it takes it. EventBridge does not take a single address as a range. */
export function cidrProblem(range: string): string | undefined {
  if (!range.includes('/')) return `'${range}' has no '/'`;
  const [address = '', prefix = '', ...rest] = range.split('/');
  const digits = addressDigits(address);
  if (digits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix))
    return `'${range}' is not a range`;
  const longest = digits.length * BITS_OF_DIGIT - 1;
  if (Number(prefix) <= longest) return undefined;
  return `the number after '/' is at most ${longest} here; write a single address as plain text`;
}

/** The addresses in use of the other kind that a range matches as well, in words; undefined if there are none. */
export function otherFamilyOf(range: string): string | undefined {
  const limits = digitsOfRange(range);
  return limits === undefined ? undefined : inOtherFamily(limits);
}

/** Whether a range matches addresses of both kinds, in use or not. */
export function matchesBothFamilies(range: string): boolean {
  const limits = digitsOfRange(range);
  return limits !== undefined && hasOtherFamily(limits);
}

const BITS_OF_DIGIT = 4;

function digitsOfRange(range: string): { readonly bottom: string; readonly top: string } | undefined {
  const [address = '', prefix = ''] = range.split('/');
  const digits = addressDigits(address);
  if (digits === undefined) return undefined;
  const bits = BigInt(digits.length * BITS_OF_DIGIT);
  const rest = (1n << (bits - BigInt(Number(prefix)))) - 1n;
  const base = BigInt(`0x${digits}`) & ~rest;
  const inDigits = (value: bigint) => value.toString(16).padStart(digits.length, '0');
  return { bottom: inDigits(base), top: inDigits(base | rest) };
}

/** Java reads no longer text as an IPv4 address. */
const MAX_IPV4_CHARACTERS = 15;

function ipv4Digits(text: string): string | undefined {
  if (text.length > MAX_IPV4_CHARACTERS || !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const GROUPS = 8;
/** How an IPv4 address begins that is written as IPv6. @see https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2 */
const MAPPED = '00000000000000000000ffff';

function ipv6Digits(text: string): string | undefined {
  if (!/^[0-9a-f:]+$/i.test(text)) return undefined;
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groupsOf(left);
  const after = groupsOf(right ?? '');
  if (before === undefined || after === undefined) return undefined;
  const missing = GROUPS - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const digits = [...before, ...Array<string>(missing).fill('0000'), ...after].join('');
  return digits.startsWith(MAPPED) ? digits.slice(MAPPED.length) : digits;
}

/** The groups on one side of `::`. Leading zeros are ignored, however many there are. */
function groupsOf(side: string): readonly string[] | undefined {
  if (side === '') return [];
  const groups = side.split(':').map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
  if (groups.some((group) => group === '' || group.length > 4)) return undefined;
  return groups.map((group) => group.padStart(4, '0'));
}
