import { someOf } from '../../safe-text/one-line';
import type { ActionCell } from '../access/grouped-cells';
import { implies, needsNoMore } from '../access/requirement';
import { betweenOf, type ChangeKind, changeOf, type ReviewChange } from '../review-change';
import type { AskedNeed } from './ask-needs';
import type { PipelinePair } from './pair-pipeline';
import type { PipelineResource } from './pipeline-graph';

/** Actions and conditions that are named in a sentence; the rest are counted. */
const MAX_NAMED = 4;

/** Needs of both sides: those that are refused now, have further conditions, or are met again. */
export function compareNeeds(
  before: readonly AskedNeed[],
  after: readonly AskedNeed[],
  pairs: readonly PipelinePair[],
): readonly ReviewChange[] {
  const outcomes = pairNeeds(before, after, pairs).flatMap(([old, fresh]) => {
    const outcome = outcomeOf(old.ways, fresh.ways);
    return outcome === undefined ? [] : [{ ...outcome, need: fresh }];
  });
  const groups = new Map<string, [Outcome, ...Outcome[]]>();
  for (const outcome of outcomes) {
    const { need, kind, words } = outcome;
    const key = JSON.stringify([kind, words, need.who, need.what, need.need.refused, idOf(need.holder)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [outcome]);
    else group.push(outcome);
  }
  return [...groups.values()].map(toNeedChange);
}

/** Whether a cell of access is a need of both sides, so that its loss or return is not a change of access. */
export function neededOnBothSides(
  before: readonly AskedNeed[],
  after: readonly AskedNeed[],
  pairs: readonly PipelinePair[],
): (who: string, action: string, what: string) => boolean {
  const keys = pairNeeds(before, after, pairs).flatMap(([old, fresh]) =>
    [old, fresh].map(({ who, action, what }) => JSON.stringify([who, action, what])),
  );
  const known = new Set(keys);
  return (who, action, what) => known.has(JSON.stringify([who, action, what]));
}

/** The same need on both sides: of a pair, for a pair, by the same property. */
function pairNeeds(
  before: readonly AskedNeed[],
  after: readonly AskedNeed[],
  pairs: readonly PipelinePair[],
): readonly (readonly [before: AskedNeed, after: AskedNeed])[] {
  const partners = new Map(
    pairs.flatMap((pair) => (pair.before && pair.after ? [[pair.before, pair.after] as const] : [])),
  );
  const keyOf = (need: AskedNeed, of: (resource: PipelineResource) => PipelineResource | undefined) => {
    const [holder, target] = [of(need.holder), of(need.target)];
    return (
      holder && target && JSON.stringify([idOf(holder), idOf(target), need.path, need.need.who, need.action])
    );
  };
  const known = new Map(after.map((need) => [keyOf(need, (resource) => resource), need]));
  return before.flatMap((need) => {
    const key = keyOf(need, (resource) => partners.get(resource));
    const same = key === undefined ? undefined : known.get(key);
    return same === undefined ? [] : [[need, same] as const];
  });
}

function idOf({ placed: { stack, logicalId } }: PipelineResource): string {
  return `${stack.name} ${stack.account} ${stack.region} ${logicalId}`;
}

interface Outcome {
  readonly kind: ChangeKind;
  /** The requirements that are new. */
  readonly words: readonly string[];
  readonly need: AskedNeed;
}

function outcomeOf(
  before: readonly ActionCell[],
  after: readonly ActionCell[],
): Omit<Outcome, 'need'> | undefined {
  if (before.length === 0 && after.length === 0) return undefined;
  if (after.length === 0) return { kind: 'pipeline-interrupted', words: [] };
  if (before.length === 0) return { kind: 'pipeline-extended', words: [] };
  const lost = uncovered(before, after);
  if (lost === undefined) return undefined;
  const isUnknown = after.every(({ unknown }) => unknown) && !lost.unknown;
  return {
    kind: isUnknown ? 'pipeline-unknown' : 'pipeline-narrowed',
    words: fewest(after.map((way) => furtherThan(lost, way))),
  };
}

/** The first way that no way of the other side takes the place of. */
function uncovered(ways: readonly ActionCell[], others: readonly ActionCell[]): ActionCell | undefined {
  return ways.find((way) => !others.some((other) => needsNoMore(other.needs, way.needs)));
}

/** What a way needs in addition to another one. */
function furtherThan(before: ActionCell, after: ActionCell): readonly string[] {
  return after.needs
    .filter((need) => !before.needs.some((other) => implies(other, need)))
    .map(({ words }) => words);
}

function fewest(lists: readonly (readonly string[])[]): readonly string[] {
  return [...lists].sort((one, other) => one.length - other.length)[0] ?? [];
}

function toNeedChange(outcomes: readonly [Outcome, ...Outcome[]]): ReviewChange {
  const [{ kind, words, need }] = outcomes;
  const actions = someOf([...new Set(outcomes.map((each) => each.need.action))].sort(), MAX_NAMED);
  const conditions = someOf(words, MAX_NAMED, ' and ');
  const ways = outcomes.map((each) => [
    each.need.action,
    each.need.ways.map(({ needs }) => needs.map(({ text }) => text)),
  ]);
  return {
    ...changeOf(kind, need.holder, sentence(kind, { ...need, actions, conditions })),
    ...betweenOf(ways),
  };
}

function sentence(
  kind: ChangeKind,
  {
    need,
    who,
    what,
    actions,
    conditions,
  }: AskedNeed & { readonly actions: string; readonly conditions: string },
): string {
  switch (kind) {
    case 'pipeline-interrupted':
      return `${need.refused}: ${who} can no longer call ${actions} on ${what}`;
    case 'pipeline-extended':
      return `${who} can now call ${actions} on ${what}, which was denied before`;
    default:
      return `${need.refused}, unless ${conditions}: otherwise, ${who} cannot call ${actions} on ${what}`;
  }
}
