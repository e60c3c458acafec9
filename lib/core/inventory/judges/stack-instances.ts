import { at, type Value, type ValueObject } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { inWords } from './words';

/** The accounts, or units, and Regions that a StackSet deploys to: each pair that is gone is weaker. */
export const stackInstances: Judge = {
  compare: perCondition((before, after, { same }) => {
    const [old, fresh] = [placesOf(before), placesOf(after)];
    if (old === undefined || fresh === undefined)
      return { verdict: 'unknown', words: 'known to the deployment only' };
    const gone = old.filter((place) => !fresh.some((other) => same(place, other)));
    const added = fresh.filter((place) => !old.some((other) => same(other, place)));
    if (gone.length > 0) return { verdict: 'weaker', words: `no longer ${gone.map(nameOf).join(', ')}` };
    if (added.length > 0) return { verdict: 'stronger', words: `also ${added.map(nameOf).join(', ')}` };
    return { verdict: 'same', words: '' };
  }),
  breaks: [
    { words: 'gone', apply: () => undefined },
    {
      words: 'one Region less',
      apply: (json) =>
        Array.isArray(json) ? json.map((group) => ({ ...group, Regions: group.Regions.slice(1) })) : json,
    },
  ],
};

/** An account or unit in a Region, with the parameters there and how accounts of units are chosen. */
interface Place extends ValueObject {
  readonly target: Value;
  readonly region: Value;
  readonly rest: Value;
}

/** `undefined`: only the deployment knows the list. */
function placesOf(groups: Value | undefined): readonly Place[] | undefined {
  const read = listOf(groups)?.map((group) => {
    const targets = at(group, 'DeploymentTargets');
    const filter = at(targets, 'AccountFilterType') ?? 'NONE';
    const [units, accounts] = [listOf(at(targets, 'OrganizationalUnitIds')), listOf(at(targets, 'Accounts'))];
    const regions = listOf(at(group, 'Regions'));
    if (units === undefined || accounts === undefined || regions === undefined) return undefined;
    const rest = [filter, at(targets, 'AccountsUrl') ?? '', at(group, 'ParameterOverrides') ?? []];
    // a filter combines units and accounts, which then mean nothing alone
    const all = filter === 'NONE' ? [...units, ...accounts] : [[...units, ...accounts]];
    return all.flatMap((target) => regions.map((region) => ({ target, region, rest })));
  });
  return read?.every((places) => places !== undefined) === true ? read.flat() : undefined;
}

function listOf(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : undefined;
}

function nameOf({ target, region }: Place): string {
  const names = Array.isArray(target) ? (target as readonly Value[]) : [target];
  return `${names.map(inWords).join(' and ')} in ${inWords(region)}`;
}
