import type { CompileOptions } from '../../../../lib/core/compile/compile-result';
import { toEventPattern } from '../../../../lib/core/compile/event-pattern/to-event-pattern';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import { toEnvelope } from '../../../../lib/core/pattern/event-pattern/to-envelope';
import type { Condition, TextCondition } from '../../../../lib/core/rule/condition';
import { and, cased, equals, not, or } from '../conditions';

/** The `detail` of the only pattern, or the codes of the obstacles. */
function detailOf(condition: Condition, options?: CompileOptions): unknown {
  const result = toEventPattern(condition, options);
  if (result.kind === 'refused') return result.obstacles.map(({ code }) => code);
  expect(result.artefacts).toHaveLength(1);
  return JSON.parse(result.artefacts[0]!).detail;
}

test.each<[condition: Condition, detail: unknown]>([
  [equals('eventName', 'StopLogging'), { eventName: [{ 'equals-ignore-case': 'StopLogging' }] }],
  [cased('equals', 'eventName', 'A', 'B'), { eventName: ['A', 'B'] }],
  [cased('startsWith', 'userAgent', 'aws-'), { userAgent: [{ prefix: 'aws-' }] }],
  [cased('contains', 'userAgent', 'a*b'), { userAgent: [{ wildcard: '*a\\*b*' }] }],
  [equals('readOnly', 'true'), { readOnly: [{ 'equals-ignore-case': 'true' }, true] }],
  [equals('requestParameters.port', '22'), { requestParameters: { port: ['22', { numeric: ['=', 22] }] } }],
  [equals('sourceIPAddress', '10.0.0.1'), { sourceIPAddress: [{ 'equals-ignore-case': '10.0.0.1' }] }],
  [{ kind: 'isNull', field: 'errorCode' }, { errorCode: [{ exists: false }, null] }],
  [{ kind: 'exists', field: 'errorCode' }, { errorCode: [{ exists: true }] }],
  [
    not(equals('errorCode', 'AccessDenied', 'Failed')),
    {
      errorCode: [
        { exists: false },
        { 'anything-but': { 'equals-ignore-case': ['AccessDenied', 'Failed'] } },
      ],
    },
  ],
  [not(equals('readOnly', 'true')), { readOnly: [{ exists: false }, null, false] }],
  [
    or(equals('eventName', 'A'), equals('errorCode', 'B')),
    { $or: [{ eventName: [{ 'equals-ignore-case': 'A' }] }, { errorCode: [{ 'equals-ignore-case': 'B' }] }] },
  ],
  [
    and(cased('startsWith', 'userAgent', 'a'), cased('startsWith', 'userAgent', 'ab', 'c')),
    { userAgent: [{ prefix: 'ab' }] },
  ],
  [
    and(
      cased('equals', 'eventName', 'A'),
      or(cased('equals', 'awsRegion', 'x'), cased('equals', 'awsRegion', 'y')),
    ),
    { eventName: ['A'], awsRegion: ['x', 'y'] },
  ],
  // A prefix with a quotation mark at its end would match the text without it.
  [cased('startsWith', 'userAgent', 'a"'), { userAgent: [{ wildcard: 'a"*' }] }],
  [
    {
      kind: 'element',
      field: 'resources',
      of: and(cased('equals', 'type', 'T'), cased('startsWith', 'ARN', 'arn:')),
    },
    { resources: { type: ['T'], ARN: [{ prefix: 'arn:' }] } },
  ],
])('%j is said in one way', (condition, detail) => expect(detailOf(condition)).toEqual(detail));

test.each<[condition: Condition, codes: readonly string[]]>([
  [{ kind: 'contains', field: 'userAgent', values: ['kali'], cased: false }, ['case-insensitive-text']],
  [{ kind: 'exists', field: 'requestParameters' }, ['not-a-leaf']],
  [not(equals('resources.ARN', 'x')), ['none-of-an-array']],
  [and(equals('resources.ARN', 'x'), equals('resources.type', 'y')), ['same-element']],
  [not(equals('requestParameters.enabled', 'true')), ['ambiguous-type']],
  [{ kind: 'matches', field: 'userAgent', expression: 'x', flags: '' }, ['regular-expression']],
  [not({ kind: 'cidr', field: 'sourceIPAddress', ranges: ['10.0.0.0/8'] }), ['not-in-range']],
  [{ kind: 'cidr', field: 'sourceIPAddress', ranges: ['10.0.0.0/8', '2000::/3'] }, ['address-family']],
  [{ kind: 'cidr', field: 'sourceIPAddress', ranges: ['::/0'] }, ['address-family']],
  [{ kind: 'cidr', field: 'sourceIPAddress', ranges: ['32.1.0.0/16'] }, ['address-family']],
  [cased('equals', 'userAgent', '\ud800'), ['half-surrogate']],
  [not(cased('startsWith', 'userAgent', 'x\udc00')), ['half-surrogate']],
  [{ kind: 'compare', field: 'userAgent', operator: 'lt', value: 5 }, ['number-as-text']],
  [and(cased('startsWith', 'userAgent', 'a'), cased('contains', 'userAgent', 'b')), ['field-twice']],
  [or(), ['never-holds']],
])('fails on %j with a reason', (condition, codes) => expect(detailOf(condition)).toEqual(codes));

