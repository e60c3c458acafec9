import fc from 'fast-check';
import { clamp, renderTable } from '../../../bin/outputs/table';

const WIDTHS = [21, 14, 30, 25, 28];
/** A cell shows 400 characters, and the narrowest column here has room for 13 in a line. */
const MAX_ROW_CHARACTERS = 401 * 120;

describe('a table', () => {
  // With time that is cubic in the length, one of these takes an hour, which the time limit of a test ends.
  it.each([
    ['one word', 'x'.repeat(300_000)],
    ['words', 'ab '.repeat(100_000)],
    ['blanks', ' '.repeat(300_000)],
    ['wide characters', '名'.repeat(300_000)],
    ['characters outside the basic plane', '😀'.repeat(150_000)],
  ])('takes time and room that do not grow with the length of a cell: %s', (_, name) => {
    const text = renderTable(WIDTHS, [['2026-08-17T14:01:31Z', 'high', 'title', name, name]]);
    expect(text.length).toBeLessThan(MAX_ROW_CHARACTERS);
  });

  it('shows that a cell is longer', () => {
    expect(renderTable([410], [['x'.repeat(500)]])).toBe(`${'x'.repeat(399)}…\n`);
  });

  it('counts the columns of a terminal, of which an ideograph takes two', () => {
    expect(renderTable([6, 4], [['名前', 'x']])).toBe('名前  x\n');
    expect(renderTable([4, 4], [['名前', 'x']])).toBe('名  x\n前\n');
  });

  it('loses no word, and keeps every line within the widths', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'B', '9', ' ', '-'), maxLength: 300 });
    fc.assert(
      fc.property(cell, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = renderTable([width], [[text]])
          .split('\n')
          .slice(0, -1);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(line.length).toBeLessThan(width);
      }),
    );
  });
});

describe('a clamped text', () => {
  it('never ends in half of a surrogate pair', () => {
    expect(clamp('a😀b', 3)).toBe('a…');
    expect(clamp('abc', 3)).toBe('abc');
  });
});
