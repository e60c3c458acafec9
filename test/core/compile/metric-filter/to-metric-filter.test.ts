import type { CompileOptions, CompileResult } from '../../../../lib/core/compile/compile-result';
import { toMetricFilter } from '../../../../lib/core/compile/metric-filter/to-metric-filter';
import { toPredicate } from '../../../../lib/core/compile/predicate/to-predicate';
import { parseMetricFilter } from '../../../../lib/core/pattern/metric-filter/parse-metric-filter';
import type { Condition } from '../../../../lib/core/rule/condition';

function equals(field: string, ...values: readonly string[]): Condition {
  return { kind: 'equals', field, values, cased: true };
}

function startsWith(field: string, ...values: readonly string[]): Condition {
  return { kind: 'startsWith', field, values, cased: true };
}

function not(of: Condition): Condition {
  return { kind: 'not', of };
}

function all(...of: readonly Condition[]): Condition {
  return { kind: 'and', of };
}

function any(...of: readonly Condition[]): Condition {
  return { kind: 'or', of };
}

/** The artefacts, or the codes of the obstacles. */
function outcomeOf(condition: Condition, options: CompileOptions = {}): readonly string[] {
  const result = toMetricFilter(condition, options);
  return result.kind === 'compiled' ? result.artefacts : result.obstacles.map(({ code }) => code);
}

function compiled(
  condition: Condition,
  options: CompileOptions = {},
): Extract<CompileResult, { kind: 'compiled' }> {
  const result = toMetricFilter(condition, options);
  if (result.kind === 'refused') throw new Error(result.obstacles[0]?.reason);
  return result;
}

