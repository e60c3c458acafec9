import {
  anchorPattern,
  parseSigmaString,
  patternAtoms,
  plainText,
} from '../../../../lib/core/sigma/detection/sigma-string';

const ANY = { any: true };
const ONE = { one: true };

describe('a Sigma string', () => {
  test.each<[string, readonly object[]]>([
    ['', []],
    ['abc', [{ text: 'abc' }]],
    ['a*c', [{ text: 'a' }, ANY, { text: 'c' }]],
    ['a?c', [{ text: 'a' }, ONE, { text: 'c' }]],
    ['a**', [{ text: 'a' }, ANY]],
    ['a\\*c', [{ text: 'a*c' }]],
    ['a\\?c', [{ text: 'a?c' }]],
    ['a\\\\*c', [{ text: 'a\\' }, ANY, { text: 'c' }]],
    ['a\\\\\\*c', [{ text: 'a\\*c' }]],
    ['C:\\Windows', [{ text: 'C:\\Windows' }]],
    ['C:\\\\Windows', [{ text: 'C:\\Windows' }]],
    ['a\\\\\\b', [{ text: 'a\\\\b' }]],
    ['a\\\\\\\\b', [{ text: 'a\\\\b' }]],
    ['a\\', [{ text: 'a\\' }]],
    ['%name%', [{ text: '%name%' }]],
  ])('%s', (source, parts) => {
    expect(parseSigmaString(source)).toEqual(parts);
  });

  test('has a plain text only without wildcards', () => {
    expect(plainText(parseSigmaString(''))).toBe('');
    expect(plainText(parseSigmaString('a\\*'))).toBe('a*');
    expect(plainText(parseSigmaString('a*'))).toBeUndefined();
    expect(plainText(parseSigmaString('?'))).toBeUndefined();
  });

  test('gets stars at the ends that a modifier asks for, and no second ones', () => {
    expect(anchorPattern(parseSigmaString('*a'), 'contains')).toEqual([ANY, { text: 'a' }, ANY]);
    expect(anchorPattern(parseSigmaString('a'), 'startswith')).toEqual([{ text: 'a' }, ANY]);
    expect(anchorPattern(parseSigmaString('a*b'), 'endswith')).toEqual([
      ANY,
      { text: 'a' },
      ANY,
      { text: 'b' },
    ]);
  });
});

describe('patterns of a field', () => {
  test('become the plainest atoms that say the same, those of one kind together', () => {
    const sources = ['a', 'b*', '*c', '*d*', 'e', 'f*g', '?', '', 'h*'];
    expect(patternAtoms('x', sources.map(parseSigmaString), false)).toEqual([
      { kind: 'equals', field: 'x', values: ['a', 'e', ''], cased: false },
      { kind: 'startsWith', field: 'x', values: ['b', 'h'], cased: false },
      { kind: 'endsWith', field: 'x', values: ['c'], cased: false },
      { kind: 'contains', field: 'x', values: ['d'], cased: false },
      { kind: 'wildcard', field: 'x', patterns: [[{ text: 'f' }, ANY, { text: 'g' }], [ONE]], cased: false },
    ]);
  });

  test('keep a bare star as it is', () => {
    expect(patternAtoms('x', [[ANY as { any: true }]], true)).toEqual([
      { kind: 'wildcard', field: 'x', patterns: [[ANY]], cased: true },
    ]);
  });
});
