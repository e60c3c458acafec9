import { costedStacks } from '../../cost/costed-stack';
import type { CountName, Counts } from '../../cost/counts';
import { type CostLine, type MonthlyCost, monthlyCost } from '../../cost/monthly-cost';
import { trailsOf } from '../../cost/trail-charges';
import {
  type Estate,
  type EstateResource,
  type EstateStack,
  type PlacedResource,
  resourceName,
  resourcesOf,
  type SynthesisMessage,
  type UnreadPart,
} from '../../estate/estate';
import { Resolver } from '../../estate/resolver';
import { entryOf } from '../../inventory/index';
import { flow } from '../../inventory/judges/references';
import { inWords } from '../../inventory/judges/words';
import type { Area } from '../../inventory/model';
import { valueAt } from '../../inventory/property-path';
import { someOf } from '../../safe-text/one-line';
import { type Writers, writeCyclesOf } from '../../writers/write-cycles';
import type { AccessCell } from '../access/access-cell';
import { isShown, type ReadCell } from '../access/grouped-cells';
import type { TemplateIdentity } from '../access/policies/identities';
import { type DecidedEstate, type Route, techniquesOf } from '../detection/decided-estate';
import { isAuditStack, type ResourcePair, type StackPair } from '../evidence/counterparts';
import { type MergedEvents, mergeAccesses, renderEvents } from '../logging/compare-logging';
import type { LoggedEstate } from '../logging/logged-events';
import type { PipelineSide } from '../pipeline/review-pipeline';
import { betweenOf, changeOf, type ReviewChange, toChange } from '../review-change';

/** The state of stacks. */
export interface ReviewState {
  readonly stacks: readonly StackState[];
  readonly logging: readonly LoggedState[];
  readonly detections: readonly DetectionState[];
  readonly techniques: readonly string[];
  readonly protection: readonly ProtectionState[];
  /** The access to evidence, by the policies of the stacks. */
  readonly access: readonly AccessCell[];
  readonly cost: CostState;
  readonly messages: readonly SynthesisMessage[];
}

export interface StackState {
  readonly name: string;
  readonly account: string | null;
  readonly region: string | null;
  /** Whether it has to do with CloudTrail. */
  readonly isAudit: boolean;
}

export interface LoggedState {
  /** `every`: all accounts of the organization; null: known to the deployment only. */
  readonly account: string | null;
  readonly region: string | null;
  readonly events: string;
  readonly isCertain: boolean;
  /** The trail or event data store. */
  readonly by: string;
}

export interface DetectionState {
  readonly construct: string;
  readonly account: string | null;
  readonly region: string | null;
  /** How many rules there are by severity. */
  readonly rules: Readonly<Record<string, number>>;
  readonly leftOut: number;
}

export interface ProtectionState {
  readonly resource: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface CostState {
  /** US dollars per month; null where there is no base. */
  readonly usdBefore: number | null;
  readonly usd: number;
  /** Counts that the rest of the sum needs. */
  readonly missing: readonly CountName[];
}

/** All that is derived from one side of a comparison. */
export interface ReviewedSide {
  readonly estate: Estate;
  readonly logged: LoggedEstate;
  readonly decided: DecidedEstate;
  readonly access: readonly ReadCell[];
  readonly pipeline: PipelineSide;
  /** The principals that policies of the templates are attached to. */
  readonly identities: readonly TemplateIdentity[];
  readonly writers: Writers<PlacedResource>;
  readonly cost: MonthlyCost;
}

/** The state after the change. */
export function stateOf(
  { estate, logged, decided, access, cost: { usd, missing } }: ReviewedSide,
  before: ReviewedSide | undefined,
): ReviewState {
  return {
    stacks: inOrder(
      estate.stacks.map((stack) => ({
        ...{ name: stack.name, account: stack.account ?? null, region: stack.region ?? null },
        isAudit: isAuditStack(stack),
      })),
    ),
    logging: mergeAccesses(logged.events).map(toLogged),
    detections: inOrder(decided.routes.map(toDetection)),
    techniques: techniquesOf(decided.routes),
    protection: inOrder(protectionOf(estate.stacks)),
    access: access
      .filter(isShown)
      .map(({ asker: _asker, as: _as, needs: _needs, otherNeeds: _others, ...cell }) => cell),
    cost: { usdBefore: before?.cost.usd ?? null, usd, missing },
    messages: inOrder(estate.messages),
  };
}

/** So that the order of stacks and resources does not matter. */
function inOrder<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
    .map(({ item }) => item);
}