describe('a filter pattern of CloudWatch Logs', () => {
  test.each<[string, Condition, string]>([
    ['a text', equals('eventName', 'DisableKey'), '{ $.eventName = "DisableKey" }'],
    [
      'lists in a list',
      all(
        equals('eventSource', 'kms.amazonaws.com'),
        equals('eventName', 'DisableKey', 'ScheduleKeyDeletion'),
      ),
      '{ ($.eventSource = "kms.amazonaws.com") && (($.eventName = "DisableKey") || ($.eventName = "ScheduleKeyDeletion")) }',
    ],
    ['a beginning', startsWith('eventName', 'Get'), '{ $.eventName = "Get*" }'],
    [
      'an end',
      { kind: 'endsWith', field: 'errorCode', values: ['Exception'], cased: true },
      '{ $.errorCode = "*Exception" }',
    ],
    [
      'a part',
      { kind: 'contains', field: 'userAgent', values: ['Kali'], cased: true },
      '{ $.userAgent = "*Kali*" }',
    ],
    [
      'any text',
      { kind: 'wildcard', field: 'errorMessage', patterns: [[{ any: true }]], cased: false },
      '{ $.errorMessage = "*" }',
    ],
    [
      'no such text',
      not(equals('eventName', 'A', 'B')),
      '{ ($.eventName NOT EXISTS) || ($.eventName IS NULL) || (($.eventName != "A") && ($.eventName != "B")) }',
    ],
    [
      'no text at all',
      not(startsWith('errorMessage', '')),
      '{ ($.errorMessage NOT EXISTS) || ($.errorMessage IS NULL) }',
    ],
    ['null', { kind: 'isNull', field: 'errorCode' }, '{ ($.errorCode NOT EXISTS) || ($.errorCode IS NULL) }'],
    ['not null', not({ kind: 'isNull', field: 'errorCode' }), '{ $.errorCode = "*" }'],
    ['presence', { kind: 'exists', field: 'errorCode' }, '{ ($.errorCode = "*") || ($.errorCode IS NULL) }'],
    ['absence', not({ kind: 'exists', field: 'errorCode' }), '{ $.errorCode NOT EXISTS }'],
    [
      'an object that is null',
      { kind: 'isNull', field: 'requestParameters' },
      '{ ($.requestParameters NOT EXISTS) || ($.requestParameters IS NULL) }',
    ],
    ['a boolean', equals('readOnly', 'true'), '{ $.readOnly IS TRUE }'],
    [
      'no such boolean',
      not(equals('readOnly', 'true')),
      '{ ($.readOnly NOT EXISTS) || ($.readOnly IS NULL) || ($.readOnly IS FALSE) }',
    ],
    [
      'a boolean or a text',
      equals('sessionCredentialFromConsole', 'true'),
      '{ ($.sessionCredentialFromConsole = "true") || ($.sessionCredentialFromConsole IS TRUE) }',
    ],
    [
      'a number or a text',
      equals('requestParameters.fromPort', '22'),
      '{ ($.requestParameters.fromPort = "22") || ($.requestParameters.fromPort = 22) }',
    ],
    [
      'no such value in an open field',
      not(equals('requestParameters.x', 'a')),
      '{ ($.requestParameters.x NOT EXISTS) || ($.requestParameters.x IS NULL) || ($.requestParameters.x IS TRUE) || ($.requestParameters.x IS FALSE) || ($.requestParameters.x < 0) || ($.requestParameters.x >= 0) || ($.requestParameters.x != "a") }',
    ],
    [
      'any element of an array',
      equals('resources.type', 'AWS::S3::Object'),
      '{ $.resources[*].type = "AWS::S3::Object" }',
    ],
    [
      'a comparison',
      { kind: 'compare', field: 'requestParameters.durationSeconds', operator: 'gt', value: 3600 },
      '{ $.requestParameters.durationSeconds > 3600 }',
    ],
    [
      'no such comparison',
      not({ kind: 'compare', field: 'requestParameters.n', operator: 'lte', value: -1.5 }),
      '{ ($.requestParameters.n NOT EXISTS) || ($.requestParameters.n IS NULL) || ($.requestParameters.n > -1.5) }',
    ],
    [
      'a regular expression',
      { kind: 'matches', field: 'eventName', expression: '^(?:x)', flags: '' },
      'expression',
    ],
    [
      'a regular expression in its subset',
      { kind: 'matches', field: 'eventName', expression: '^Get|^List', flags: '' },
      '{ $.eventName = %^Get|^List% }',
    ],
    [
      'a name with a colon',
      equals('additionalEventData.aws:x', '5'),
      `{ ($.additionalEventData.['aws:x'] = "5") || ($.additionalEventData.['aws:x'] = 5) }`,
    ],
    ['what always holds', { kind: 'and', of: [] }, '" "'],
    ['a value twice', any(equals('eventName', 'A'), equals('eventName', 'A', 'A')), '{ $.eventName = "A" }'],
  ])('says %s', (_, condition, pattern) => {
    expect(outcomeOf(condition)).toEqual([pattern]);
  });

  test.each<[string, Condition]>([
    ['case-insensitive', { kind: 'contains', field: 'userAgent', values: ['kali'], cased: false }],
    ['object-text', { kind: 'contains', field: 'requestParameters', values: ['x'], cased: true }],
    ['object-text', equals('requestParameters.layers', 'x')],
    ['object-presence', { kind: 'exists', field: 'requestParameters' }],
    ['negated-list', not(equals('resources.type', 'x'))],
    ['list-presence', { kind: 'isNull', field: 'resources.ARN' }],
    ['open-list', equals('requestParameters.ipPermissions.items.fromPort', 'x')],
    ['nested-lists', equals('insightDetails.insightContext.attributions.insight.value', 'x')],
    ['negated-boolean', not(equals('requestParameters.x', 'true'))],
    ['negated-number', not(equals('requestParameters.x', '22'))],
    ['number-as-text', startsWith('requestParameters.x', '22')],
    ['number-in-text', { kind: 'compare', field: 'eventVersion', operator: 'gt', value: 1 }],
    ['unsettled-text', equals('eventName', 'a*b')],
    ['unsettled-text', equals('eventName', 'a"b')],
    ['unsettled-text', equals('eventName', 'a\\b')],
    ['unsettled-text', equals('eventName', 'a\nb')],
    ['unsettled-text', equals('eventName', '')],
    [
      'inner-wildcard',
      {
        kind: 'wildcard',
        field: 'eventName',
        patterns: [[{ text: 'a' }, { any: true }, { text: 'b' }]],
        cased: true,
      },
    ],
    [
      'one-character-wildcard',
      { kind: 'wildcard', field: 'eventName', patterns: [[{ text: 'a' }, { one: true }]], cased: true },
    ],
    ['expression', { kind: 'matches', field: 'eventName', expression: 'a', flags: 'i' }],
    ['expression', { kind: 'matches', field: 'eventName', expression: 'a.b', flags: '' }],
    ['expression', { kind: 'matches', field: 'eventName', expression: 'a{,5}', flags: '' }],
    ['expression', { kind: 'matches', field: 'eventName', expression: '[a[b]', flags: '' }],
    [
      'expression-on-open-field',
      { kind: 'matches', field: 'requestParameters.x', expression: 'a', flags: '' },
    ],
    ['cidr', { kind: 'cidr', field: 'sourceIPAddress', ranges: ['10.0.0.0/8'] }],
    [
      'field-reference',
      { kind: 'sameAs', field: 'eventName', other: 'eventSource', relation: 'equals', cased: true },
    ],
    ['time-part', { kind: 'timePart', field: 'eventTime', part: 'hour', operator: 'eq', value: 3 }],
    ['element', { kind: 'element', field: 'resources', of: equals('type', 'x') }],
    ['keyword', { kind: 'keyword', patterns: [[{ text: 'x' }]], cased: true }],
    ['bad-name', equals("requestParameters.it's", 'x')],
    ['never-holds', { kind: 'or', of: [] }],
    ['never-holds', equals('readOnly', 'x')],
  ])('fails with %s where it cannot be said', (code, condition) => {
    expect(outcomeOf(condition)).toEqual([code]);
  });
});

