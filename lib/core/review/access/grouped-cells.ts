import type { Condition } from '../../policy/evaluation/condition-block';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { type AccessCell, ANYONE, administratorsOf, byText, type Verb } from './access-cell';
import { type Asker, accountWords, isService } from './asker';
import { isGiven } from './open-match';
import { inOrder, likeNames, needsNoMore, partsOf, type Requirement } from './requirement';

/** Whether people read it: not what roles are for, and not of a managed policy whose principals have their own cells. */
export function isShown(cell: ReadCell): boolean {
  return !isPurpose(cell) && cell.as?.isListed !== true;
}

/** Whether it is a service that may take a role: what the role is for. */
function isPurpose({ as, may, what }: ReadCell): boolean {
  return as !== undefined && isService(as) && may === 'take' && what.startsWith('role ');
}

/** One answer: what an asker may do with one action. */
export interface ActionCell {
  /** The asker; conditions may limit `anyone` to an organization. */
  readonly asker: string;
  /** The asker that makes the requests; absent where it takes a role first, or is not known. */
  readonly as?: Asker;
  readonly may: Verb;
  readonly what: string;
  readonly action: string;
  readonly by: string;
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

/** A cell with all that it needs, in a form that can be compared. */
export interface ReadCell extends AccessCell {
  readonly asker: string;
  readonly as?: Asker;
  readonly needs: readonly Requirement[];
  /** Those of them that are not in `who`. */
  readonly otherNeeds: readonly Requirement[];
}

/** Cells of single actions and patterns put together where all else is the same, sorted. */
export function grouped(cells: readonly ActionCell[]): readonly ReadCell[] {
  const ofAction = groupsOf(cells, (cell) => [
    cell.action,
    cell.needs.some(isPattern),
    ...textsOf(cell, false),
  ]);
  const groups = groupsOf(ofAction.map(withAllPatterns), (cell) => textsOf(cell, true));
  return groups.map(toReadCell);
}

/** The cells of single actions and patterns that a cell is made of. */
export function singleCells({ actions, verdict, needs, ...cell }: ReadCell): readonly ActionCell[] {
  const { objects: patterns, noun = '' } = needs.find(isPattern) ?? {};
  const others = needs.filter((need) => !isPattern(need));
  const each = patterns?.map((pattern) => inOrder([...others, likeNames([pattern], noun)])) ?? [needs];
  return actions.flatMap((action) =>
    each.map((single) => ({ ...cell, action, needs: single, unknown: verdict === 'unknown' })),
  );
}

function isPattern({ objects }: Requirement): boolean {
  return objects !== undefined;
}

function textsOf({ needs }: ActionCell, withPatterns: boolean): readonly string[] {
  return needs.filter((need) => withPatterns || !isPattern(need)).map(({ text }) => text);
}

type Group = readonly [ActionCell, ...ActionCell[]];

/** Groups of cells of the same asker, verb and resource with the same key; sorted as cells are. */
function groupsOf(
  cells: readonly ActionCell[],
  keyOf: (cell: ActionCell) => readonly (string | boolean)[],
): readonly Group[] {
  const groups = new Map<string, [ActionCell, ...ActionCell[]]>();
  for (const cell of cells) {
    const { asker, may, what, needs, unknown } = cell;
    const key = [whoOf(asker, needs).who, may, what, ...keyOf(cell), asker, unknown].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.keys()].sort(byText).flatMap((key) => {
    const group = groups.get(key);
    return group === undefined ? [] : [group];
  });
}

function withAllPatterns(group: Group): ActionCell {
  const [first] = group;
  const patterns = group.flatMap(({ needs }) => needs.flatMap(({ objects = [] }) => objects));
  if (patterns.length < 2) return first;
  const needs = first.needs.filter((need) => !isPattern(need));
  const { noun = '' } = first.needs.find(isPattern) ?? {};
  const by = [...new Set(group.map((each) => each.by))].sort(byText).join('; ');
  return { ...first, by, needs: inOrder([...needs, likeNames(patterns, noun)]) };
}

function toReadCell(group: Group): ReadCell {
  const [first] = group;
  const { asker, as, may, what, needs, unknown } = first;
  const { who, otherNeeds } = whoOf(asker, needs);
  const conditions = [...new Set(otherNeeds.map(({ words }) => words))].sort(byText);
  const actions = [...new Set(group.map(({ action }) => action))].sort(byText);
  const by = [...new Set(group.map((each) => each.by))].sort(byText).join('; ');
  const verdict = unknown ? 'unknown' : conditions.length === 0 ? 'allowed' : 'allowed-with-conditions';
  return {
    who,
    may,
    what,
    actions,
    verdict,
    by,
    conditions,
    asker,
    ...(as !== undefined && { as }),
    needs,
    otherNeeds,
  };
}

/** Conditions that bind anyone to an organization, an account or a principal name it. */
export function whoOf(
  asker: string,
  needs: readonly Requirement[],
): { readonly who: string; readonly otherNeeds: readonly Requirement[] } {
  if (asker !== ANYONE) return { who: asker, otherNeeds: needs };
  for (const [keys, name] of BINDINGS) {
    const binding = needs.find(({ condition }) => condition !== undefined && bindsTo(keys, condition));
    if (binding?.condition === undefined) continue;
    const who = [...binding.condition.values].map(name).join(', ');
    return { who, otherNeeds: needs.filter((one) => one !== binding) };
  }
  return { who: asker, otherNeeds: needs };
}

function bindsTo(keys: readonly string[], { operator, key, values }: Condition): boolean {
  const isPositive = /^(String|Arn)(Equals|Like)$/.test(operator);
  return isPositive && keys.includes(foldedKey(key)) && !values.includes('*');
}

const BINDINGS: readonly (readonly [readonly string[], (value: string) => string])[] = [
  [['aws:principalarn'], (arn) => `principal ${arn}`],
  [['aws:principalservicename'], (service) => service],
  [['aws:principalaccount', 'kms:calleraccount', 'aws:sourceowner'], accountWords],
  [['aws:principalorgid'], (id) => `organization ${id}`],
  [['aws:sourceaccount'], (id) => `services for ${accountWords(id)}`],
  [['aws:sourceorgid'], (id) => `services for organization ${id}`],
];

/** What a change additionally lets principals do, and what it no longer does. */
export interface AccessChange {
  readonly gained: readonly ReadCell[];
  readonly lost: readonly ReadCell[];
}

/**
 * Compares the cells of two sets of stacks, action by action. A cell is gained when the base has none for the same action,
 * principal and resource that needs no more conditions; so a removed condition is a cell gained, and an added one a cell lost.
 * What `anyone` may do, every principal may. Administrators of an account, and services that a role is for, are not listed with
 * resources that come or go.
 */
export function compareAccess(base: readonly ReadCell[], head: readonly ReadCell[]): AccessChange {
  return { gained: without(head, base), lost: without(base, head) };
}

function without(cells: readonly ReadCell[], others: readonly ReadCell[]): readonly ReadCell[] {
  const index = new Map<string, ReadCell[]>();
  for (const cell of others) {
    for (const action of cell.actions) {
      for (const who of new Set([cell.who, cell.asker])) {
        const key = keyOf(who, cell, action);
        index.set(key, [...(index.get(key) ?? []), cell]);
      }
    }
  }
  const known = new Set(others.map(({ what }) => what));
  const same = new Set(others.map(textOf));
  const isCovered = (cell: ActionCell): boolean =>
    [...new Set([whoOf(cell.asker, cell.needs).who, cell.asker, cell.as?.among ?? ANYONE, ANYONE])].some(
      (who) => index.get(keyOf(who, cell, cell.action))?.some((other) => isWithin(cell, other)),
    ) || isCoveredByParts(cell);
  const isCoveredByParts = (cell: ActionCell): boolean => {
    const parts = partsOf(cell.needs);
    return parts.length > 0 && parts.every((needs) => isCovered({ ...cell, needs }));
  };
  return grouped(
    cells
      .filter((cell) => cell.as?.isListed !== true && !same.has(textOf(cell)))
      .filter(
        (cell) => known.has(cell.what) || !(cell.who.startsWith(administratorsOf('')) || isPurpose(cell)),
      )
      .flatMap(singleCells)
      .filter((cell) => !isCovered(cell)),
  );
}

/** Whether the other cell lets the same principals do it, needing no more. */
function isWithin(cell: ActionCell, other: ReadCell): boolean {
  const { who, otherNeeds } = whoOf(cell.asker, cell.needs);
  if (who === other.who && needsNoMore(other.otherNeeds, otherNeeds)) return true;
  const { as, asker, needs } = cell;
  if (![asker, as?.among, ANYONE].includes(other.asker)) return false;
  const open = as === undefined ? other.needs : other.needs.filter((need) => !isGiven(need, as));
  return needsNoMore(open, needs);
}

/** Cells of equal text let the same principals do the same, and need the same. */
function textOf({ asker, may, what, actions, needs }: ReadCell): string {
  return [asker, may, what, ...actions, '', ...needs.map(({ text }) => text)].join('\n');
}

function keyOf(who: string, { may, what }: Pick<ReadCell, 'may' | 'what'>, action: string): string {
  return [who, may, what, action].join('\n');
}
