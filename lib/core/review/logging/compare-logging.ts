import { type PlacedResource, resourceName } from '../../estate/estate';
import { someOf } from '../../safe-text/one-line';
import { betweenOf, changeOf, placeIn, type ReviewChange, toChange } from '../review-change';
import { isApart, isWithin, renderFields } from './field-scope';
import { EVERY, type LoggedEstate, type LoggedEvents } from './logged-events';

/** How many events of the other side a change names. */
const MAX_NAMED = 3;

/** Events that are no longer logged, or only in part, and events that are newly logged. */
export function compareLogging(
  base: readonly LoggedEvents[],
  head: readonly LoggedEvents[],
): readonly ReviewChange[] {
  const lost = uncovered(base, head).map(({ events, others }) => reduction(events, others));
  const gained = uncovered(head, base)
    .filter(({ others }) => !others.some(({ isCertain }) => !isCertain))
    .map(({ events, others }) => addition(events, others));
  return [...lost, ...gained];
}

/** Trails and event data stores that CloudTrail refuses, and that it accepted before or that are new. */
export function newlyRefused(base: LoggedEstate, head: LoggedEstate): readonly ReviewChange[] {
  return freshRefusals(base, head).map(({ placed, why }) =>
    changeOf('update-refused', { placed }, `CloudTrail refuses it, so the deployment fails: ${why}`),
  );
}

function freshRefusals(base: LoggedEstate, head: LoggedEstate): LoggedEstate['refused'] {
  const before = new Set(base.refused.map(({ placed, why }) => `${resourceName(placed)} ${why}`));
  return head.refused.filter(({ placed, why }) => !before.has(`${resourceName(placed)} ${why}`));
}

/** The events after the change: a trail or event data store that is newly refused logs what it logged before. */
export function eventsAfter(base: LoggedEstate, head: LoggedEstate): readonly LoggedEvents[] {
  const refused = new Set(freshRefusals(base, head).map(({ placed }) => resourceName(placed)));
  const isRefused = ({ by }: LoggedEvents): boolean => refused.has(resourceName(by));
  return [...head.events.filter((each) => !isRefused(each)), ...base.events.filter(isRefused)];
}

/** The refusals that are no change, in words: what is logged is not known. */
export function otherRefusals(base: LoggedEstate | undefined, head: LoggedEstate): readonly string[] {
  const wordsOf = ({ refused }: LoggedEstate): readonly string[] =>
    refused.map(({ placed, why }) => `${resourceName(placed)}: CloudTrail refuses it: ${why}`);
  const after = wordsOf(head);
  if (base === undefined) return after;
  const before = wordsOf(base);
  return [
    ...after.filter((words) => before.includes(words)),
    ...before.filter((words) => !after.includes(words)).map((words) => `before the change, ${words}`),
  ];
}

/**
 * Whether a trail or event data store logs the same events as its other side, however the selectors of the two are written. False if
 * that is not known, or nothing is logged.
 */
export function logsAlike(
  base: LoggedEstate,
  head: LoggedEstate,
): (before: PlacedResource, after: PlacedResource) => boolean {
  const meaning = ({ events, unknowns }: LoggedEstate, { resource }: PlacedResource): string | undefined => {
    const own = events.filter(({ by }) => by.resource === resource);
    if (own.length === 0 || unknowns.length > 0 || own.some(({ isCertain }) => !isCertain)) return undefined;
    return mergeAccesses(own)
      .map((each) => `${renderEvents(each)} in ${renderPlace(each)}`)
      .join('\n');
  };
  return (before, after) => {
    const logged = meaning(base, before);
    return logged !== undefined && logged === meaning(head, after);
  };
}

/** Events that no single selector of the other side logs in whole, and what of the other side logs some of them. */
interface Uncovered {
  readonly events: MergedEvents;
  readonly others: readonly LoggedEvents[];
}

/** The same events, to read or to write or both. */
export interface MergedEvents extends Omit<LoggedEvents, 'access'> {
  readonly accesses: readonly ('read' | 'write')[];
}

function uncovered(of: readonly LoggedEvents[], by: readonly LoggedEvents[]): readonly Uncovered[] {
  const left = of.filter((events) => !by.some((other) => covers(other, events)));
  return mergeAccesses(left).map((events) => ({
    events,
    others: by.filter((other) => overlaps(other, events)),
  }));
}

