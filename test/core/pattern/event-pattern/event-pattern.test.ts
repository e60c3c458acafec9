import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import { type EventValue, parseEvents } from '../../../../lib/core/pattern/event-pattern/event-value';

function matches(pattern: unknown, event: EventValue): boolean {
  return matchesText(typeof pattern === 'string' ? pattern : JSON.stringify(pattern), JSON.stringify(event));
}

function matchesText(pattern: string, event: string): boolean {
  const parsed = parseEventPattern(pattern);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
  const read = parseEvents(event);
  if ('problem' in read) throw new Error(read.problem.message);
  return parsed.pattern.matches(read.events[0]!);
}

/** `line:column message` of each problem, warnings of a valid pattern included. */
function problemsOf(text: string): readonly string[] {
  const parsed = parseEventPattern(text);
  const problems = 'problems' in parsed ? parsed.problems : parsed.pattern.warnings;
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('values', () => {
  test.each<[item: unknown, value: EventValue, expected: boolean]>([
    ['a', 'a', true],
    ['a', 'A', false],
    ['5', 5, false],
    [5, '5', false],
    [true, true, true],
    [true, 'true', false],
    [null, null, true],
    [null, 'null', false],
    [null, [], false],
    ['', '', true],
    [{ prefix: 'ab' }, 'abc', true],
    [{ prefix: '' }, 5, false],
    [{ suffix: 'bc' }, 'abc', true],
    [{ suffix: 'bc' }, 'abcd', false],
    [{ prefix: { 'equals-ignore-case': 'AB' } }, 'aBc', true],
    [{ suffix: { 'equals-ignore-case': 'BC' } }, 'aBc', true],
    [{ 'equals-ignore-case': 'ABC' }, 'aBc', true],
    [{ 'equals-ignore-case': 'ABC' }, 'aBcd', false],
    [{ 'equals-ignore-case': 'stra\u00dfe' }, 'STRASSE', true],
    [{ wildcard: 'a*c' }, 'abbc', true],
    [{ wildcard: 'a*b*c' }, 'acb', false],
    [{ wildcard: 'ab*b' }, 'ab', false],
    [{ wildcard: 'a\\*c' }, 'a*c', true],
    [{ wildcard: 'a\\*c' }, 'abc', false],
    [{ wildcard: '*\\\\*' }, 'a\\b', true],
    [{ wildcard: '*' }, 5, false],
    [{ 'anything-but': 'a' }, 'b', true],
    [{ 'anything-but': 'a' }, null, true],
    [{ 'anything-but': 'a' }, {}, false],
    [{ 'anything-but': 'a' }, ['a', 'c'], true],
    [{ 'anything-but': ['a', 'c'] }, ['a', 'c'], false],
    [{ 'anything-but': 5 }, '5', true],
    [{ 'anything-but': [5, 6] }, 6, false],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, 'bc', false],
    [{ 'anything-but': { suffix: 'c' } }, true, true],
    [{ 'anything-but': { 'equals-ignore-case': 'A' } }, 'a', false],
    [{ 'anything-but': { wildcard: 'a*' } }, 'abc', false],
    [{ numeric: ['>', 0, '<=', 5] }, 5, true],
    [{ numeric: ['>', 0, '<=', 5] }, 0, false],
    [{ numeric: ['=', 3.018e2] }, 301.8, true],
    [{ numeric: ['<', 5] }, '4', false],
    [{ exists: true }, null, true],
    [{ exists: true }, {}, false],
    [{ exists: true }, { x: 1 }, false],
    [{ exists: true }, [], false],
    [{ exists: false }, { x: 1 }, true],
    [{ exists: false }, '', false],
    [{ cidr: '10.0.0.0/8' }, '10.1.2.3', true],
    [{ cidr: '10.0.0.0/8' }, 'ec2.amazonaws.com', false],
    [{ cidr: '10.0.0.0/8' }, '::ffff:10.1.2.3', false],
    [{ cidr: '2001:db8::/32' }, '2001:DB8:0::1', true],
    ['2001:db8::1', '2001:DB8:0::1', true],
    // Digits are compared from the left, whatever kind of address they are of.
    [{ cidr: '10.0.0.0/8' }, 'a00::1', true],
    [{ cidr: '10.0.0.0/8' }, 'b00::1', false],
    [{ cidr: '10.1.2.0/24' }, 'a01:2ff:ffff::', true],
    [{ cidr: '2000::/3' }, '50.1.2.3', true],
    [{ cidr: '2000::/3' }, '32.0.0.0', false],
    [{ cidr: '2000::/3' }, '63.255.255.255', false],
    [{ cidr: '::/0' }, '0.0.0.0', false],
    [{ cidr: '::/0' }, '0.0.0.1', true],
    [{ cidr: 'fe80::/10' }, '254.129.1.1', true],
    [{ cidr: '2001:db8::/32' }, '32.1.13.184', false],
    [{ cidr: '0.0.0.0/0' }, 5, true],
    [{ cidr: '10.0.0.0/8' }, 5, false],
    [{ prefix: 'a"' }, 'a', true],
    [{ prefix: 'a"' }, 'a"b', true],
    [{ suffix: '"a' }, 'a', true],
    [{ prefix: { 'equals-ignore-case': '"' } }, '', true],
    [{ wildcard: 'a"*' }, 'a', false],
    ['10.0.0.0', 'a00::', true],
    ['10.0.0.0', '010.0.0.0', true],
    [{ 'anything-but': '2001:db8::1' }, '2001:DB8:0::1', true],
  ])('%j on %j is %s', (item, value, expected) => {
    expect(matches({ a: [item] }, { a: value })).toBe(expected);
  });

  test('any of the values of a list may match', () => {
    const pattern = { a: [{ exists: false }, 'x', { prefix: 'y' }] };
    expect([{}, { a: 'x' }, { a: 'yz' }, { a: 'z' }].map((event) => matches(pattern, event))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('numbers that doubles hold are compared by value, others by their text', () => {
    expect(matchesText('{"a":[300]}', '{"a":300.0}')).toBe(true);
    expect(matchesText('{"a":[300]}', '{"a":3.0e2}')).toBe(true);
    expect(matchesText('{"a":[12345678901234567890]}', '{"a":12345678901234567890}')).toBe(true);
    expect(matchesText('{"a":[12345678901234567890]}', '{"a":12345678901234567891}')).toBe(false);
    expect(matchesText('{"a":[{"numeric":[">",1]}]}', '{"a":12345678901234567891}')).toBe(false);
  });
});

describe('paths', () => {
  test('a dot in a key and an object in an object are the same', () => {
    expect(matches({ d: { s: { t: ['x'] } } }, { d: { 's.t': 'x' } })).toBe(true);
    expect(matches({ d: { 's.t': ['x'] } }, { d: { s: { t: 'x' } } })).toBe(true);
    expect(matches({ d: { 's.t': ['x'] } }, { d: { s: 'x' } })).toBe(false);
  });

  test('names such as __proto__ are keys like any other', () => {
    expect(matches('{"__proto__":["x"]}', {})).toBe(false);
    expect(matchesText('{"__proto__":{"a":["x"]}}', '{"__proto__":{"a":"x"}}')).toBe(true);
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
  });

  test('of a key that stands twice the last one counts, and objects under one key are joined', () => {
    expect(matches('{"a":["x"],"a":["y"]}', { a: 'y' })).toBe(true);
    expect(matches('{"a":["x"],"a":["y"]}', { a: 'x' })).toBe(false);
    expect(matches('{"a":{"b":["x"]},"a":{"c":["y"]}}', { a: { c: 'y' } })).toBe(false);
  });
});

describe('$or', () => {
  const pattern = { s: ['a'], $or: [{ x: [1] }, { y: [2], $or: [{ z: [3] }, { z: [4] }] }] };

  test.each<[event: EventValue, expected: boolean]>([
    [{ s: 'a', x: 1 }, true],
    [{ s: 'a', y: 2, z: 4 }, true],
    [{ s: 'a', y: 2 }, false],
    [{ s: 'b', x: 1 }, false],
  ])('on %j is %s', (event, expected) => expect(matches(pattern, event)).toBe(expected));

  test('is an ordinary key where it is no list of two objects, or operators stand in it; a warning says so', () => {
    expect(matches({ $or: { a: ['x'] } }, { $or: { a: 'x' } })).toBe(true);
    expect(matches({ $or: [{ prefix: 'a' }, { suffix: 'b' }] }, { $or: 'ab' })).toBe(true);
    expect(problemsOf('{"$or":["x"]}')).toEqual([
      "1:2 this '$or' is treated as the name of a field: it is not a list of two or more objects with fields",
    ]);
  });

  test('inside and outside of which the same field stands has the later one; a warning says so', () => {
    const text = '{"a":["x"],"$or":[{"a":["y"]},{"b":["z"]}]}';
    expect(matches(text, { a: 'y' })).toBe(true);
    expect(problemsOf(text)).toEqual([
      '1:20 this replaces an earlier entry for the same field; the two are not combined',
    ]);
  });
});

describe('arrays of objects', () => {
  const pattern = { d: { a: ['x'], b: ['y'] } };

  test('fields hold for one and the same element', () => {
    expect(matches(pattern, { d: [{ a: 'x' }, { a: 'x', b: 'y' }] })).toBe(true);
    expect(matches(pattern, { d: [{ a: 'x' }, { b: 'y' }] })).toBe(false);
    expect(matches(pattern, { d: [{ a: ['v', 'x'], b: ['y'] }] })).toBe(true);
    expect(matches(pattern, { d: [[{ a: 'x' }], [{ b: 'y' }]] })).toBe(false);
    expect(matches({ u: { t: { k: [1], v: [2] } } }, { u: [{ t: [{ k: 1 }, { v: 2 }] }] })).toBe(false);
  });

  test('a field is absent if the chosen element lacks it', () => {
    const absent = { d: { a: ['x'], b: [{ exists: false }] } };
    expect(matches(absent, { d: [{ a: 'x' }, { b: 'y' }] })).toBe(true);
    expect(matches(absent, { d: [{ a: 'x', b: 'y' }] })).toBe(false);
  });

  test('a hundred thousand elements are searched in linear time', () => {
    const elements = Array.from({ length: 100_000 }, (_, index) => ({ a: 'x', b: `${index}`, c: 'z' }));
    expect(matches({ d: { a: ['x'], b: ['99999'], c: ['z'] } }, { d: elements })).toBe(true);
    expect(matches({ d: { a: ['x'], b: ['none'], c: ['z'] } }, { d: elements })).toBe(false);
  });
});

describe('refusals', () => {
  test.each<[text: string, problem: string]>([
    ['', '1:1 expected JSON here'],
    ['[]', '1:1 a pattern is a JSON object, such as {"source":["aws.s3"]}'],
    ['{}', '1:1 an empty object matches nothing and is refused; name a field in it'],
    ['{\n  "a": ["x",]\n}', "2:13 a JSON value was expected, not ']'"],
    ['{"a":["x"]} {}', '1:13 there is text after the end of the JSON'],
    ['{"a":["x]}', '1:7 the quotation mark that ends this text is missing'],
    ['{"a":"x"}', "1:6 'a' must be a list or an object, not the text 'x'; put it in square brackets"],
    ['{"a":[]}', '1:6 \'a\' has an empty list; leave the key out, or write {"exists":true}'],
    ['{"a":[["x"]]}', '1:7 a list is inside a list of values; write its values directly in the list'],
    ['{"a":[{}]}', '1:7 an object in a list of values has exactly one operator, and this one has 0 keys'],
    ['{"a":[{"prefx":"x"}]}', "1:8 'prefx' is not an operator; did you mean 'prefix'?"],
    ['{"a":[{"prefix":["x"]}]}', "1:17 'prefix' takes a text, not a list; repeat the operator for each text"],
    ['{"a":[{"wildcard":"a**b"}]}', "1:19 '**' is not allowed; one '*' matches any number of characters"],
    [
      '{"a":[{"wildcard":"a\\\\b"}]}',
      "1:19 a backslash is allowed only before '*' or another backslash; for a literal backslash, write two",
    ],
    [
      '{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}',
      '1:2 the wildcards of this field are too complex together; use fewer stars, or longer texts before the first one',
    ],
    [
      '{"a":[{"anything-but":["x",1]}]}',
      "1:23 the values of 'anything-but' must be all texts or all numbers",
    ],
    ['{"a":[{"exists":"true"}]}', "1:17 'exists' requires true or false, not the text 'true'"],
    ['{"a":[{"numeric":[">",5,"<",1]}]}', '1:25 the lower bound must be less than the upper one'],
    [
      '{"a":[{"cidr":"10.0.0.1/32"}]}',
      '1:15 \'cidr\' requires a range such as "10.0.0.0/24" or "2001:db8::/32": the number after \'/\' is at most 31 here; write a single address as plain text',
    ],
    [
      '{"$or":[{"a":{"cidr":["x"]}},{"b":["y"]}]}',
      "1:15 'cidr' is reserved and cannot name a field inside '$or'",
    ],
  ])('fails on %s', (text, problem) => expect(problemsOf(text)[0]).toBe(problem));

  test('fails with all problems, not the first', () => {
    expect(problemsOf('{"a":"x",\n"b":[{"exists":1}]}')).toHaveLength(2);
  });

  test('fails on more than 1,000 combinations of branches', () => {
    const or = (key: string) => ({ $or: Array.from({ length: 11 }, (_, index) => ({ [key]: [index] })) });
    const text = JSON.stringify({ a: or('x'), b: or('x'), c: or('x') });
    expect(problemsOf(text)).toEqual([
      "1:7 the branches of '$or' make 1331 combinations, and at most 1000 are allowed",
    ]);
  });

  test('fails on more than 4,096 characters, and warns of more than 2,048', () => {
    const ofLength = (length: number) => `{"a":["${'x'.repeat(length - 10)}"]}`;
    expect(problemsOf(ofLength(2048))).toEqual([]);
    expect(problemsOf(ofLength(2049))[0]).toMatch(/over the default quota of 2048; split it/);
    expect('pattern' in parseEventPattern(ofLength(4096))).toBe(true);
    expect(problemsOf(ofLength(4097))[0]).toMatch(/a rule may have 4096/);
    expect(problemsOf(`${' '.repeat(70_000)}{}`)[0]).toMatch(/at most 65536 are read/);
  });

  test('fails on deep nesting', () => {
    expect(problemsOf('{"a":'.repeat(5_000))[0]).toMatch(/a depth of 200 levels/);
    expect(problemsOf('[')).toEqual(['1:2 a JSON value was expected, not the end of the text']);
  });
});

describe('what AWS leaves open is warned about', () => {
  test.each<[text: string, warning: RegExp]>([
    ['{"a":[300.0]}', /write \{"numeric":\["=",300\]\}/],
    ['{"a":["2001:db8::1"]}', /reads '2001:db8::1' as an address/],
    ['{"a":["x"],"a":["y"]}', /replaces an earlier entry/],
    ['{"a":{"b":["x"]},"a":{"c":["y"]}}', /a second time, and AWS does not document that both count/],
    ['{"a":[{"equals-ignore-case":"stra\u00dfe"}]}', /beyond ASCII/],
    ['{"a":["x\\ud800"]}', /half of a surrogate pair/],
    ['{"a":[{"cidr":"2000::/3"}]}', /also matches IPv4 addresses such as 32\.0\.0\.1$/],
    ['{"a":[{"cidr":"32.0.0.0/8"}]}', /also matches IPv6 addresses such as 2000:0::1$/],
  ])('in %s', (text, warning) => expect(problemsOf(text)[0]).toMatch(warning));
});
