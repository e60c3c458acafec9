import { matchesPattern } from '../../../../lib/core/policy/evaluation/text-pattern';

/** Every text of so many characters of an alphabet at most, the empty one among them. */
function textsOf(alphabet: readonly string[], length: number): string[] {
  if (length === 0) return [''];
  const shorter = textsOf(alphabet, length - 1);
  return ['', ...shorter.flatMap((text) => alphabet.map((character) => character + text))];
}

function regularExpressionOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

test('every short pattern fits every short text that the regular expression with .* and . does', () => {
  const texts = [...new Set(textsOf(['a', 'b'], 5))];
  const patterns = [...new Set(textsOf(['a', 'b', '*', '?'], 4))];
  const wrong = patterns.flatMap((pattern) => {
    const expression = regularExpressionOf(pattern);
    const differs = (text: string) =>
      matchesPattern(pattern, text, { wildcards: true }) !== expression.test(text);
    return texts.filter(differs).map((text) => `${pattern} ${text}`);
  });
  expect(wrong).toEqual([]);
  expect(texts.length * patterns.length).toBe(63 * 341);
});

test('without wildcards a pattern fits itself only', () => {
  const texts = [...new Set(textsOf(['a', '*', '?'], 3))];
  const fitting = texts.map((pattern) =>
    texts.filter((text) => matchesPattern(pattern, text, { wildcards: false })),
  );
  expect(fitting).toEqual(texts.map((text) => [text]));
});