test('what is taken for granted is named, and refused where it may not be', () => {
  const contains: Condition = { kind: 'contains', field: 'eventName', values: ['Login'], cased: false };
  expect(toEventPattern(contains)).toMatchObject({
    assumptions: [{ code: 'canonical-case', field: 'eventName' }],
  });
  expect(detailOf(contains, { assumeCanonicalCase: false })).toEqual(['case-insensitive-text']);
  const absent = not({ kind: 'exists', field: 'requestParameters.x' });
  expect(toEventPattern(absent)).toMatchObject({
    assumptions: [{ code: 'scalar-field', field: 'requestParameters.x' }],
  });
  expect(detailOf(absent, { assumeFieldShape: false })).toEqual(['open-field']);
});

test('a range that no address in use of the other kind is in is matched, and that is assumed', () => {
  const within = (range: string) =>
    toEventPattern({ kind: 'cidr', field: 'sourceIPAddress', ranges: [range] });
  const assumed = (...codes: readonly string[]) => ({
    kind: 'compiled',
    assumptions: codes.map((code) => ({ code, field: 'sourceIPAddress' })),
  });
  expect(within('10.0.0.0/8')).toMatchObject(assumed('allocated-address', 'plain-spelling'));
  expect(within('fe80::/10')).toMatchObject(assumed('allocated-address'));
  expect(within('2001:db8::/32')).toMatchObject(assumed());
  expect(within('2400::/31')).toMatchObject(assumed());
});

test('only on request is a condition widened, and what was widened is named', () => {
  const condition = and(cased('equals', 'eventName', 'A'), {
    kind: 'matches',
    field: 'userAgent',
    expression: 'x',
    flags: '',
  });
  const result = toEventPattern(condition, { overApproximate: true });
  expect(result).toMatchObject({
    widened: [{ code: 'regular-expression', path: 'of[1]', field: 'userAgent' }],
  });
  expect(detailOf(condition, { overApproximate: true })).toEqual({ eventName: ['A'] });
});

test('a forged event matches nothing, and neither does what is not of CloudTrail', () => {
  const matches = (condition: Condition, change: JsonObject) => {
    const result = toEventPattern(condition);
    if (result.kind === 'refused') throw new Error('refused');
    const parsed = parseEventPattern(result.artefacts[0]!);
    const event = { ...toEnvelope({ eventName: 'A', eventSource: 's3.amazonaws.com' }), ...change };
    return 'pattern' in parsed && parsed.pattern.matches(event);
  };
  expect(matches(equals('eventName', 'A'), {})).toBe(true);
  expect(matches(equals('eventName', 'A'), { source: 'my.app' })).toBe(false);
  const absent = not({ kind: 'exists', field: 'errorCode' });
  expect(matches(absent, {})).toBe(true);
  expect(matches(absent, { 'detail-type': 'EC2 Instance State-change Notification' })).toBe(false);
});

test('a list that is too long becomes several patterns, which together hold for the same records', () => {
  const names = Array.from({ length: 300 }, (_, index) => `DescribeSomething${index}`);
  const condition = and(equals('eventSource', 'ec2.amazonaws.com'), equals('eventName', ...names));
  const result = toEventPattern(condition);
  if (result.kind === 'refused') throw new Error('refused');
  expect(result.artefacts.length).toBeGreaterThan(5);
  const patterns = result.artefacts.map((text) => {
    expect(text.length).toBeLessThanOrEqual(2_048);
    const parsed = parseEventPattern(text);
    return 'pattern' in parsed ? [parsed.pattern] : [];
  });
  const predicate = toPredicate(condition);
  for (const eventName of [...names, 'DescribeSomething', 'describesomething7']) {
    const record = { eventName, eventSource: 'ec2.amazonaws.com' };
    expect(patterns.flat().some((one) => one.matches(toEnvelope(record)))).toBe(predicate(record));
  }
});

