/** A number as its JSON text writes it: `300`, `300.0` and `3e2` are three of them. */
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
