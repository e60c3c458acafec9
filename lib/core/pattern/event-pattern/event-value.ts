import { type JsonProblem, type LocatedJson, parseLocatedValues } from './located-json';

/**
 * What a pattern is tried on. A number may be a {@link JsonNumber}, which keeps how the event's text writes it; a
 * JavaScript number is read as the text that JavaScript gives it. Any parsed JSON is such a value.
 */
export type EventValue = null | boolean | string | number | JsonNumber | readonly EventValue[] | EventObject;

/** An event, or an object in it. */
export interface EventObject {
  readonly [key: string]: EventValue | undefined;
}

/**
 * Reads events from JSON text: one, pretty-printed or not; several one after another, as in newline-delimited JSON;
 * or an array of them. Of a key that is twice in an object the last one counts, as in `JSON.parse`.
 */
export function parseEvents(
  text: string,
): { readonly events: readonly EventValue[] } | { readonly problem: JsonProblem } {
  const values = parseLocatedValues(text);
  if ('problem' in values) return values;
  const [only] = values.roots;
  const isList = values.roots.length === 1 && only?.kind === 'array';
  return { events: (isList ? only.items : values.roots).map(toEventValue) };
}

function toEventValue(value: LocatedJson): EventValue {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries(value.members.map((member) => [member.key, toEventValue(member.value)]));
    case 'array':
      return value.items.map(toEventValue);
    case 'string':
      return value.text;
    case 'number':
      return new JsonNumber(value.literal);
    case 'boolean':
      return value.value;
    case 'null':
      return null;
    default:
      return value satisfies never;
  }
}

/** Whether the value is an object: neither null, an array nor a number that keeps its text. */
export function isEventObject(value: EventValue | undefined): value is EventObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  );
}

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

/** The digits that decide about addresses of the other kind. IPv4 addresses are matched between the limits of IPv6 only. */
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

/** A number as its JSON text writes it: `300`, `300.0` and `3e2` differ. */
export class JsonNumber {
  constructor(readonly literal: string) {}

  /** As JavaScript, and so compact JSON, writes the number. */
  static of(value: number): JsonNumber {
    return new JsonNumber(JSON.stringify(value));
  }
}

/**
 * The number as a double, where a double can hold it: its shortest decimal form has the same value. Undefined for
 * others, such as `0.1000000000000000055` or 20-digit identifiers, which EventBridge compares by their text only.
 */
export function exactDouble({ literal }: JsonNumber): number | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) return undefined;
  return decimalOf(literal) === decimalOf(String(value)) ? value : undefined;
}

/**
 * Whether plain equality holds. As numbers where doubles can hold both, and by their text otherwise. AWS's guide says
 * that `300` and `300.0` differ, but TestEventPattern and event-ruler find them equal.
 */
export function sameNumber(left: JsonNumber, right: JsonNumber): boolean {
  const value = exactDouble(left);
  return value === undefined ? left.literal === right.literal : value === exactDouble(right);
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/** Sign, digits without zeros around them, and the power of ten of the last digit: one text for one value. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = withoutTrailingZeros(digits);
  if (kept === '') return '0';
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
