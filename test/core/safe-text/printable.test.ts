import { toPrintable } from '../../../lib/core/safe-text/printable';

describe('text for a terminal', () => {
  it.each([
    ['plain text, also ünïcode and 日本', 'plain text, also ünïcode and 日本'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['two\nlines\r', 'two\\u{a}lines\\u{d}'],
    ['\u009b31m', '\\u{9b}31m'],
    ['txt\u202egpj', 'txt\\u{202e}gpj'],
  ])('shows %j as %j', (text, printable) => {
    expect(toPrintable(text)).toBe(printable);
  });
});
