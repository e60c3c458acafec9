import { compareDetection } from '../../../../lib/core/review/detection/compare-detection';
import type { Route } from '../../../../lib/core/review/detection/decided-estate';

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

test('a processor with another id is the one before it, if that has gone', () => {
  const base = [processor('Old', 'a', 'b'), processor('Kept', 'c')];
  const head = [processor('Kept', 'c'), processor('New', 'a')];
  expect(lostAndNew(base, head)).toEqual(['detection-lost b Old']);
});