function toLogged(events: MergedEvents): LoggedState {
  return {
    ...{ account: events.account ?? null, region: events.region ?? null },
    ...{ events: renderEvents(events), isCertain: events.isCertain, by: resourceName(events.by) },
  };
}

function toDetection({ construct, account, region, rules, leftOut }: Route): DetectionState {
  const counts: Record<string, number> = {};
  for (const { severity } of rules.values()) counts[severity] = (counts[severity] ?? 0) + 1;
  return {
    ...{ construct, account: account ?? null, region: region ?? null },
    ...{ rules: counts, leftOut: leftOut.size },
  };
}

/** The purposes of properties that protect what is there. */
const PROTECTING: readonly Area[] = ['integrity', 'retention', 'encryption'];

/** The purposes of properties that are told where they are set; policies are compared as access. */
const TOLD_IF_SET: readonly Area[] = ['delivery', 'access'];

/** The settings that protect evidence in stacks that concern CloudTrail, by the inventory. */
function protectionOf(stacks: readonly EstateStack[]): readonly ProtectionState[] {
  const resolver = new Resolver(stacks);
  return resourcesOf(stacks.filter(isAuditStack)).flatMap((placed) => {
    const { Type: type, Properties } = placed.resource;
    const { holds, decides = {}, defaults = {} } = entryOf(type) ?? {};
    if (holds === undefined) return [];
    const properties = resolver.value(Properties ?? {}, placed.stack);
    const settings = Object.entries(decides).flatMap(([path, { area, says, judge }]) => {
      const value = valueAt(properties, path) ?? defaults[path]?.[0];
      const isTold =
        PROTECTING.includes(area) || (TOLD_IF_SET.includes(area) && value !== undefined && judge !== flow);
      const words = (judge.words ?? inWords)(value);
      return isTold
        ? [[`${area}: ${says}`, value === undefined ? words : `${words}${unitOf(path)}`] as const]
        : [];
    });
    return settings.length === 0
      ? []
      : [{ resource: resourceName(placed), type, settings: Object.fromEntries(settings) }];
  });
}

function unitOf(path: string): string {
  if (path === 'MessageRetentionPeriod') return ' seconds';
  return /(?:InDays|^RetentionPeriod)$/.test(path) ? ' days' : '';
}

/** Smaller differences do not count. */
const MIN_USD = 0.01;

/** Lines that are named in a sentence. */
const MAX_NAMED = 5;

/** The cost of stacks per month, as far as counts are given. */
export function costOf(
  stacks: readonly EstateStack[],
  counts: Counts,
  writers: ReviewedSide['writers'],
): MonthlyCost {
  const costed = costedStacks(stacks);
  return monthlyCost({ stacks: costed, trails: trailsOf(costed).trails, counts, writers });
}

/** Trails that newly log their own deliveries, or one another's: where one logs another that it did not log, in a cycle, before. */
export function compareCycles(
  base: ReviewedSide,
  head: ReviewedSide,
  same: readonly ResourcePair[],
): readonly ReviewChange[] {
  const now = new Map(same.map((pair) => [pair.base.resource, pair.head.resource]));
  const before = new Map<EstateResource | undefined, Set<EstateResource | undefined>>();
  for (const [from, by] of writeCyclesOf(base.writers).flatMap(({ pairs }) => pairs)) {
    const [writer, listener] = [from, by].map(({ source }) => now.get(source.resource));
    before.set(writer, (before.get(writer) ?? new Set()).add(listener));
  }
  return writeCyclesOf(head.writers).flatMap(({ words, pairs }) => {
    const fresh = pairs.find(([from, by]) => !before.get(from.source.resource)?.has(by.source.resource));
    return fresh === undefined ? [] : [changeOf('logging-endless', { placed: fresh[1].source }, words)];
  });
}

/** The difference of the estimates, if there is one. */
export function compareCost(base: MonthlyCost, head: MonthlyCost): readonly ReviewChange[] {
  const difference = head.usd - base.usd;
  if (Math.abs(difference) < MIN_USD) return [];
  const kind = difference > 0 ? 'cost-increased' : 'cost-decreased';
  const message = `${renderUsd(base.usd)} → ${renderUsd(head.usd)} (${renderDifference(difference)}): ${dearest(base, head)}`;
  return [toChange(kind, 'monthly cost', message)];
}

