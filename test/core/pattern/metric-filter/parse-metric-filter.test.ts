import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';

describe('a filter pattern', () => {
  test.each([
    [1024, true],
    [1025, false],
  ])('of %i characters is taken: %s', (length, isTaken) => {
    const pattern = `{ $.a = "${'x'.repeat(length - 11)}"}`;
    expect(pattern).toHaveLength(length);
    expect('syntax' in parseMetricFilter(pattern)).toBe(isTaken);
  });

  test.each([
    ['two regular expressions', '{ $.a = %x% || $.b = %y% }', true],
    ['three', '{ $.a = %x% || $.b = %y% || $.c = %z% }', false],
    ['three between blanks', '[a=%x%, b=%y%, c=%z%]', false],
    ['one wildcard in a field', '{ $.a[*].b = 1 }', true],
    ['two', '{ $.a[*].b[*] = 1 }', false],
    ['three fields with wildcards', '{ $.a[*] = 1 || $.* = 2 || $.c.* = 3 }', true],
    ['four', '{ $.a[*] = 1 || $.* = 2 || $.c.* = 3 || $.d[*] IS NULL }', false],
    ['parentheses as deep as its length allows', `{ ${'('.repeat(500)}$.a = 1${')'.repeat(500)} }`, true],
  ])('with %s is within the limits or not', (_, pattern, isTaken) => {
    expect('syntax' in parseMetricFilter(pattern)).toBe(isTaken);
  });

  test.each([
    // [pattern, code, column, message]
    ['{ }', 'expected-selector', 3, "a condition begins with a field, such as $.eventName; found '}'"],
    [
      '{ eventName = "x" }',
      'expected-selector',
      3,
      "a condition begins with a field, such as $.eventName; found 'eventName'",
    ],
    [
      '{"v":[1]}',
      'expected-selector',
      2,
      `a condition begins with a field, such as $.eventName; found '"v"'`,
    ],
    [
      '{ $ = 1 }',
      'expected-selector',
      4,
      "'$' must be followed by the name of a field, such as $.eventName; found ' '",
    ],
    ['{ $. = 1 }', 'bad-selector', 5, "the name of a field is missing after the dot; found ' '"],
    ['{ $..a = 1 }', 'bad-selector', 5, "a name is missing between two dots; '..' is not supported"],
    [
      '{ $.a:b = 1 }',
      'bad-selector',
      5,
      "a name has letters, digits, '-' and '_'; write any other as $.['a:b']",
    ],
    [
      '{ $.a[-1] = 1 }',
      'bad-selector',
      7,
      "expected an index, '*' or a name in single quotation marks between the brackets; found '-'",
    ],
    ['{ $.a[9999999999] = 1 }', 'bad-selector', 7, 'the index 9999999999 is too large'],
    ['{ $.a[0 = 1 }', 'bad-selector', 8, "expected ']'; found ' '"],
    ["{ $.['a = 1 }", 'unclosed-name', 6, "the name that begins here has no closing '"],
    ["{ $.[''] = 1 }", 'bad-selector', 6, 'the name of a field is empty'],
    ['{ $.a }', 'expected-operator', 7, "expected =, !=, <, >, <= or >=; found '}'"],
    ['{ $.a == 1 }', 'bad-operator', 7, "'==' is not an operator; for equality, write '='"],
    ['{ $.a <> 1 }', 'bad-operator', 7, "'<>' is not an operator; write '!='"],
    [
      '{ $.a CONTAINS 1 }',
      'expected-operator',
      7,
      "expected an operator, IS or NOT EXISTS; found 'CONTAINS'",
    ],
    [
      '{ $.a EXISTS }',
      'unsupported-exists',
      7,
      'EXISTS is not supported without NOT; write = * for a text or a number',
    ],
    [
      '{ $.a IS NOT NULL }',
      'unsupported-is-not',
      10,
      'IS NOT is not supported; write what the field is instead',
    ],
    ['{ $.a IS 1 }', 'expected-constant', 10, "expected NULL, TRUE or FALSE after IS; found '1'"],
    ['{ $.a NOT NULL }', 'expected-exists', 11, "expected EXISTS after NOT; found 'NULL'"],
    ['{ !($.a = 1) }', 'no-negation', 3, "'!' is not allowed before a condition; write != or NOT EXISTS"],
    [
      '{ $.a = }',
      'expected-value',
      9,
      "expected a number, a text in double quotation marks, or a %regular expression%; found '}'",
    ],
    [
      "{ $.a = 'x' }",
      'expected-value',
      9,
      'a text must be in double quotation marks; found a single quotation mark',
    ],
    [
      '{ $.a > x }',
      'not-a-number',
      9,
      "'>' compares numbers, and this is not a number; for text, write = or !=",
    ],
    [
      '{ $.a >= "5" }',
      'not-a-number',
      10,
      "'>=' compares numbers, and this is not a number; for text, write = or !=",
    ],
    ['{ $.a = "x }', 'unclosed-text', 9, 'the text that begins here has no closing quotation mark'],
    ['{ $.a = "x\\" }', 'unclosed-text', 9, 'the text that begins here has no closing quotation mark'],
    ['{ $.a = %x }', 'unclosed-expression', 9, "the regular expression that begins here has no closing '%'"],
    ['{ $.a = %% }', 'bad-expression', 10, 'a regular expression is empty'],
    ['{ $.a = %so!% }', 'bad-expression', 12, "'!' is not supported in a regular expression; write \\x21"],
    [
      '{ $.a = %(a|b)% }',
      'bad-expression',
      10,
      'parentheses are not supported in a regular expression; write \\x28 or \\x29 for literal parentheses',
    ],
    ['{ $.a = %ü% }', 'bad-expression', 10, "'ü' is not supported in a regular expression: only ASCII is"],
    ['{ $.a = %a\\b% }', 'bad-expression', 11, "'\\b' is not supported in a regular expression"],
    ['{ $.a = %a\\% }', 'bad-expression', 11, "'\\' is not supported in a regular expression"],
    ['{ $.a = %a**% }', 'bad-expression', 10, /^the regular expression cannot be used: /],
    ['{ ($.a = 1 }', 'unclosed-group', 3, "this '(' is not closed"],
    ['{ ($.a = 1 $.b = 2) }', 'expected-end', 12, "expected &&, || or ')'; found '$'"],
    ['{ $.a = 1', 'expected-end', 10, "expected &&, || or '}'; found the end of the pattern"],
    ['{ $.a = 1 AND $.b = 2 }', 'expected-end', 11, "expected &&, || or '}'; found 'AND'; write &&"],
    ['{ $.a = 1 or $.b = 2 }', 'expected-end', 11, "expected &&, || or '}'; found 'or'; write ||"],
    ['{ $.a = arn:x }', 'expected-end', 12, "expected &&, || or '}'; found ':'"],
    ['{ $.a = 1 } x', 'expected-end', 13, "nothing may follow the closing '}'; found 'x'"],
    ['ERROR: x', 'bad-term', 6, `a term with ':' in it must be in double quotation marks: "ERROR:"`],
    ['a\u00a0b', 'bad-term', 2, `a term with '\u00a0' in it must be in double quotation marks: "a\u00a0b"`],
    ['\f', 'bad-term', 1, /^a term with '/],
    ['a -', 'expected-term', 4, 'a term is missing after the minus sign'],
    ['?', 'expected-term', 2, 'a term is missing after the question mark'],
    ['"a', 'unclosed-text', 1, 'the text that begins here has no closing quotation mark'],
    ['[a, b', 'expected-end', 6, "expected a comma or ']'; found the end of the pattern"],
    ['[a] b', 'expected-end', 5, "nothing may follow the closing ']'; found 'b'"],
    ['[..., a, ...]', 'second-ellipsis', 10, "'...' is allowed only once"],
    ['[a = 1 b]', 'expected-end', 8, "expected a comma or ']'; found 'b'"],
    ['[(a = 1, b]', 'unclosed-group', 2, "this '(' is not closed"],
    ['[a ~ 1]', 'expected-operator', 4, "expected =, !=, <, >, <= or >=; found '~'"],
  ])('fails: %s', (pattern, code, column, message) => {
    const refused = parseMetricFilter(pattern);
    expect('problems' in refused && refused.problems).toEqual([
      {
        severity: 'error',
        code,
        column,
        line: 1,
        file: 'pattern',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    ]);
  });

  it('fails with the line where it has several', () => {
    expect(parseMetricFilter('{ $.a = 1 ||\n  $.b ! 2 }', 'alarm')).toMatchObject({
      problems: [{ file: 'alarm', line: 2, column: 7 }],
    });
  });

  test.each([
    ['{ $.a = "x*y" }', 'inner-wildcard', 9],
    ['{ $.a != * }', 'any-value', 10],
    ['{ $.a = "*" }', 'any-value', 9],
    ['{ $.a = "true" }', 'constant-as-text', 9],
    ['{ $.a = false }', 'constant-as-text', 9],
    ['{ $.a = "3" }', 'number-as-text', 9],
    ['{ $.a = "x\\y" }', 'backslash', 9],
    ['{ $.a is null }', 'lower-case-word', 7],
    ['{ $.["a"] = 1 }', 'double-quoted-name', 6],
    ['{ $.a[*] != 1 }', 'negated-wildcard', 3],
    ['{ $.* NOT EXISTS }', 'negated-wildcard', 7],
    ['?a ?b c', 'ignored-terms', 1],
    ['[w1=!ERROR, w2]', 'reversed-operator', 4],
    ['[a, b = 1 && c = 2]', 'undeclared-field', 14],
  ])('is warned about: %s', (pattern, code, column) => {
    const filter = parseMetricFilter(pattern);
    expect('warnings' in filter && filter.warnings).toMatchObject([
      { severity: 'warning', code, line: 1, column },
    ]);
  });
});
