import { CaseEvidence, isUndecided } from '../../../lib/core/case/case-evidence';
import { sampleAlert } from '../alert/sample-alert';
import { groupsOf } from './cases-of';

test('alerts of medium severity by the thousand take no place of a graver one, and are counted', () => {
  const evidence = new CaseEvidence();
  const alert = sampleAlert();
  for (let at = 0; at < 50_003; at += 1)
    evidence.takeAlert({ ...alert, severity: 'medium', id: `medium-${at}` });
  evidence.takeAlert({ ...alert, severity: 'critical', id: 'critical' });
  expect([...evidence.leftOut]).toEqual([['alerts of medium severity', 3]]);
  const [group] = groupsOf(evidence, []).groups();
  expect(group?.alerts[0]?.id).toBe('critical');
});

test.each([
  ['alerts of medium severity', false, true],
  ['alerts of high severity or above', false, true],
  ['alerts below medium severity', true, false],
  ['calls that end something', true, false],
  ['credentials that were issued', true, true],
  ['credentials that were issued', false, false],
])(
  'without a case, what is left out as %s, where there are suspects: %j, leaves it open: %j',
  (name, has, expected) => {
    expect(isUndecided(new Map([[name, 1]]), has)).toBe(expected);
    expect(isUndecided(new Map(), has)).toBe(false);
  },
);
