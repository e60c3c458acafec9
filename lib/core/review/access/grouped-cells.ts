import type { Condition } from '../../access/condition-block';
import { foldedKey } from '../../access/condition-key';
import { type AccessCell, ANYONE, byText, type Verb } from './access-cell';
import { accountWords } from './asker';
import { inOrder, likeNames, type Requirement } from './requirement';

/** One answer: what an asker may do with one action. */
export interface ActionCell {
  /** Who asks; conditions may bind `anyone` to those of an organization. */
  readonly asker: string;
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
  readonly needs: readonly Requirement[];
  /** Those of them that `who` does not say. */
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
  const { asker, may, what, needs, unknown } = first;
  const { who, otherNeeds } = whoOf(asker, needs);
  const conditions = [...new Set(otherNeeds.map(({ words }) => words))].sort(byText);
  const actions = [...new Set(group.map(({ action }) => action))].sort(byText);
  const by = [...new Set(group.map((each) => each.by))].sort(byText).join('; ');
  const verdict = unknown ? 'unknown' : conditions.length === 0 ? 'allowed' : 'allowed-with-conditions';
  return { who, may, what, actions, verdict, by, conditions, asker, needs, otherNeeds };
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
