import type { CompileOptions } from '../../../../lib/core/compile/compile-result';
import { toInsights } from '../../../../lib/core/compile/insights/to-insights';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';
import { INSIGHTS_READINGS, readInsights } from '../../../equivalence/insights';
import { and, cased, equals, not } from '../conditions';

/** The filter of the query, or the codes of the obstacles. */
function filterOf(condition: Condition, options?: CompileOptions): unknown {
  const result = toInsights(condition, options);
  if (result.kind === 'refused') return result.obstacles.map(({ code }) => code);
  return /\| filter (.*)\n/.exec(result.artefacts.join('\n'))?.[1];
}

test.each<[condition: Condition, filter: string]>([
  [equals('eventName', 'StopLogging'), 'eventName = "StopLogging"'],
  [equals('eventName', 'StopLogging', 'DeleteTrail'), 'eventName in ["StopLogging", "DeleteTrail"]'],
  [equals('userAgent', 'Kali'), 'tolower(userAgent) = "kali"'],
  [{ ...equals('userAgent', 'kali'), kind: 'contains' }, 'tolower(userAgent) like "kali"'],
  [cased('startsWith', 'userAgent', 'aws-cli/2'), 'userAgent like /^aws-cli\\x{2f}2/'],
  [cased('endsWith', 'errorCode', 'Denied'), 'errorCode like /Denied\\z/'],
  [cased('equals', 'userAgent', 'a"b'), 'userAgent like /^a\\x{22}b\\z/'],
  [not(equals('errorCode', 'A')), 'not (ispresent(errorCode) and errorCode = "A")'],
  [equals('readOnly', 'true'), '(readOnly = 1 or readOnly = "true")'],
  [equals('requestParameters.port', '22'), '(requestParameters.port = "22" or requestParameters.port = 22)'],
  [
    { kind: 'compare', field: 'requestParameters.port', operator: 'gte', value: 22 },
    'requestParameters.port >= 22',
  ],
  [
    { kind: 'cidr', field: 'sourceIPAddress', ranges: ['10.0.0.0/8', 'fc00::/7'] },
    '(isIpv4InSubnet(sourceIPAddress, "10.0.0.0/8") or isIpv6InSubnet(sourceIPAddress, "fc00:0:0:0:0:0:0:0/7"))',
  ],
  [
    {
      kind: 'cidr',
      field: 'sourceIPAddress',
      ranges: ['::ffff:10.0.0.0/104', '203.0.113.7', '192.168.1.1/016'],
    },
    '(isIpv4InSubnet(sourceIPAddress, "10.0.0.0/8") or isIpv4InSubnet(sourceIPAddress, "203.0.113.7/32") or isIpv4InSubnet(sourceIPAddress, "192.168.0.0/16"))',
  ],
  [{ kind: 'isNull', field: 'errorCode' }, 'not ispresent(errorCode)'],
  [{ kind: 'exists', field: 'requestParameters.a-b' }, 'ispresent(`requestParameters.a-b`)'],
  [
    { kind: 'matches', field: 'userAgent', expression: '^aws/\\d+', flags: '' },
    'userAgent like /\\Aaws\\x{2f}[0-9]+/',
  ],
])('%j', (condition, filter) => {
  expect(filterOf(condition)).toBe(filter);
});

test.each<[condition: Condition, codes: readonly string[]]>([
  [cased('equals', 'resources.ARN', 'a'), ['list']],
  [cased('equals', 'requestParameters', 'a'), ['object']],
  [equals('userAgent', 'Ä'), ['case-folding']],
  [cased('contains', 'requestParameters.port', '2'), ['number-as-text']],
  [{ kind: 'compare', field: 'sourceIPAddress', operator: 'lt', value: 1 }, ['number-in-text']],
  [{ kind: 'keyword', patterns: [[{ text: 'x' }]], cased: false }, ['keyword']],
  [{ kind: 'or', of: [] }, ['never-holds']],
  [cased('equals', 'userAgent', 'x'.repeat(10_000)), ['too-long']],
])('%j is refused', (condition, codes) => {
  expect(filterOf(condition)).toEqual(codes);
});

test('what is taken for granted is reported, and refused where it may not be', () => {
  expect(toInsights(equals('eventName', 'A'))).toMatchObject({
    assumptions: [{ code: 'canonical-case', field: 'eventName' }],
  });
  expect(filterOf(equals('eventName', 'Ab'), { assumeCanonicalCase: false })).toBe(
    'tolower(eventName) = "ab"',
  );
  expect(toInsights(equals('requestParameters.public', 'true'))).toMatchObject({
    assumptions: [
      { code: 'scalar-field', field: 'requestParameters.public' },
      { code: 'boolean-field', field: 'requestParameters.public' },
    ],
  });
  expect(toInsights(equals('requestParameters.level', '1'))).toMatchObject({
    assumptions: [
      { code: 'scalar-field', field: 'requestParameters.level' },
      { code: 'canonical-number', field: 'requestParameters.level' },
      { code: 'number-field', field: 'requestParameters.level' },
    ],
  });
  expect(filterOf(not(equals('errorCode', 'A')), { assumeFieldShape: false })).toEqual(['no-never-null']);
});

test('only on request is a condition widened', () => {
  const condition = and(equals('eventName', 'A'), cased('equals', 'resources.ARN', 'a'));
  expect(filterOf(condition)).toEqual(['list']);
  expect(filterOf(condition, { overApproximate: true })).toBe('eventName = "A"');
});

test.each(INSIGHTS_READINGS)('no text of a condition becomes a part of the query: %j', (reading) => {
  const hostile = [
    '" or ispresent(@message) or eventName = "',
    "a'b",
    '/ or 1',
    '\\',
    'a\nb',
    '`',
    '\u{1f600}',
  ];
  for (const text of hostile) {
    for (const kind of ['equals', 'startsWith', 'endsWith', 'contains'] as const) {
      const result = toInsights(cased(kind, 'userAgent', text));
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.obstacles));
      const matches = readInsights(result.artefacts[0] ?? '', reading);
      const record = (userAgent: string): JsonObject => ({ eventName: 'A', userAgent });
      expect([text, kind, matches(record(text)), matches(record('other'))]).toEqual([
        text,
        kind,
        true,
        false,
      ]);
    }
  }
});

test('a regular expression is read as it is written, in a class and outside of it', () => {
  const expression = ':assumed-role/[^/]+/i-[0-9a-f-]{8,17}$';
  const result = toInsights({ kind: 'matches', field: 'userIdentity.arn', expression, flags: '' });
  const [query = ''] = result.kind === 'compiled' ? result.artefacts : [];
  const [reading] = INSIGHTS_READINGS;
  const matches = readInsights(query, reading as (typeof INSIGHTS_READINGS)[number]);
  const of = (arn: string): JsonObject => ({ userIdentity: { arn } });
  expect(matches(of('arn:aws:sts::111122223333:assumed-role/web/i-0123456789abcdef0'))).toBe(true);
  expect(matches(of('arn:aws:sts::111122223333:assumed-role/web/ann'))).toBe(false);
});