/** Reads and writes of the same kind, with the same conditions, as one; each once. */
export function mergeAccesses(events: readonly LoggedEvents[]): readonly MergedEvents[] {
  const merged = new Map<string, MergedEvents>();
  for (const { access, ...rest } of events) {
    const { account, region, kind, fields, isCertain } = rest;
    const key = JSON.stringify([account, region, kind, renderFields(fields), isCertain]);
    const accesses = new Set(merged.get(key)?.accesses);
    if (access !== undefined) accesses.add(access);
    merged.set(key, { ...(merged.get(key) ?? rest), accesses: [...accesses].sort() });
  }
  return [...merged.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/** Whether everything that `some` logs is logged by `wide`, too. Nothing uncertain covers what is certain. */
function covers(wide: LoggedEvents, some: LoggedEvents): boolean {
  return (
    (wide.kind === some.kind || (wide.kind === 'data events' && some.kind.startsWith('data events'))) &&
    wide.access === some.access &&
    isPlaceWithin(some.account, wide.account) &&
    isPlaceWithin(some.region, wide.region) &&
    (wide.isCertain || !some.isCertain) &&
    isWithin(some.fields, wide.fields)
  );
}

/** An unknown place counts as the same: a template that names no account applies to any. */
function isPlaceWithin(some: string | undefined, wide: string | undefined): boolean {
  if (wide === EVERY || wide === some) return true;
  return some !== EVERY && (some === undefined || wide === undefined);
}

function overlaps(other: LoggedEvents, events: MergedEvents): boolean {
  const isThere = (one: string | undefined, two: string | undefined): boolean =>
    isPlaceWithin(one, two) || isPlaceWithin(two, one);
  return (
    other.kind === events.kind &&
    (other.access === undefined || events.accesses.includes(other.access)) &&
    isThere(other.account, events.account) &&
    isThere(other.region, events.region) &&
    !isApart(other.fields, events.fields)
  );
}

function reduction(events: MergedEvents, others: readonly LoggedEvents[]): ReviewChange {
  const subject = renderEvents(events);
  const uncertain = others.find(
    (other) => !other.isCertain && covers(other, { ...asLogged(events), isCertain: false }),
  );
  if (events.isCertain && uncertain !== undefined) {
    const message = `${resourceName(uncertain.by)} logs them under a condition that is not known until deployment`;
    return toChange('logging-unknown', subject, message, {
      ...placeOf(uncertain),
      ...betweenOf(events.fields, uncertain.fields),
    });
  }
  const left = mergeAccesses(others).map(renderLeft);
  const message =
    left.length === 0
      ? 'no longer logged'
      : `no longer all logged; still logged: ${someOf(left, MAX_NAMED, '; ')}`;
  const between = betweenOf(
    events.fields,
    left,
    others.map(({ fields }) => fields),
  );
  return toChange('logging-reduced', subject, message, { ...placeOf(events), ...between });
}

function asLogged({ accesses, ...rest }: MergedEvents): LoggedEvents {
  return { ...rest, access: accesses[0] };
}

function renderLeft(events: MergedEvents): string {
  return `${renderEvents(events)} in ${renderPlace(events)}`;
}

function addition(events: MergedEvents, others: readonly LoggedEvents[]): ReviewChange {
  const subject = renderEvents(events);
  const before = mergeAccesses(others).map(renderLeft);
  const message =
    before.length === 0
      ? 'newly logged'
      : `more of them are logged; before: ${someOf(before, MAX_NAMED, '; ')}`;
  return toChange('logging-added', subject, message, placeOf(events));
}

function placeOf({ account, region, by }: Pick<LoggedEvents, 'account' | 'region' | 'by'>) {
  return placeIn({ file: by.stack.file, account, region }, by.logicalId);
}

/** Such as `management events (write) with eventSource is not kms.amazonaws.com`. */
export function renderEvents({ kind, accesses, fields }: MergedEvents): string {
  const conditions = renderFields(fields);
  const access = accesses.length === 0 ? '' : ` (${accesses.join(' and ')})`;
  return `${kind}${access}${conditions === '' ? '' : ` with ${conditions}`}`;
}

/** Such as `every account of the organization, every Region`. */
export function renderPlace({ account, region }: Pick<LoggedEvents, 'account' | 'region'>): string {
  const inWords = (place: string | undefined, every: string, unknown: string): string =>
    place === EVERY ? every : (place ?? unknown);
  const accounts = inWords(account, 'every account of the organization', 'the account of the deployment');
  return `${accounts}, ${inWords(region, 'every Region', 'the Region of the deployment')}`;
}
