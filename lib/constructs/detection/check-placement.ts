import { Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { expectedRecords } from '../../core/placement/expected-records';
import { logsAllManagementEvents, nothingLoggedBy } from '../../core/placement/logged-records';
import type { Correlation } from '../../core/rule/correlation';
import { rulesBehind } from '../../core/rule/document-rules';
import type { Rule } from '../../core/rule/rule';
import { someOf } from '../../core/safe-text/one-line';
import type { Selection } from '../../core/selector/selection';
import type { TrailIdentity } from '../identity/trail-identity';
import { warnOf } from '../preflight/report-finding';
import { EventSelection } from '../selection/event-selection';
import { withReferences } from '../selection/to-selector-value';
import { findSelections } from '../trail/app-trails';

/** The rules of a rule set that are checked. */
interface PlacedRules {
  _unasked(): ReadonlySet<string>;
  readonly rules: readonly { readonly ruleId: string; readonly ruleName: string; _toDocument(): Rule }[];
  readonly correlations: readonly {
    readonly ruleId: string;
    readonly ruleName: string;
    _toDocument(): Pick<Correlation, 'kind' | 'rules'>;
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
      const sought = soughtBy(rules);
      const areUnlogged = unloggedBy(selections);
      const isAsked = ({ ruleId }: Sought) => !rules._unasked().has(ruleId);
      const names = sought
        .filter((each) => isAsked(each) && areUnlogged(each))
        .map(({ name }) => `'${name}'`);
      const verb = names.length === 1 ? 'looks' : 'look';
      if (names.length > 0)
        warnOf(scope, 'rulesNotLogged', `no trail logs what ${someOf(names, MAX_NAMED)} ${verb} for`);
      if (!selections.some(logsAllManagementEvents)) warnOfSilent(scope, { sought, areUnlogged });
    },
  });
}

/** A rule or correlation, with the rules whose records it looks for. */
interface Sought {
  readonly ruleId: string;
  readonly name: string;
  readonly rules: () => readonly Rule[];
}

/** Built-in rules are for whatever a trail may log; what is said of them is how many a trail of management events would serve. */
function warnOfSilent(
  scope: IConstruct,
  {
    sought,
    areUnlogged,
  }: { readonly sought: readonly Sought[]; readonly areUnlogged: (one: Sought) => boolean },
): void {
  const areUnloggedByDefault = unloggedBy([EventSelection.managementEvents()._toSelection()]);
  const silent = sought.filter((one) => areUnlogged(one) && !areUnloggedByDefault(one));
  if (silent.length === 0) return;
  const found = `${silent.length} of ${sought.length} rules can never raise an alert, because no trail logs the management events that they look for`;
  warnOf(scope, 'rulesSilent', found);
}

function soughtBy(placed: PlacedRules): readonly Sought[] {
  return [
    ...placed.rules.map((rule) => ({ ...namesOf(rule), rules: () => [rule._toDocument()] })),
    ...placed.correlations.map((each) => ({
      ...namesOf(each),
      rules: () =>
        rulesBehind(
          each._toDocument(),
          placed.rules.map((rule) => rule._toDocument()),
        ),
    })),
  ];
}

function namesOf({ ruleId, ruleName }: { readonly ruleId: string; readonly ruleName: string }) {
  return { ruleId, name: ruleName };
}

function unloggedBy(selections: readonly Selection[]): (sought: Sought) => boolean {
  const nothingLogged = selections.map(nothingLoggedBy);
  return ({ rules }) => {
    const expected = rules().flatMap(({ condition }) => expectedRecords(condition));
    return nothingLogged.every((isNothingLogged) => isNothingLogged(expected));
  };
}