describe('an assumption', () => {
  const named: Condition = { kind: 'equals', field: 'eventName', values: ['DisableKey'], cased: false };

  it('is reported where it is used, once', () => {
    const { assumptions } = compiled(any(named, all(named, equals('requestParameters.x', 'a'))));
    expect(assumptions).toEqual([
      { code: 'canonical-case', field: 'eventName' },
      { code: 'scalar-field', field: 'requestParameters.x' },
    ]);
  });

  it('is needed neither for letters that are compared with their case, nor for values without letters', () => {
    const condition = all(equals('eventName', 'DisableKey'), {
      kind: 'startsWith',
      field: 'sourceIPAddress',
      values: ['10.0.'],
      cased: false,
    });
    expect(compiled(condition).assumptions).toEqual([]);
  });

  it('fails where it was turned off', () => {
    expect(outcomeOf(named, { assumeCanonicalCase: false })).toEqual(['no-canonical-case']);
    expect(outcomeOf(equals('requestParameters.x', 'a'), { assumeFieldShape: false })).toEqual([
      'no-scalar-field',
    ]);
  });
});

describe('a refusal', () => {
  const free: Condition = { kind: 'contains', field: 'userAgent', values: ['kali'], cased: false };

  it('names every obstacle with its place', () => {
    const result = toMetricFilter(
      all(equals('eventName', 'A'), not(any(free, { kind: 'cidr', field: 'sourceIPAddress', ranges: [] }))),
    );
    expect(result.kind === 'refused' && result.obstacles).toMatchObject([
      { code: 'case-insensitive', path: 'of[1].of.of[0]', field: 'userAgent' },
      { code: 'cidr', path: 'of[1].of.of[1]', field: 'sourceIPAddress' },
    ]);
  });

  it('becomes something wider on request, and says what', () => {
    const { artefacts, widened } = compiled(all(equals('eventName', 'A'), not(free)), {
      overApproximate: true,
    });
    expect(artefacts).toEqual(['{ $.eventName = "A" }']);
    expect(widened).toMatchObject([{ code: 'case-insensitive', path: 'of[1].of' }]);
  });

  it('fails all the same where nothing would be left', () => {
    expect(outcomeOf(any(equals('eventName', 'A'), free), { overApproximate: true })).toEqual([
      'case-insensitive',
    ]);
  });
});

describe('what is longer than a pattern may be', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `DeleteSomething${at}`);

  test.each<[string, Condition, number]>([
    ['a list of names', equals('eventName', ...names(100)), 4],
    [
      'a list of names of a service',
      all(equals('eventSource', 'kms.amazonaws.com'), equals('eventName', ...names(60))),
      2,
    ],
    ['two lists', all(equals('eventName', ...names(28)), equals('errorCode', ...names(28))), 4],
    [
      'lists in a list',
      any(
        all(equals('eventSource', 'a'), equals('eventName', ...names(40))),
        equals('errorCode', ...names(20)),
      ),
      2,
    ],
    ['four arrays', equals('resources.type', 'a', 'b', 'c', 'd'), 2],
    [
      'three regular expressions',
      any(
        ...['a', 'b', 'c'].map(
          (expression): Condition => ({ kind: 'matches', field: 'eventName', expression, flags: '' }),
        ),
      ),
      2,
    ],
  ])('is split into few: %s', (_, condition, count) => {
    const { artefacts } = compiled(condition);
    expect(artefacts).toHaveLength(count);
    const filters = artefacts.map((artefact) => parseMetricFilter(artefact));
    expect(filters.every((filter) => 'matches' in filter)).toBe(true);
    const predicate = toPredicate(condition);
    const values = [...names(110), 'a', 'b', 'c', 'd', 'e', 'kms.amazonaws.com'];
    for (const value of values) {
      for (const eventSource of ['a', 'kms.amazonaws.com']) {
        const record = { eventName: value, eventSource, errorCode: value, resources: [{ type: value }] };
        const matched = filters.some(
          (filter) => 'matches' in filter && filter.matches(JSON.stringify(record)),
        );
        expect(matched).toBe(predicate(record));
      }
    }
  });

  it('is written without blanks before it is split', () => {
    const condition = equals('eventName', ...names(28));
    const { artefacts } = compiled(condition);
    expect(artefacts).toEqual([expect.stringMatching(/^\{\$\.eventName="DeleteSomething0"\|\|/)]);
  });

  test.each<[string, Condition]>([
    ['too-long', all(...names(60).map((name) => not(startsWith('eventName', name))))],
    ['too-long', all(...names(60).map((name) => any(equals(name, 'a'), equals('eventName', name))))],
    ['too-long', equals('eventName', 'x'.repeat(1100))],
    ['too-long', equals('eventName', ...names(4000))],
    ['too-many-wildcards', all(...['a', 'b', 'c', 'd'].map((value) => equals('resources.type', value)))],
    [
      'too-many-expressions',
      all(
        ...['a', 'b', 'c'].map(
          (expression): Condition => ({ kind: 'matches', field: 'eventName', expression, flags: '' }),
        ),
      ),
    ],
  ])('fails with %s where it cannot be split', (code, condition) => {
    expect(outcomeOf(condition)).toEqual([code]);
  });
});
