import { groupBy } from '../../keyed/grouped';
import { isBelow, type Severity } from '../../rule/rule';
import { someOf } from '../../safe-text/one-line';
import type { StackPair } from '../evidence/counterparts';
import { renamedBeside } from '../evidence/rename-texts';
import type { RuleLine } from '../metadata/decisions';
import { betweenOf, type ChangeKind, type ReviewChange, toChange } from '../review-change';
import { compareEverybody, compareLeftOut, listed, MAX_NAMED, type RouteChange } from './compare-left-out';
import { type Route, techniquesOf } from './decided-estate';
import { type ChangedCondition, changedCondition } from './rule-directions';
import { compareWithRoute, type IsReleased } from './upgraded-rules';

const LOWEST: Severity = 'informational';

/** What a comparison knows of the head beside its routes. */
interface Known {
  /** The stack of a route, before and after, where resources that its conditions may name have other names. */
  readonly renamed?: (route: Route) => StackPair | undefined;
  /** Of an upgrade of the library. */
  readonly isReleased?: IsReleased;
}

/** Rules that routes lose and gain, that mean something else, or that raise fewer or more alerts. */
export function compareDetection(
  base: readonly Route[],
  head: readonly Route[],
  { renamed = () => undefined, isReleased = () => false }: Known = {},
): readonly ReviewChange[] {
  const left = new Set(head);
  // Of several alike, those with the same id are compared first.
  const ids = new Set(base.map(({ logicalId }) => logicalId));
  const isFree = ({ logicalId }: Route): boolean => !ids.has(logicalId);
  const pairs = base.map((route) => {
    const alike = [...left].filter((other) => isSameRoute(route, other));
    const same = alike.find(({ logicalId }) => logicalId === route.logicalId) ?? alike.find(isFree);
    if (same !== undefined) left.delete(same);
    return [route, same] as const;
  });
  const changes = [
    ...pairs.flatMap(([before, after]) =>
      after === undefined
        ? lostRoute(before)
        : compareRoute(namedAs(after, before, renamed(after)), after, isReleased),
    ),
    ...[...left].flatMap((route) => [...route.rules.values()].map((rule) => addedRule(rule, route))),
  ];
  return [...mergeRoutes(changes), ...compareCoverage(base, head)];
}

/** The route of the base with the names that resources have in the head, so that conditions differ only by what they find. */
function namedAs(after: Route, before: Route, pair: StackPair | undefined): Route {
  if (pair === undefined) return before;
  let renamed: ReturnType<Route['meanings']> | undefined;
  const rename = (): ReturnType<Route['meanings']> => {
    const [old, fresh] = [before.meanings(), after.meanings()];
    if (old === 'pipeline' || fresh === 'pipeline') return old;
    return new Map([...old].map(([id, rule]) => [id, renamedBeside(pair, rule, fresh.get(id))]));
  };
  return { ...before, meanings: () => (renamed ??= rename()) };
}

/** A place that is not known is taken as the same. */
function isSameRoute(one: Route, other: Route): boolean {
  const isSame = (left: string | undefined, right: string | undefined): boolean =>
    left === right || left === undefined || right === undefined;
  return (
    one.construct === other.construct &&
    isSame(one.account, other.account) &&
    isSame(one.region, other.region)
  );
}

function lostRoute(route: Route): readonly RouteChange[] {
  return [...route.rules.values()].map((rule) => lostRule(rule, route));
}

function lostRule({ key, severity }: RuleLine, route: Route): RouteChange {
  return {
    kind: 'detection-lost',
    subject: key,
    message: `severity ${severity}: no longer evaluated`,
    route,
  };
}

function addedRule({ key, severity, trialUntil }: RuleLine, route: Route): RouteChange {
  const trial = trialUntil === undefined ? '' : `, on trial until ${trialUntil}: it raises no alert`;
  return { kind: 'detection-added', subject: key, message: `severity ${severity}: new${trial}`, route };
}

