import { compareDetection } from '../../../../lib/core/review/detection/compare-detection';
import type { Route } from '../../../../lib/core/review/detection/decided-estate';
import type { RuleLine } from '../../../../lib/core/review/metadata/decisions';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Rule, Severity } from '../../../../lib/core/rule/rule';

/** A processor with some rules, of one account and Region. */
function processor(logicalId: string, ...rules: readonly string[]): Route {
  return {
    construct: 'LogProcessor',
    account: '111122223333',
    region: 'eu-west-1',
    file: 'Audit.template.json',
    logicalId,
    rules: new Map(
      rules.map((name) => [
        name,
        { key: name, id: name, severity: 'high', hash: '0123456789ab', techniques: [] },
      ]),
    ),
    leftOut: new Map(),
    meanings: () => new Map(),
    everybody: new Map(),
  };
}

function lostAndNew(base: readonly Route[], head: readonly Route[]): readonly string[] {
  return compareDetection(base, head).map(
    ({ kind, subject, logicalId }) => `${kind} ${subject} ${logicalId}`,
  );
}

test.each([
  [
    'the first',
    [processor('First', 'a', 'b'), processor('Second', 'c')],
    [processor('Second', 'c')],
    ['a', 'b'],
  ],
  [
    'the second',
    [processor('First', 'a', 'b'), processor('Second', 'c')],
    [processor('First', 'a', 'b')],
    ['c'],
  ],
])(
  'of two processors of one stack, %s goes: its rules are lost, and no others',
  (which, base, head, rules) => {
    const id = which === 'the first' ? 'First' : 'Second';
    expect(lostAndNew(base, head)).toEqual(rules.map((rule) => `detection-lost ${rule} ${id}`));
  },
);

test('a list for everybody is weaker, and one that no longer is one stronger', () => {
  const route = processor('One', 'a');
  const wide: Route = {
    ...route,
    everybody: new Map([['filter Our CI', "it takes any text of 'userAgent'"]]),
  };
  const changes = (base: Route, head: Route) =>
    compareDetection([base], [head]).map(({ kind, subject, message }) => `${kind}: ${subject}: ${message}`);
  expect(changes(route, wide)).toEqual([
    "detection-weakened: filter Our CI: it applies to everyone: it takes any text of 'userAgent' (LogProcessor in 111122223333 eu-west-1)",
  ]);
  expect(changes(wide, route)).toEqual([
    'detection-strengthened: filter Our CI: it no longer applies to everyone (LogProcessor in 111122223333 eu-west-1)',
  ]);
  expect(changes(wide, wide)).toEqual([]);
});

test('a processor with another id is the one before it, if that has gone', () => {
  const base = [processor('Old', 'a', 'b'), processor('Kept', 'c')];
  const head = [processor('Kept', 'c'), processor('New', 'a')];
  expect(lostAndNew(base, head)).toEqual(['detection-lost b Old']);
});

describe('rules that begin at severity low', () => {
  const base = withSeverities({ one: 'informational', two: 'informational', three: 'low', four: 'high' });
  const failing = (route: Route, minimumSeverity?: 'low'): Route => ({
    ...route,
    rules: new Map(route.rules).set('five', {
      ...{
        key: 'five',
        id: 'five',
        severity: 'high',
        failureSeverity: 'informational',
        hash: 'x',
        techniques: [],
      },
      ...(minimumSeverity === undefined ? {} : { minimumSeverity }),
    }),
  });

  test('are one change that says which informational alerts are no longer raised', () => {
    const head = failing(withSeverities({ three: 'low', four: 'high' }), 'low');
    expect(compareDetection([failing(base)], [head])).toEqual([
      expect.objectContaining({
        ...{ kind: 'detection-changed', effect: 'changed', subject: 'informational alerts' },
        message: 'no longer raised, by 3 rules: five, one, two (LogProcessor in 111122223333 eu-west-1)',
      }),
    ]);
  });

  test('hide no other rule that is lost, and none that goes while others stay', () => {
    const without = compareDetection([failing(base)], [withSeverities({ three: 'low' })]);
    expect(without.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
      'detection-changed informational alerts',
      'detection-lost five',
      'detection-lost four',
    ]);
    const [lost, ...others] = compareDetection(
      [base],
      [withSeverities({ two: 'informational', three: 'low', four: 'high' })],
    );
    expect([lost?.kind, lost?.subject, others]).toEqual(['detection-lost', 'one', []]);
  });
});

function withSeverities(severities: Readonly<Record<string, Severity>>): Route {
  const route = processor('Function', ...Object.keys(severities));
  const lines = [...route.rules].map(
    ([id, line]) => [id, { ...line, severity: severities[id] ?? line.severity }] as const,
  );
  return { ...route, rules: new Map(lines) };
}

test('a rule that an upgrade rewrote is no unknown change; one that somebody rewrote, or that finds less, stays as it is', () => {
  const written = (eventName: string, hash: string): Route => {
    const route = processor('One', 'a');
    const condition: Condition = { kind: 'equals', field: 'eventName', values: [eventName], cased: false };
    const texts = { name: 'a', title: 'a', description: '', author: '', status: '' };
    const lists = { tags: [], falsePositives: [], references: [], firstSteps: [] };
    const rule: Rule = { id: 'a', ...texts, ...lists, severity: 'high', condition };
    const line: RuleLine = { key: 'a', id: 'a', severity: 'high', hash, techniques: [] };
    return { ...route, rules: new Map([['a', line]]), meanings: () => new Map([['a', rule]]) };
  };
  const unread = (hash: string): Route => ({ ...written('', hash), meanings: () => new Map() });
  const kinds = (base: Route, head: Route) =>
    compareDetection([base], [head], { isReleased: ({ hash }) => hash === 'released' }).map(
      ({ kind }) => kind,
    );
  expect(kinds(unread('former'), unread('released'))).toEqual(['detection-changed']);
  expect(kinds(unread('released'), unread('own'))).toEqual(['detection-unknown']);
  expect(kinds(written('A', 'former'), written('B', 'released'))).toEqual(['detection-weakened']);
});
