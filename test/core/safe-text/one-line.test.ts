import fc from 'fast-check';
import { nameInWords, oneLine, quoted, someOf, someWithin } from '../../../lib/core/safe-text/one-line';

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

function escaped(character: string): string {
  return HIDDEN.test(character) ? `\\u{${character.codePointAt(0)?.toString(16)}}` : character;
}

/** Every step on every text, also on those that need none. */
function plain(text: string, maxLength: number): string {
  const head = text.slice(0, maxLength * 4);
  const line = Array.from(head.replaceAll('\n', ' '), escaped).join('').replace(/ {2,}/g, ' ').trim();
  const characters = Array.from(line);
  if (head.length === text.length && characters.length <= maxLength) return line;
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .trimEnd()}…`;
}

const piece = fc.constantFrom(
  ...['a', 'B9', ' ', '  ', "'", '"', '…', 'ä', '\n', '\u200b', '\ud800', '\ud83d\ude00', '~', '!'],
  ...['AKIA', 'ASIAQWERTYUIOP12', 'ACCA0123456789ABCDEF', 'arn:aws:iam::1:user/x', '\u00a0'],
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

test('a text in one line is the same whether it needed a change or not', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (one, maxLength) => {
      const line = plain(one, maxLength);
      expect(oneLine(one, maxLength)).toBe(line);
      const isName = /^[\w+=,.@:/-]+$/.test(one);
      expect(nameInWords(one, maxLength)).toBe(isName ? line : quoted(one, maxLength));
    }),
    { numRuns: 5_000 },
  );
});

const name = fc.stringMatching(/^[\w+=,.@-]{1,20}$/);
const unseen = fc.constantFrom(
  '\u200b',
  '\u202e',
  '\u00ad',
  '\u{e0041}',
  '\u0007',
  '\ufeff',
  ' ',
  '\u00a0',
  '\n',
);

test('no name reads as another, whatever is in it that a reader does not see', () => {
  fc.assert(
    fc.property(name, name, unseen, fc.constantFrom(0, 1, 2), (before, after, hidden, at) => {
      const other = [hidden + before, before + hidden, `${before}${hidden}${after}`][at] ?? '';
      expect(nameInWords(other, 80)).not.toBe(other.replace(hidden, ''));
    }),
  );
});

test.each([
  ['', [], undefined],
  ['a', ['a'], undefined],
  ['a, b', ['a', 'b'], undefined],
  ['a, b and 1 more', ['a', 'b', 'c'], undefined],
  ['a, b and 198 more', ['a', 'b', ...Array.from({ length: 198 }, () => 'c')], undefined],
  ['a; b and 1 more', ['a', 'b', 'c'], '; '],
])('%j is what is said of %j, of which two are named', (said, texts, separator) =>
  expect(someOf(texts, 2, separator)).toBe(said),
);

test('as many as fit are named, and the number of the others, whatever they are', () => {
  expect(someWithin([], 40)).toBe('');
  expect(someWithin(['eu-west-1', 'eu-west-2'], 40)).toBe('eu-west-1, eu-west-2');
  expect(someWithin(['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-west-4'], 40)).toBe(
    'eu-west-1, eu-west-2 and 2 more',
  );
  expect(someWithin(['a'.repeat(50), 'b'], 40, '; ')).toBe(`${'a'.repeat(23)}… and 1 more`);
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 90 }), { maxLength: 30 }),
      fc.integer({ min: 40, max: 300 }),
      (texts, most) => {
        const said = someWithin(texts, most, '; ');
        expect(said.length).toBeLessThanOrEqual(most);
        const whole = texts.map((text) => oneLine(text, most)).join('; ');
        if (said !== whole) expect(Number(/ and (\d+) more$/.exec(said)?.[1])).toBeGreaterThan(0);
      },
    ),
  );
});
