import { compareDetection } from '../../../../lib/core/review/detection/compare-detection';
import type { Route } from '../../../../lib/core/review/detection/decided-estate';
import { decodeRuleLine, encodeRuleLine } from '../../../../lib/core/review/metadata/rule-line';

const [SOON, LATER] = ['2026-12-15T00:00:00Z', '2026-12-31T00:00:00Z'];
const RULE = { key: 'stopped', id: 'r1', severity: 'high', hash: '0c3b2bb4c25c', techniques: [] } as const;

function route(...trials: readonly (string | undefined)[]): Route {
  const rules = trials.map((trialUntil, at) => ({
    ...{ ...RULE, id: `r${at}`, key: `rule-${at}` },
    ...(trialUntil === undefined ? {} : { trialUntil }),
  }));
  return {
    ...{
      construct: 'LogProcessor',
      account: '111122223333',
      region: 'eu-west-1',
      file: 'a.json',
      logicalId: 'A',
    },
    meanings: () => new Map(),
    ...{ rules: new Map(rules.map((rule) => [rule.id, rule])), leftOut: new Map(), everybody: new Map() },
  };
}

test.each<[string, string | undefined, string | undefined, readonly string[]]>([
  ['is put on trial', undefined, SOON, ['detection-weakened']],
  ['is promoted', SOON, undefined, ['detection-strengthened']],
  ['gets another end', SOON, LATER, ['detection-changed']],
  ['stays on trial', SOON, SOON, []],
])('a rule that %s', (_, before, after, kinds) => {
  expect(compareDetection([route(before)], [route(after)]).map(({ kind }) => kind)).toEqual(kinds);
});

test('a new rule on trial is said to raise no alert', () => {
  const [change, ...others] = compareDetection([route(undefined)], [route(undefined, SOON)]);
  expect(others).toEqual([]);
  expect(change).toMatchObject({ kind: 'detection-added', subject: 'rule-1' });
  expect(change?.message).toContain(`on trial until ${SOON}: it raises no alert`);
});

test('a template keeps the trial of a rule, beside all other members', () => {
  const lines = [
    { ...RULE, trialUntil: SOON },
    { ...RULE, failureSeverity: 'low', minimumSeverity: 'medium', trialUntil: SOON },
    RULE,
  ] as const;
  for (const line of lines) expect(decodeRuleLine(RULE.key, encodeRuleLine(line))).toEqual(line);
});
