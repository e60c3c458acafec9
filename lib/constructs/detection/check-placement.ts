import { Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { expectedRecords } from '../../core/placement/expected-records';
import { nothingLoggedBy } from '../../core/placement/logged-records';
import type { Rule } from '../../core/rule/rule';
import { someOf } from '../../core/safe-text/one-line';
import type { Selection } from '../../core/selector/selection';
import type { TrailIdentity } from '../identity/trail-identity';
import { warnOf } from '../preflight/report-finding';
import { withReferences } from '../selection/to-selector-value';
import { findSelections } from '../trail/app-trails';

/** The rules of a rule set that are checked. */
interface PlacedRules {
  _unasked(): ReadonlySet<string>;
  readonly rules: readonly { readonly ruleId: string; readonly ruleName: string; _toDocument(): Rule }[];
  readonly correlations: readonly {
    readonly ruleId: string;
    readonly ruleName: string;
    _toDocument(): { readonly rules: readonly Rule[] };
  }[];
}

/** The maximum number of names in a message. */
const MAX_NAMED = 8;

/**
 * Warns of rules whose records no trail of the archive logs. Evaluated after all constructs have been added; if a trail of the
 * archive is not part of this app, its selectors are not known, and no warning is added.
 */
export function warnOfUnloggedRules(
  scope: IConstruct,
  rules: PlacedRules,
  { trails }: { readonly trails: readonly TrailIdentity[] },
): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const selections = findSelections(scope, trails)?.map(withReferences);
      if (selections === undefined || selections.length === 0) return;
      const names = unloggedNames(rules, selections);
      const verb = names.length === 1 ? 'looks' : 'look';
      if (names.length > 0)
        warnOf(scope, 'rulesNotLogged', `no trail logs what ${someOf(names, MAX_NAMED)} ${verb} for`);
    },
  });
}

function unloggedNames(placed: PlacedRules, selections: readonly Selection[]): readonly string[] {
  const isAsked = ({ ruleId }: { readonly ruleId: string }) => !placed._unasked().has(ruleId);
  const rules = placed.rules.filter(isAsked);
  const correlations = placed.correlations.filter(isAsked);
  const nothingLogged = selections.map(nothingLoggedBy);
  const areUnlogged = (rules: readonly Rule[]) => {
    const expected = rules.flatMap(({ condition }) => expectedRecords(condition));
    return nothingLogged.every((isNothingLogged) => isNothingLogged(expected));
  };
  const sought = [
    ...rules.map((rule) => ({ name: rule.ruleName, rules: [rule._toDocument()] })),
    ...correlations.map((each) => ({ name: each.ruleName, rules: each._toDocument().rules })),
  ];
  return sought.filter((each) => areUnlogged(each.rules)).map(({ name }) => `'${name}'`);
}