/** A rule on trial raises no alert. */
function compareTrial(before: RuleLine, after: RuleLine, route: Route): readonly RouteChange[] {
  const { key: subject, trialUntil } = after;
  if (before.trialUntil === trialUntil) return [];
  if (trialUntil === undefined)
    return [{ kind: 'detection-strengthened', subject, message: 'it is no longer on trial', route }];
  const message =
    before.trialUntil === undefined
      ? `on trial until ${trialUntil}: it no longer raises alerts`
      : `its trial ends ${trialUntil} instead of ${before.trialUntil}`;
  const kind = before.trialUntil === undefined ? 'detection-weakened' : 'detection-changed';
  return [{ kind, subject, message, route }];
}

function compareRoute(before: Route, after: Route, isReleased: IsReleased): readonly RouteChange[] {
  const lost = [...before.rules.values()].filter(({ id }) => !after.rules.has(id));
  const added = [...after.rules.values()].filter(({ id }) => !before.rules.has(id));
  const kept = [...after.rules.values()].flatMap((rule) => {
    const old = before.rules.get(rule.id);
    return old === undefined ? [] : [[old, rule] as const];
  });
  const quieted = quietedRules(before, after);
  const isQuieted = ({ id }: RuleLine): boolean => quieted.some((rule) => rule.id === id);
  return [
    ...quietedChange(quieted, before),
    ...lost.filter((rule) => !isQuieted(rule)).map((rule) => lostRule(rule, before)),
    ...added.map((rule) => ({
      ...addedRule(rule, after),
      ...(isReleased(rule) && { byUpgrade: true as const }),
    })),
    ...kept.flatMap(([old, rule]) => {
      const was = isQuieted(rule) ? { ...old, minimumSeverity: rule.minimumSeverity } : old;
      const isByUpgrade = isReleased(rule) && !old.isOwn && isSetAlike(was, rule);
      return (isByUpgrade ? changedByRelease : changedByUser)(was, rule, [before, after]);
    }),
    ...compareLeftOut(before, after),
    ...compareEverybody(before, after),
  ];
}

type Routes = readonly [before: Route, after: Route];

function changedByUser(before: RuleLine, after: RuleLine, routes: Routes): readonly RouteChange[] {
  const changed = before.hash === after.hash ? undefined : changedCondition(routes, before);
  return [
    ...toConditionChange(changed, before, [after, routes[1]]),
    ...compareRule(before, after, routes[1]),
  ];
}

/** Whether the user lets two rules raise alerts in the same way. */
function isSetAlike(before: RuleLine, after: RuleLine): boolean {
  return before.minimumSeverity === after.minimumSeverity && before.trialUntil === after.trialUntil;
}

/** What a release changes loses something only where no other rule raises the alerts. */
function changedByRelease(before: RuleLine, after: RuleLine, routes: Routes): readonly RouteChange[] {
  const severities = compareRule(before, after, routes[1]);
  if (before.hash === after.hash && severities.length === 0) return [];
  const compared = compareWithRoute(...routes, before);
  const changed = before.hash === after.hash ? undefined : changedCondition(routes, before, compared);
  const isKept = compared.direction !== 'weaker' && compared.direction !== 'unknown';
  return [
    // what a release rewrites is listed in its changelog, and loses nothing that is known
    ...toConditionChange(changed, before, [after, routes[1]]).map((change) =>
      settled(change, 'detection-unknown'),
    ),
    ...severities.map((change) => (isKept ? settled(change, 'detection-weakened') : change)),
  ].map((change) => ({ ...change, byUpgrade: true as const }));
}

function settled(change: RouteChange, kind: ChangeKind): RouteChange {
  return change.kind === kind ? { ...change, kind: 'detection-changed' } : change;
}

function toConditionChange(
  changed: ChangedCondition | undefined,
  before: RuleLine,
  [{ key: subject, hash }, route]: readonly [after: RuleLine, route: Route],
): readonly RouteChange[] {
  if (changed === undefined) return [];
  const [kind, message] = changed;
  return [{ kind, message, subject, route, between: [before.hash, hash] }];
}

