/** Checks what is neither string, object nor list: `true`, `false`, `null` and numbers, as JSON spells them. */

const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const NULL: u32 = 0x6c6c756e;

/** Where such a value ends that begins at an address: before a comma or a bracket, or at `limit`. */
export function behindScalar(from: u32, limit: u32): u32 {
  let to = from;
  while (to < limit) {
    const byte = load<u8>(to);
    if (byte == 0x2c || (byte | 0x20) == 0x7d) break;
    to++;
  }
  return to;
}

/** Whether the bytes from one address to another are such a value. */
export function isScalar(from: u32, to: u32): bool {
  const length = to - from;
  const first = load<u8>(from);
  if (first == 0x74) return length == 4 && load<u32>(from) == TRUE;
  if (first == 0x6e) return length == 4 && load<u32>(from) == NULL;
  if (first == 0x66) return length == 5 && load<u32>(from + 1) == ALSE;
  return isNumber(from, to);
}

// @ts-ignore: decorator
@inline
function isDigit(at: u32, to: u32): bool {
  return at < to && <u32>load<u8>(at) - 0x30 < 10;
}

function behindDigits(at: u32, to: u32): u32 {
  while (isDigit(at, to)) at++;
  return at;
}

/** `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?` */
function isNumber(from: u32, to: u32): bool {
  let at = from;
  if (at < to && load<u8>(at) == 0x2d) at++;
  if (!isDigit(at, to)) return false;
  at = load<u8>(at) == 0x30 ? at + 1 : behindDigits(at, to);
  if (at < to && load<u8>(at) == 0x2e) {
    if (!isDigit(at + 1, to)) return false;
    at = behindDigits(at + 1, to);
  }
  if (at < to && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    if (at < to && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
    if (!isDigit(at, to)) return false;
    at = behindDigits(at, to);
  }
  return at == to;
}
