/** Checks what follows a backslash in a string. */

const LETTER_U: u8 = 0x75;

/** What no escape is found wrong gives. */
const NONE: u32 = 0xffffffff;

/** The place of the first backslash that begins no escape, of those that the bits behind `at` tell. */
export function checkEscapes(input: u32, at: u32, escaping: u64): u32 {
  while (escaping != 0) {
    const place = at + <u32>ctz(escaping);
    escaping &= escaping - 1;
    if (!isEscape(input + place + 1)) return place;
  }
  return NONE;
}

/** What may follow a backslash: `"`, `\`, `/`, b, f, n, r, t, or u and four hexadecimal digits. */
function isEscape(address: u32): bool {
  const letter = load<u8>(address);
  if (letter == LETTER_U) {
    for (let digit: u32 = 1; digit <= 4; digit++) if (hexDigit(load<u8>(address + digit)) < 0) return false;
    return true;
  }
  switch (letter) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

/** The value of a hexadecimal digit in either case; -1 of any other byte. */
function hexDigit(byte: u8): i32 {
  if (byte >= 0x30 && byte <= 0x39) return <i32>byte - 0x30;
  const letter = <i32>(byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}
