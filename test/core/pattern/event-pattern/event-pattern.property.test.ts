import fc from 'fast-check';
import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import { renderEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern-syntax';
import { parseEvents } from '../../../../lib/core/pattern/event-pattern/event-value';
import { fitsWildcard, parseWildcard } from '../../../../lib/core/pattern/event-pattern/wildcard-pattern';
import { cases } from '../../../jest/cases';
import { arbitraryRecord } from '../../../parity/arbitrary-record';
import { arbitraryEventPattern } from './arbitrary-event-pattern';

const RUNS = { numRuns: 500 };

test('a pattern that is printed and read again is the same, and matches the same', () => {
  const property = fc.property(arbitraryEventPattern, arbitraryRecord, (syntax, event) => {
    const text = renderEventPattern(syntax);
    const first = parseEventPattern(text);
    const second = parseEventPattern(JSON.stringify(JSON.parse(text), undefined, 2));
    if ('problems' in first) {
      expect(first.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
        'too-complex',
      ]);
      return;
    }
    expect(renderEventPattern(first.pattern.syntax)).toBe(text);
    expect(first.pattern.syntax).toEqual(syntax);
    const isOneReading = first.pattern.warnings.every(({ code }) => code.startsWith('unsettled'));
    if (isOneReading && 'pattern' in second) {
      expect(second.pattern.matches(event)).toBe(first.pattern.matches(event));
    }
  });
  fc.assert(property, RUNS);
});

test('any text gives a pattern or problems with places in it, soon', () => {
  const pieces = fc.constantFrom(
    ...['{', '}', '[', ']', ':', ',', '"a"', '"$or"', '"prefix"', '"anything-but"', '"wildcard"', '"*a*b*"'],
    ...[
      '"numeric"',
      '">"',
      '5',
      '-0.5e3',
      'null',
      'true',
      '"exists"',
      '"cidr"',
      '"10.0.0.0/8"',
      '\n',
      '"\\u12',
      '"',
    ],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.tuple(arbitraryEventPattern, fc.nat(), pieces).map(([syntax, at, piece]) => {
      const text = renderEventPattern(syntax);
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + 1);
    }),
  );
  const property = fc.property(texts, (text) => {
    const parsed = parseEventPattern(text);
    if ('pattern' in parsed) {
      expect(typeof parsed.pattern.matches({ a: ['x', { b: 1 }] })).toBe('boolean');
      return;
    }
    expect(parsed.problems.some(({ severity }) => severity === 'error')).toBe(true);
    const lines = text.split('\n');
    for (const { line, column, message } of parsed.problems) {
      expect(column - 1).toBeLessThanOrEqual(lines[line - 1]!.length);
      expect(message).toMatch(/^(AWS |EventBridge |[^A-Z]).*[^.]$/);
    }
  });
  fc.assert(property, { numRuns: 2_000 });
});

test('an event that is read from its text is what JSON.parse gives, but for the text of numbers', () => {
  const property = fc.property(fc.json({ maxDepth: 4 }), (text) => {
    const read = parseEvents(`[${text}]`);
    if ('problem' in read) throw new Error(read.problem.message);
    const written = JSON.stringify(read.events[0], (_, value) =>
      typeof value?.literal === 'string' ? JSON.parse(value.literal) : value,
    );
    expect(written).toBe(JSON.stringify(JSON.parse(text)));
  });
  fc.assert(property, RUNS);
});

test('wildcards fit what a regular expression fits', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 12 });
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '\\*', '\\\\'), { maxLength: 8 });
  let fitting = 0;
  const property = fc.property(pattern, text, (parts, value) => {
    const parsed = parseWildcard(parts.join(''));
    if ('problem' in parsed) return;
    const source = parts.map((part) => (part === '*' ? '.*' : part)).join('');
    const expected = new RegExp(`^${source}$`).test(value);
    expect(fitsWildcard(parsed.pieces, value)).toBe(expected);
    fitting += expected ? 1 : 0;
  });
  fc.assert(property, { numRuns: 5_000 });
  expect(fitting).toBeGreaterThan(cases(200));
});