/**
 * The rules that raised informational alerts, where none does any more: the set begins at another severity, as the default of
 * a later version of the library may.
 */
function quietedRules(before: Route, after: Route): readonly RuleLine[] {
  if ([...after.rules.values()].some(isInformational)) return [];
  return [...before.rules.values()]
    .filter(isInformational)
    .filter(({ id, severity }) => severity === LOWEST || after.rules.has(id));
}

function isInformational({ severity, failureSeverity, minimumSeverity }: RuleLine): boolean {
  return minimumSeverity === undefined && (severity === LOWEST || failureSeverity === LOWEST);
}

function quietedChange(rules: readonly RuleLine[], route: Route): readonly RouteChange[] {
  if (rules.length === 0) return [];
  const keys = rules.map(({ key }) => key);
  const message = `no longer raised, by ${listed(keys)}`;
  return [{ kind: 'detection-changed', subject: 'informational alerts', message, route, between: keys }];
}

function compareRule(before: RuleLine, after: RuleLine, route: Route): readonly RouteChange[] {
  const changes: RouteChange[] = [...compareTrial(before, after, route)];
  const subject = after.key;
  const severities: readonly (readonly [string, Severity | undefined, Severity | undefined, boolean])[] = [
    ['severity', before.severity, after.severity, false],
    [
      'severity of failed calls',
      before.failureSeverity ?? before.severity,
      after.failureSeverity ?? after.severity,
      false,
    ],
    [
      'lowest severity that raises an alert',
      before.minimumSeverity ?? 'informational',
      after.minimumSeverity ?? 'informational',
      true,
    ],
  ];
  for (const [name, from, to, isMinimum] of severities) {
    if (from === undefined || to === undefined || from === to) continue;
    if (
      name === 'severity of failed calls' &&
      before.failureSeverity === undefined &&
      after.failureSeverity === undefined
    )
      continue;
    const kind = isBelow(to, from) === isMinimum ? 'detection-strengthened' : 'detection-weakened';
    changes.push({ kind, subject, message: `${name}: ${from} → ${to}`, route });
  }
  return changes;
}

/** The same change on several routes, or in several accounts and Regions, is one change. */
function mergeRoutes(changes: readonly RouteChange[]): readonly ReviewChange[] {
  const merged = groupBy(changes, ({ kind, subject, message }) => JSON.stringify([kind, subject, message]));
  return [...merged.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { kind, subject, message, route } = first;
    const where = [...new Set(same.map((change) => renderRoute(change.route)))].sort();
    return [
      toChange(kind, subject, `${message} (${someOf(where, MAX_NAMED, '; ')})`, {
        ...{ file: route.file, logicalId: route.logicalId },
        ...(same.length === 1 && route.account !== undefined ? { account: route.account } : {}),
        ...(same.length === 1 && route.region !== undefined ? { region: route.region } : {}),
        ...(same.every(({ byUpgrade }) => byUpgrade) && { byUpgrade: true as const }),
        ...betweenOf(where, ...new Set(same.map(({ between = [] }) => JSON.stringify(between)))),
      }),
    ];
  });
}

/** Such as `LogProcessor in 111122223333 eu-west-1`. */
export function renderRoute({
  construct,
  account,
  region,
}: Pick<Route, 'construct' | 'account' | 'region'>): string {
  const place = [account, region].filter((part) => part !== undefined).join(' ');
  return place === '' ? construct : `${construct} in ${place}`;
}

/** ATT&CK techniques that no rule of any route detects any more, or that one detects now. */
function compareCoverage(base: readonly Route[], head: readonly Route[]): readonly ReviewChange[] {
  const [before, after] = [techniquesOf(base), techniquesOf(head)];
  const lost = before.filter((id) => !after.includes(id));
  const gained = after.filter((id) => !before.includes(id));
  return [
    ...lost.map((id) => toChange('coverage-lost', id, 'no rule detects this ATT&CK technique anymore')),
    ...gained.map((id) => toChange('coverage-gained', id, 'a rule now detects this ATT&CK technique')),
  ];
}
