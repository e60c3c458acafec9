import { CUT_FACTS, MATCHED } from '../../../../lib/core/alert/alert';
import { toAlert } from '../../../../lib/core/alert/from-record/to-alert';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import type { Condition } from '../../../../lib/core/rule/condition';
import { stopLoggingRecord } from '../stop-logging-record';

const RULE = { id: 'r', name: 'r', title: 'R', severity: 'low', tags: [], firstSteps: [] } as const;

const NAMED: Condition = { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false };

function alertOf(of: readonly Condition[], requestParameters: object, more: object = {}) {
  const condition: Condition = { kind: 'and', of: [NAMED, ...of] };
  const record = stopLoggingRecord({ requestParameters, ...more });
  return toAlert({ ...RULE, condition }, record, { route: 'cli', source: {} });
}

function matchedOf(...found: Parameters<typeof alertOf>): readonly string[] | undefined {
  return alertOf(...found).details?.[MATCHED];
}

const exists = (field: string): Condition => ({ kind: 'exists', field: `requestParameters.${field}` });
const contains = (field: string, ...values: string[]): Condition => ({
  ...{ kind: 'contains', field: `requestParameters.${field}`, values, cased: false },
});

describe('what a rule found in a record', () => {
  test.each<[string, readonly Condition[], object, readonly string[] | undefined]>([
    [
      'has the name of its parameter',
      [exists('endpointUrl')],
      { endpointUrl: 'https://a.example/' },
      ['endpointUrl: https://a.example/'],
    ],
    [
      'has two names where one says too little',
      [exists('rule.days')],
      { rule: { days: 1 } },
      ['rule days: 1'],
    ],
    [
      'is an attribute by its own name',
      [exists('apiStop.value')],
      { apiStop: { value: false } },
      ['apiStop: false'],
    ],
    [
      'is of a list what satisfies the condition',
      [contains('layers', 'other')],
      { layers: ['own:1', 'other:2', 'another:3'] },
      ['layers: other:2, another:3'],
    ],
    [
      'is of an object the members that satisfy it',
      [contains('target', 'https:')],
      { target: { url: 'https://a.example/', name: 'copy' } },
      ['target url: https://a.example/'],
    ],
    [
      'is a value that an expression finds together with its name',
      [{ kind: 'matches', field: 'requestParameters', expression: '"(?:days|limit)":0[,}]', flags: '' }],
      { windows: { days: 0, name: 'a' }, limit: 10 },
      ['windows days: 0'],
    ],
    [
      'is what a rule wants behind two negations',
      [{ kind: 'not', of: { kind: 'and', of: [NAMED, { kind: 'not', of: contains('mode', 'off') }] } }],
      { mode: 'off' },
      ['mode: off'],
    ],
    [
      'is every member of an object that has to be there',
      [exists('source')],
      { source: { kind: 'GITHUB', place: ['a', 'b'] } },
      ['source kind: GITHUB', 'source place: a, b'],
    ],
    [
      'is looked for in the elements of a list',
      [
        {
          kind: 'element',
          field: 'requestParameters.filters',
          of: { kind: 'equals', field: 'strength', values: ['none'], cased: false },
        },
      ],
      { filters: [{ strength: 'HIGH' }, { strength: 'NONE' }] },
      ['filters strength: NONE'],
    ],
    [
      'is told of each way in which a rule may hold',
      [{ kind: 'or', of: [exists('startUrl'), exists('endUrl'), exists('nextUrl')] }],
      { endUrl: 'x://1', nextUrl: 'x://2' },
      ['endUrl: x://1', 'nextUrl: x://2'],
    ],
    [
      'is where a keyword was found',
      [{ kind: 'keyword', patterns: [[{ any: true }, { text: 'mimi' }, { any: true }]], cased: false }],
      { commands: ['id', 'run mimikatz'] },
      ['commands: run mimikatz'],
    ],
    [
      'is not what the sentence tells of where a keyword was found',
      [{ kind: 'keyword', patterns: [[{ text: 'StopLogging' }]], cased: false }],
      { commands: ['id'] },
      undefined,
    ],
    [
      'is nothing that has to be absent',
      [{ kind: 'not', of: contains('target', 'own') }],
      { target: 'other' },
      undefined,
    ],
    ['is not what the resources tell', [contains('name', 'main')], { name: 'main' }, undefined],
    [
      'is not what another fact tells',
      [exists('publiclyAccessible'), exists('cidrIp')],
      { publiclyAccessible: true, cidrIp: '0.0.0.0/0' },
      undefined,
    ],
    [
      'is no policy',
      [contains('policy', 'Allow')],
      { policy: '{"Statement":[{"Effect":"Allow","Action":"*","Principal":"*"}]}' },
      undefined,
    ],
    [
      'is of what CloudTrail hides the name alone',
      [exists('userData')],
      { userData: '<sensitiveDataRemoved>' },
      ['userData: hidden'],
    ],
    [
      'is of a secret the name alone',
      [exists('masterUserPassword')],
      { masterUserPassword: 'hunter2' },
      ['masterUserPassword: hidden'],
    ],
    [
      'has no secret in its text',
      [exists('hookUrl')],
      { hookUrl: 'https://user:hunter2@a.example/' },
      ['hookUrl: https://user:(masked)@a.example/'],
    ],
    ['is one line', [exists('script')], { script: 'a\nAlert: forged' }, ['script: a Alert: forged']],
  ])('%s', (_, of, requestParameters, expected) => {
    expect(matchedOf(of, requestParameters)).toEqual(expected);
  });

  test('is told of other members of the record, too', () => {
    const condition: Condition = {
      kind: 'equals',
      field: 'additionalEventData.SSEApplied',
      values: ['SSE_C'],
      cased: false,
    };
    expect(matchedOf([condition], {}, { additionalEventData: { SSEApplied: 'SSE_C' } })).toEqual([
      'SSEApplied: SSE_C',
    ]);
    expect(matchedOf([exists('x')], {}, { additionalEventData: { SSEApplied: 'SSE_C' } })).toBeUndefined();
  });

  test('is told of what the log processor adds to a record', () => {
    const own = { country: 'NL', firstSeen: { network: 'actor' } };
    const conditions = ['country', 'firstSeen.network'].map(
      (name): Condition => ({ kind: 'exists', field: `trailwatch.${name}` }),
    );
    const expected = ['country: NL', 'firstSeen network: actor'];
    expect(matchedOf(conditions, {}, { trailwatch: own })).toEqual(expected);
  });

  test('is in its sentence and its mail, as a value', () => {
    const alert = alertOf([exists('endpointUrl')], { endpointUrl: 'two words' });
    expect(alert.summary).toContain("(endpoint 'two words')");
    expect(renderMail(alert)).toContain("Matched: endpoint 'two words'");
  });

  test('is not repeated where the sentence says it', () => {
    const alert = alertOf([exists('layer.name')], { layer: { name: 'main' }, name: 'main' });
    expect(alert.summary.match(/main/g)).toHaveLength(1);
  });

  test('has at most ten values, and says where there are more', () => {
    const names = Array.from({ length: 12 }, (_, index) => `parameter${index}x`);
    const { details = {}, summary } = alertOf(
      names.map(exists),
      Object.fromEntries(names.map((name) => [name, `of ${name}`])),
    );
    expect(details[MATCHED]).toHaveLength(10);
    expect(details[CUT_FACTS]).toEqual([MATCHED]);
    expect(summary).toContain('and at least 8 more');
  });

  test('is bounded in length, whatever the record has', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => `value-${index}`);
    const [fact = ''] = matchedOf([exists('list')], { list }) ?? [];
    expect(fact.length).toBeLessThanOrEqual(200);
    expect(fact).toMatch(/^list: value-0, value-1, .*…$/);
  });
});