test('one branch of a pattern at most asks for the absence of a field, where event-ruler would miss matches', () => {
  const none = and(not(equals('userAgent', 'a')), not(equals('sharedEventID', 'b')));
  const other = and(not(equals('userAgent', 'c')), not(equals('vpcEndpointId', 'd')));
  const result = toEventPattern(or(cased('equals', 'eventName', 'A'), none, other));
  expect(result).toMatchObject({ kind: 'compiled' });
  const branches = (result.kind === 'compiled' ? result.artefacts : []).map((artefact) => {
    const { detail } = JSON.parse(artefact);
    return (detail.$or ?? [detail]) as readonly object[];
  });
  expect(branches.map((all) => all.length)).toEqual([2, 1]);
  for (const all of branches)
    expect(all.filter((branch) => JSON.stringify(branch).includes('{"exists":false}'))).toHaveLength(1);
});

test.each([
  [['x', 'x.y'], { x: ['1'], 'x.y': ['1'] }],
  [['x.y', 'x.z.v', 'x'], { x: ['1'], 'x.y': ['1'], 'x.z': { v: ['1'] } }],
  [['x', 'x.y.z', 'x.y'], { x: ['1'], 'x.y': ['1'], 'x.y.z': ['1'] }],
])('a field and what is in it stand beside one another: %j', (fields, requestParameters) => {
  const condition = and(...fields.map((field) => cased('startsWith', `requestParameters.${field}`, 'a')));
  const text = JSON.stringify(detailOf(condition)).replaceAll('{"prefix":"a"}', '"1"');
  expect(JSON.parse(text)).toEqual({ requestParameters });
});

test('a field named like an operator is never inside of $or, where AWS would refuse it', () => {
  const condition = or(cased('equals', 'requestParameters.prefix', 'x'), cased('equals', 'eventName', 'A'));
  expect(toEventPattern(condition)).toMatchObject({ kind: 'compiled', artefacts: { length: 2 } });
});

describe('what is taken for granted is reported', () => {
  const contains = (field: string, value: string): TextCondition => ({
    ...equals(field, value),
    kind: 'contains',
  });

  test('where a combination is left out because, if so, it never holds', () => {
    const impossible = and(cased('equals', 'awsRegion', 'eu-west-1'), contains('awsRegion', 'WEST'));
    expect(toEventPattern(or(impossible, cased('equals', 'userAgent', 'x')))).toMatchObject({
      kind: 'compiled',
      assumptions: [{ code: 'canonical-case', field: 'awsRegion' }],
    });
  });

  test('where a combination is left out because, if so, another one says it', () => {
    const implied = and(contains('eventName', 'Get'), cased('equals', 'userAgent', 'x'));
    expect(toEventPattern(or(implied, cased('contains', 'eventName', 'Get')))).toMatchObject({
      kind: 'compiled',
      assumptions: [{ code: 'canonical-case', field: 'eventName' }],
    });
  });
});

describe('a list of more than thirty calls', () => {
  const calls = (count: number, letter: string) => Array.from({ length: count }, (_, at) => `${letter}${at}`);
  const failedNot = (names: readonly string[]) =>
    and(cased('equals', 'eventName', ...names), { kind: 'isNull', field: 'errorCode' });

  test('has no exceptions where the pattern may match more, and is one with lists of other rules', () => {
    const [one, other] = [calls(31, 'a'), [...calls(31, 'b'), 'a0']];
    const both = or(
      failedNot(one),
      and(cased('equals', 'eventName', ...other), not(equals('eventSource', 'iam'))),
    );
    expect(detailOf(both, { overApproximate: true })).toEqual({
      eventName: [...one, ...calls(31, 'b')],
    });
  });

  test('has beginnings for names that share ten letters, where the pattern may match more', () => {
    const names = [
      'CreateModel',
      'CreateModelCard',
      'CreateModelPackage',
      'UpdateEndpoint',
      'UpdateEndpointConfig',
    ];
    const condition = cased('equals', 'eventName', ...names, 'CreateMode', ...calls(31, 'a'));
    expect(detailOf(condition, { overApproximate: true })).toEqual({
      eventName: [{ prefix: 'CreateMode' }, { prefix: 'UpdateEndpoint' }, ...calls(31, 'a')],
    });
    expect(detailOf(condition)).toEqual({ eventName: [...names, 'CreateMode', ...calls(31, 'a')] });
  });

  test('has them where it must match exactly, and where there are fewer calls', () => {
    const exceptions = { errorCode: [{ exists: false }, null] };
    expect(detailOf(failedNot(calls(31, 'a')))).toMatchObject(exceptions);
    expect(detailOf(failedNot(calls(30, 'a')), { overApproximate: true })).toMatchObject(exceptions);
  });

  test('fills each pattern but the last', () => {
    const result = toEventPattern(cased('equals', 'eventName', ...calls(1_000, 'call')));
    const texts = result.kind === 'refused' ? [] : result.artefacts;
    expect(texts).toHaveLength(5);
    for (const text of texts.slice(0, -1)) expect(text.length).toBeGreaterThan(2_030);
  });
});
