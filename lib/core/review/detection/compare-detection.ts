import { groupBy } from '../../keyed/grouped';
import { isBelow, type Severity } from '../../rule/rule';
import { someOf } from '../../safe-text/one-line';
import type { StackPair } from '../evidence/counterparts';
import { renamedBeside } from '../evidence/rename-texts';
import type { Direction } from '../meaning/compare-conditions';
import type { RuleLine } from '../metadata/decisions';
import { betweenOf, type ChangeKind, type ReviewChange, toChange } from '../review-change';
import { type LeftOut, type Route, techniquesOf } from './decided-estate';
import { changedCondition, wholeDirection } from './rule-directions';

/** Rules that are named in a sentence; the rest are counted. */
const MAX_NAMED = 5;

const LOWEST: Severity = 'informational';

/** A change on one route; the same on several routes becomes one. */
interface RouteChange {
  readonly kind: ChangeKind;
  readonly subject: string;
  readonly message: string;
  readonly route: Route;
  /** What was compared, where the message does not have all of it. */
  readonly between?: readonly unknown[];
}

/** What a comparison knows of the head beside its routes. */
interface Known {
  /** The stack of a route, before and after, where resources that its conditions may name have other names. */
  readonly renamed?: (route: Route) => StackPair | undefined;
  /** Whether a rule is as the library that runs has it: an upgrade changes it, and no edit. */
  readonly isBuiltIn?: (rule: RuleLine) => boolean;
}

/** Rules that routes lose and gain, that mean something else, or that raise fewer or more alerts. */
export function compareDetection(
  base: readonly Route[],
  head: readonly Route[],
  { renamed = () => undefined, isBuiltIn = () => false }: Known = {},
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
        : compareRoute(namedAs(after, before, renamed(after)), after, isBuiltIn),
    ),
    ...[...left].flatMap(addedRoute),
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

function addedRoute(route: Route): readonly RouteChange[] {
  return [...route.rules.values()].map((rule) => addedRule(rule, route));
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

function compareRoute(
  before: Route,
  after: Route,
  isBuiltIn: NonNullable<Known['isBuiltIn']>,
): readonly RouteChange[] {
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
    ...added.map((rule) => addedRule(rule, after)),
    ...kept.flatMap(([old, rule]) => {
      if (old.hash === rule.hash) return [];
      const changed = changedCondition(before, after, rule);
      if (changed === undefined) return [];
      const [found, message] = changed;
      // what a release rewrites is listed in its changelog, and loses nothing that is known
      const kind = found === 'detection-unknown' && isBuiltIn(rule) ? 'detection-changed' : found;
      return [{ kind, message, subject: rule.key, route: after, between: [old.hash, rule.hash] }];
    }),
    ...kept.flatMap(([old, rule]) =>
      compareRule(isQuieted(rule) ? { ...old, minimumSeverity: rule.minimumSeverity } : old, rule, after),
    ),
    ...compareLeftOut(before, after),
    ...compareEverybody(before, after),
  ];
}

/** Entries that leave out everybody, however narrow they look one by one. */
function compareEverybody(before: Route, after: Route): readonly RouteChange[] {
  const fresh = [...after.everybody].filter(([name]) => !before.everybody.has(name));
  const gone = [...before.everybody.keys()].filter((name) => !after.everybody.has(name));
  return [
    ...fresh.map(
      ([subject, why]): RouteChange => ({
        ...{ kind: 'detection-weakened', subject, route: after },
        message: `it applies to everyone: ${why}`,
      }),
    ),
    ...gone.map(
      (subject): RouteChange => ({
        ...{ kind: 'detection-strengthened', subject, route: before },
        message: 'it no longer applies to everyone',
      }),
    ),
  ];
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

/** The entries that leave out records of rules that are there before and after. */
function compareLeftOut(before: Route, after: Route): readonly RouteChange[] {
  const names = [...new Set([...before.leftOut.keys(), ...after.leftOut.keys()])].sort();
  const keysOf = (route: Route): ReadonlySet<string> =>
    new Set([...route.rules.values()].map(({ key }) => key));
  const [oldKeys, newKeys] = [keysOf(before), keysOf(after)];
  // `correlation/rule` is one of those that a correlation counts.
  const isKept = (key: string): boolean => {
    const [owner = key] = oldKeys.has(key) || newKeys.has(key) ? [key] : key.split('/');
    return oldKeys.has(owner) && newKeys.has(owner);
  };
  const directions = new Map<string, Direction | undefined>();
  const directionOf = (key: string): Direction | undefined => {
    const [owner = key] = newKeys.has(key) ? [key] : key.split('/');
    const rule = [...after.rules.values()].find((each) => each.key === owner);
    if (!directions.has(owner)) directions.set(owner, rule && wholeDirection(before, after, rule));
    return directions.get(owner);
  };
  const isLess = (key: string): boolean => LOSSES.includes(directionOf(key));
  const isMore = (key: string): boolean => !NO_GAINS.includes(directionOf(key));
  return names.flatMap((name) => {
    const [old, fresh] = [before.leftOut.get(name), after.leftOut.get(name)];
    const gained = [...(fresh?.rules ?? [])].filter((key) => old?.rules.has(key) !== true && isKept(key));
    const lost = [...(old?.rules ?? [])].filter((key) => fresh?.rules.has(key) !== true && isKept(key));
    const isOther = old !== undefined && fresh !== undefined && old.hash !== fresh.hash;
    const other = isOther ? [...fresh.rules].filter((key) => old.rules.has(key)) : [];
    const words = 'excludes something different from';
    return [
      ...leftOutChange(fresh, gained.filter(isLess), ['detection-weakened', 'is excluded from'], after),
      ...leftOutChange(
        old,
        lost.filter(isMore),
        ['detection-strengthened', 'is no longer excluded from'],
        after,
      ),
      ...OTHERS.flatMap(([kind, ...those]) => {
        const keys = other.filter((key) => those.includes(directionOf(key)));
        return leftOutChange(fresh, keys, [kind, words, old?.hash], after);
      }),
    ];
  });
}

/** Directions with which an entry that is new may leave out records that raised alerts. */
const LOSSES: readonly (Direction | undefined)[] = ['weaker', 'unknown', undefined];

/** Directions with which an entry that is gone was not the last to leave out its records. */
const NO_GAINS: readonly (Direction | undefined)[] = ['same', 'weaker'];

/** What another content of a filter means, by the directions of the rules. */
const OTHERS: readonly (readonly [ChangeKind, ...(Direction | undefined)[]])[] = [
  ['detection-weakened', 'weaker'],
  ['detection-unknown', 'unknown', undefined],
  ['detection-changed', 'same', 'changed'],
  ['detection-strengthened', 'stronger'],
];

function leftOutChange(
  leftOut: LeftOut | undefined,
  rules: readonly string[],
  [kind, words, was]: readonly [kind: ChangeKind, words: string, was?: string],
  route: Route,
): readonly RouteChange[] {
  if (leftOut === undefined || rules.length === 0) return [];
  return [
    {
      kind,
      subject: `${leftOut.what}: ${leftOut.key}`,
      message: `${words} ${listed(rules)}`,
      route,
      between: [was, leftOut.hash, ...rules],
    },
  ];
}

/** Such as `2 rules: one, two`. */
function listed(rules: readonly string[]): string {
  const named = someOf([...rules].sort(), MAX_NAMED);
  return `${rules.length === 1 ? '1 rule' : `${rules.length} rules`}: ${named}`;
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