/** Such as `$12.30`. */
function renderUsd(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

function renderDifference(usd: number): string {
  return `${usd < 0 ? '-' : '+'}${renderUsd(Math.abs(usd))}`;
}

/** The prices whose lines change most. */
function dearest(base: MonthlyCost, head: MonthlyCost): string {
  const sums = new Map<string, number>();
  const add = ({ price, usd = 0 }: CostLine, sign: number): void => {
    sums.set(price, (sums.get(price) ?? 0) + sign * usd);
  };
  for (const line of base.lines) add(line, -1);
  for (const line of head.lines) add(line, 1);
  const changed = [...sums].filter(([, usd]) => Math.abs(usd) >= MIN_USD);
  const sorted = changed.sort(
    ([one, left], [other, right]) => Math.abs(right) - Math.abs(left) || (one < other ? -1 : 1),
  );
  return someOf(
    sorted.map(([price, usd]) => `${price} ${renderDifference(usd)}`),
    MAX_NAMED,
  );
}

/**
 * Warnings and errors of the synthesis that are new, and those that are gone. A construct in a stack with another path is the one that
 * it was.
 */
export function compareMessages(
  base: readonly SynthesisMessage[],
  head: readonly SynthesisMessage[],
  pairs: readonly StackPair[],
): readonly ReviewChange[] {
  const after = new Map(head.map((each) => [keyOf(each), each]));
  const before = new Map(
    base.map((each) => {
      const keys = placesNow(each.path, pairs).map((place) => keyOf(each, place));
      return [keys.find((key) => after.has(key)) ?? keyOf(each), each];
    }),
  );
  return [
    ...onlyIn(after, before).map(({ severity, path, message }) => {
      if (severity === 'error') return toChange('preflight-error', path, message);
      // what warns of a construct that is new takes nothing away that was there
      return isInBase(path, pairs)
        ? toChange('preflight-warning', path, message)
        : toChange('pipeline-changed', path, `it is new, and the synthesis warns: ${message}`);
    }),
    ...onlyIn(before, after).map(({ path, message }) => toChange('preflight-resolved', path, message)),
  ];
}

/** Whether the base has resources of the construct at a path: their logical ids begin with its ids. */
function isInBase(path: string, pairs: readonly StackPair[]): boolean {
  const pair = pairs
    .filter(({ head }) => head?.path !== undefined && `${path}/`.startsWith(`${head.path}/`))
    .sort(({ head: one }, { head: other }) => (other?.path?.length ?? 0) - (one?.path?.length ?? 0))[0];
  if (pair === undefined) return true;
  const ids = path.slice(pair.head?.path?.length).replace(/[^A-Za-z0-9]/g, '');
  return Object.keys(pair.base?.template.Resources ?? {}).some((id) => id.startsWith(ids));
}

function keyOf({ severity, message, path }: SynthesisMessage, place = path): string {
  return `${severity} ${place} ${message}`;
}

/** The paths that a construct of the base may have in the head, where it, one that it is in, or its stack may have another one; the nearest first. */
function placesNow(path: string, pairs: readonly StackPair[]): readonly string[] {
  return pairs
    .flatMap(({ base, head, paths = [] }) => [...paths.map(withoutSame), [base?.path, head?.path]])
    .flatMap(([old, fresh]) =>
      old !== undefined && fresh !== undefined && `${path}/`.startsWith(`${old}/`)
        ? [[old, fresh] as const]
        : [],
    )
    .sort(([one], [other]) => other.length - one.length)
    .map(([old, fresh]) => `${fresh}${path.slice(old.length)}`);
}

/** Two paths up to the last ids by which they differ: `Audit/Old/Topic` and `Audit/New/Topic` as `Audit/Old` and `Audit/New`. */
function withoutSame(paths: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const [old, fresh] = paths.map((path) => path?.split('/'));
  if (old === undefined || fresh === undefined) return [];
  while (old.length > 1 && fresh.length > 1 && old.at(-1) === fresh.at(-1)) {
    old.pop();
    fresh.pop();
  }
  return [old.join('/'), fresh.join('/')];
}

function onlyIn<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): readonly T[] {
  return [...one].flatMap(([key, value]) => (other.has(key) ? [] : [value]));
}

/** A part that is not read may do anything, unless it was there before. */
export function compareUnread(base: Estate, head: Estate): readonly ReviewChange[] {
  // The stack of a plain template has the name of its file.
  const isNamed = base.kind === 'assembly' && head.kind === 'assembly';
  const keyOf = ({ subject, words, content }: UnreadPart): string =>
    JSON.stringify([isNamed ? subject : subject.replace(/^[^/]*/, ''), words, content]);
  const before = new Set(base.unread?.map(keyOf));
  return (head.unread ?? [])
    .filter((part) => !before.has(keyOf(part)))
    .map(({ subject, words, content }) => toChange('template-unread', subject, words, betweenOf(content)));
}
