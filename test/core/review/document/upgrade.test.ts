import { type RunningLibrary, reviewDocument } from '../../../../lib/core/review/document/review-document';
import type { RuleLine } from '../../../../lib/core/review/metadata/decisions';
import { encodeRuleLine } from '../../../../lib/core/review/metadata/rule-line';
import { hashRule } from '../../../../lib/core/review/metadata/rule-meaning';
import type { Rule } from '../../../../lib/core/rule/rule';
import { estateOf, type Json } from '../edited-template';

const RULE: Rule = {
  ...{ id: 'a', name: 'a', title: '', description: '', author: '', status: '', severity: 'high' },
  ...{ tags: [], falsePositives: [], references: [], firstSteps: [] },
  condition: { kind: 'equals', field: 'eventName', values: ['A'], cased: true },
};

const library: RunningLibrary = { version: '2.0.0', builtIn: () => ({ rules: [RULE], correlations: [] }) };

/** A template of a release with one rule, whose condition files do not show. */
function template(version: string | undefined, more: Partial<RuleLine> = {}): Json {
  const line = {
    key: 'a',
    id: 'a',
    severity: 'high',
    hash: hashRule(RULE),
    techniques: [],
    ...more,
  } as const;
  const decisions = { Construct: 'LogProcessor', Rules: { a: encodeRuleLine(line) } };
  return {
    ...(version && { Metadata: { Trailwatch: { Version: version } } }),
    Resources: { Function: { Type: 'AWS::Lambda::Function', Metadata: { Trailwatch: decisions } } },
  };
}

const FORMER = { hash: '0123456789ab' };

function review(base: Json, head: Json) {
  const { upgrade, changes } = reviewDocument({ base: estateOf(base), head: estateOf(head), library });
  return [upgrade, ...changes.map(({ kind, byUpgrade }) => [kind, byUpgrade === true])];
}

it.each([['1.0.0'], [undefined]])(
  'a rule of the release that runs is changed by the upgrade from %s',
  (from) => {
    const upgrade = { from: from ?? null, to: '2.0.0' };
    expect(review(template(from, FORMER), template('2.0.0'))).toEqual([upgrade, ['detection-changed', true]]);
  },
);

it.each([['1.0.1'], ['2.0.0-x'], ['x'], [undefined]])(
  'a head that names another release than the one that runs is no upgrade: %s',
  (to) => {
    expect(review(template('1.0.0', FORMER), template(to))).toEqual([null, ['detection-unknown', false]]);
  },
);

it('a rule that was the own one of a user is not changed by the upgrade', () => {
  const [, ...changes] = review(template('1.0.0', { ...FORMER, isOwn: true }), template('2.0.0'));
  expect(changes).toEqual([['detection-unknown', false]]);
});
