import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';

function matches(pattern: string, message: string): boolean {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) throw new Error(filter.problems[0]?.message);
  return filter.matches(message);
}

const EVENT = JSON.stringify({
  name: 'PutEvent',
  empty: '',
  code: 404,
  price: -0.5,
  yes: true,
  no: false,
  nothing: null,
  list: ['a', 7, [1, 2], { x: 'y' }],
  user: { id: 1, 'e.mail': 'j@example.com', 'x-y_z': 'q' },
  users: [{ name: 'a' }, { name: 'b' }, { nick: 'c' }],
  __proto: 1,
});

describe('a JSON pattern', () => {
  test.each([
    ['$.name = "PutEvent"', true],
    ['$.name = PutEvent', true],
    ['$.name = "putEvent"', false],
    ['$.Name = "PutEvent"', false],
    ['$.name = "Put*"', true],
    ['$.name = "*Event"', true],
    ['$.name = "*tEv*"', true],
    ['$.name = "*"', true],
    ['$.name = "**"', true],
    ['$.name = "PutEvent*"', true],
    ['$.name != "Put*"', false],
    ['$.name != "Get*"', true],
    ['$.empty = ""', true],
    ['$.empty = "*"', true],
    ['$.code = 404', true],
    ['$.code = 404.0', true],
    ['$.code = 4.04e2', true],
    ['$.code = 4*', true],
    ['$.code != 405', true],
    ['$.code > +403', true],
    ['$.code >= 404 && $.code <= 404', true],
    ['$.code < 404', false],
    ['$.price > -1 && $.price < -.25', true],
    ['$.name > 1', false],
    ['$.yes IS TRUE && $.no IS FALSE && $.nothing IS NULL', true],
    ['$.yes IS FALSE || $.nothing IS FALSE || $.gone IS NULL || $.empty IS NULL', false],
    ['$.yes = "true" || $.yes != "x" || $.nothing != "x" || $.nothing = "*"', false],
    ['$.gone = "x" || $.gone != "x" || $.gone < 1 || $.gone = %x% || $.gone != %x%', false],
    ['$.gone NOT EXISTS && $.user.gone NOT EXISTS && $.name.x NOT EXISTS && $.nothing.x NOT EXISTS', true],
    ['$.nothing NOT EXISTS || $.user NOT EXISTS || $.list NOT EXISTS', false],
    ['$.user = "*" || $.user != "x" || $.list = "a" || $.list != "x"', false],
    ["$.user.['e.mail'] = %@example% && $.user['x-y_z'] = q && $.user.x-y_z = q", true],
    ['$.list[0] = "a" && $.list[1] = 7 && $.list[2][1] = 2 && $.list[3].x = "y"', true],
    ['$.list[9] = "a" || $.list[0][0] = "a" || $.user[0] = 1 || $.list.0 = "a"', false],
    ['$.users[*].name = "b" && $.list[*] = "a" && $.user.* = "j@*"', true],
    ['$.users[*].name = "c" || $.user[*] = 1 || $.list.* = "a"', false],
    ['$.users[*].nick NOT EXISTS', false],
    ['$.users[*].gone NOT EXISTS', true],
    ['$.toString NOT EXISTS && $.__proto__ NOT EXISTS', true],
    ['$.name = %^Put[EF]vent$% && $.name != %put%', true],
    ['$.name = %nt{1,}%', true],
    ['$.name = %^P.{,6}ent$%', true],
    ['$.name = %\\x50ut%', true],
    ['$.name = "x" && $.code = 404 || $.user.id = 1', true],
    ['$.name = "x" && ($.code = 404 || $.user.id = 1)', false],
  ])('{ %s } is %s', (expression, expected) => {
    expect(matches(`{ ${expression} }`, EVENT)).toBe(expected);
  });

  test.each(['', 'text', '"text"', '5', 'null', '{', '{"a":1}x'])('never matches %j', (message) => {
    expect(matches('{ $.gone NOT EXISTS }', message)).toBe(false);
  });

  it('reads a message that is an array', () => {
    expect(matches('{ $[1].a = 2 && $[*].a = 1 }', '[{"a":1},{"a":2}]')).toBe(true);
  });
});

describe('a list of terms', () => {
  test.each([
    ['', 'anything', true],
    [' ', '', true],
    ['" "', 'anything', true],
    ['ERROR', 'ERRORCODE: 1', true],
    ['ERROR', 'error', false],
    ['ERROR WARN', 'a WARN and an ERROR', true],
    ['ERROR WARN', 'an ERROR', false],
    ['ERROR -WARN', 'an ERROR', true],
    ['"ERROR" - "Exiting"', 'Exiting with ERRORCODE: -1', false],
    ['-WARN', 'fine', true],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'fine', false],
    ['?ERROR ?WARN REQUEST', 'a REQUEST', true],
    ['"bad news" "\\"level\\":\\"error\\""', '{"level":"error"} bad news', true],
    ['%ERR.R% -%[0-9]{3}%', 'ERROR 12', true],
    ['%ERR.R% -%[0-9]{3}%', 'ERROR 123', false],
  ])('%s on %s is %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});

const ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

describe('a pattern of fields between blanks', () => {
  test.each([
    [
      '[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]',
      ACCESS,
      true,
    ],
    ['[..., request =*.html*, status_code = 4*, bytes]', ACCESS, true],
    ['[..., request=*.html*, status_code=4*,]', ACCESS, true],
    ['[ip, user, ..., status_code = 404 || status_code = 410, bytes > 1000]', ACCESS, true],
    [
      '[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]',
      ACCESS,
      false,
    ],
    ['[ip, user, username, timestamp = "10/*", ...]', '1 2 3 [10/Oct] x', true],
    ['[ip, user, ...]', ACCESS, true],
    ['[a, b, c, d, e, f, g, h]', ACCESS, false],
    ['[..., a, b, c, d, e, f, g, h]', ACCESS, false],
    ['[a, b, c, rest = "*HTTP/1.0*"]', ACCESS, true],
    ['[w1=ERROR, w2]', 'ERROR 09/25/2014 12:00:02 Failed to process request', true],
    ['[w1=ERROR, w2]', 'INFO 09/25/2014', false],
    ['[w1=ERROR, w2]', 'ERROR', false],
    ['[w1=ERROR]', 'ERROR at last', false],
    ['[w1=ERROR || w1=WARNING, w2]', 'WARNING 1 2', true],
    ['[(w1=ERROR || w1=WARNING) && w1!=ERROR, w2]', 'ERROR 1 2', false],
    ['[w1!=ERROR && w1!=WARNING, w2]', 'INFO 1', true],
    ['[level, ms >= 1.5, ...]', 'INFO 1.50 x', true],
    ['[level, ms = 1.5, ...]', 'INFO 01.50 x', true],
    ['[level, ms > 1, ...]', 'INFO fast x', false],
    ['[]', 'anything', true],
    ['[...]', '', true],
    ['[a]', '', false],
    ['[a = "x]y", ...]', '"x]y" z', true],
    ['[a = "[x", ...]', '[x y', true],
  ])('%s on %s is %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});
