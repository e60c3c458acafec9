import { at, isValueObject, type Value } from '../../estate/values/value';
import type { Judge, JudgedIn, Judgement } from '../model';
import { parsedText } from './parsed-text';
import { perCondition } from './per-condition';
import { inWords, judged } from './words';

/**
 * A list whose items have names: one that is gone, or disabled, is weaker; what another content does is unknown.
 *
 * @param members of an item that have an order of their own, by their paths
 */
export function listBy(key: readonly string[], members: Readonly<Record<string, Judge>> = {}): Judge {
  const keyOf = (item: Value): Value => at(item, ...key) ?? null;
  const words = (value: Value | undefined): string => inWords(workingItems(value)?.map(keyOf) ?? value);
  return {
    words,
    compare: perCondition((before, after, judged) => {
      const { same } = judged;
      const [old, fresh] = [workingItems(before), workingItems(after)];
      if (old === undefined || fresh === undefined)
        return { verdict: 'unknown', words: `${inWords(before)} → ${inWords(after)}` };
      const changed = old.filter((item) => !fresh.some((other) => same(item, other)));
      const lost = changed.filter((item) => !fresh.some((other) => same(keyOf(item), keyOf(other))));
      const named = (items: readonly Value[]): string => items.map((item) => inWords(keyOf(item))).join(', ');
      if (lost.length > 0) return { verdict: 'weaker', words: `no longer ${named(lost)}` };
      const judgements = changed.map((item) => {
        const now = fresh.find((other) => same(keyOf(item), keyOf(other)));
        return compareMembers(item, now, { members, judged });
      });
      const [worst] = (['weaker', 'unknown', 'changed'] as const).filter((verdict) =>
        judgements.some((each) => each.verdict === verdict),
      );
      if (worst !== undefined) {
        const said = judgements.filter(({ verdict }) => verdict === worst).map((each) => each.words);
        return {
          verdict: worst,
          words: `${named(changed)} changed${said.join('').length > 0 ? `: ${said.join(', ')}` : ''}`,
        };
      }
      const added = fresh.filter((item) => !old.some((other) => same(other, item)));
      return { verdict: added.length > 0 ? 'changed' : 'same', words: `new: ${named(added)}` };
    }),
    breaks: [
      { words: 'one less', apply: (json) => (Array.isArray(json) ? json.slice(1) : undefined) },
      { words: 'gone', apply: () => undefined },
      {
        words: 'disabled',
        apply: (json) =>
          Array.isArray(json) ? json.map((each) => ({ ...each, Status: 'Disabled', Enabled: false })) : json,
      },
    ],
  };
}

interface Members {
  readonly members: Readonly<Record<string, Judge>>;
  readonly judged: JudgedIn;
}

/** Two items of one name, by the members that have an order; a difference elsewhere is unknown. */
function compareMembers(before: Value, after: Value | undefined, { members, judged }: Members): Judgement {
  const unknown = { verdict: 'unknown', words: '' } as const;
  if (after === undefined) return unknown;
  const paths = Object.keys(members);
  const [old, fresh] = [before, after].map((item) => paths.reduce(without, item));
  if (!judged.same(old, fresh)) return unknown;
  const judgements = paths.map((path) => {
    const [one, other] = [before, after].map((item) => at(item, ...path.split('.')));
    const { verdict, words } = members[path]?.compare(one, other, judged) ?? unknown;
    return { verdict, words: `${path} ${words}` };
  });
  return (
    judgements.find(({ verdict }) => verdict === 'weaker') ??
    judgements.find(({ verdict }) => verdict === 'unknown') ?? { verdict: 'changed', words: '' }
  );
}

function without(item: Value, path: string): Value {
  const [name = '', ...rest] = path.split('.');
  if (!isValueObject(item) || item[name] === undefined) return item;
  const { [name]: member, ...others } = item;
  const left = rest.length === 0 || member === undefined ? undefined : without(member, rest.join('.'));
  const isEmpty = left === undefined || (isValueObject(left) && Object.keys(left).length === 0);
  return isEmpty ? others : { ...others, [name]: left };
}

/** Items that are not disabled. `undefined`: only the deployment knows the list. */
function workingItems(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  return (value as readonly Value[]).filter(
    (item) => at(item, 'Status') !== 'Disabled' && at(item, 'Enabled') !== false,
  );
}

/**
 * The resources that are compared with what is deployed, as JSON in a text. One that is no longer in the list is weaker, a setting of
 * one that is no longer compared is unknown; other values follow the resources, which are judged by themselves.
 */
export const deployedList: Judge = {
  compare: perCondition((before, after, { same }) => {
    const [old, fresh] = [itemsOf(before), itemsOf(after)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    const pairs = old.map((item) => ({
      item,
      now: fresh.find((other) => isSameResource(item, other, same)),
    }));
    const gone = pairs.filter(({ now }) => now === undefined).map(({ item }) => nameOf(item));
    if (gone.length > 0) return { verdict: 'weaker', words: `no longer compared: ${gone.join(', ')}` };
    const less = pairs.filter(({ item, now }) => now !== undefined && !comparesAll(item, now));
    if (less.length > 0)
      return {
        verdict: 'unknown',
        words: `less of ${less.map(({ item }) => nameOf(item)).join(', ')}`,
      };
    return { verdict: 'same', words: '' };
  }),
  breaks: [
    { words: 'empty', apply: () => '[]' },
    { words: 'gone', apply: () => undefined },
  ],
};

/** Of a part of the pipeline, only CloudFormation knows the ARN. */
function nameOf(item: Value): string {
  return inWords(at(item, 'part', 'logicalId') ?? at(item, 'arn'));
}

function isSameResource(one: Value, other: Value, same: JudgedIn['same']): boolean {
  return [['kind'], ['arn'], ['part', 'stack'], ['part', 'logicalId']].every((path) =>
    same(at(one, ...path), at(other, ...path)),
  );
}

/** Whether each setting that was compared, and the policy, still is. */
function comparesAll(before: Value, after: Value): boolean {
  const namesOf = (item: Value): readonly string[] => {
    const [properties, unknown] = [at(item, 'properties'), at(item, 'unknown')];
    const excluded: readonly unknown[] = Array.isArray(unknown) ? unknown : [];
    const names = isValueObject(properties) ? Object.keys(properties) : [];
    return [...names, ...(at(item, 'policy') === undefined ? [] : ['policy'])].filter(
      (name) => !excluded.includes(name),
    );
  };
  const left = new Set(namesOf(after));
  return namesOf(before).every((name) => left.has(name));
}

/** `undefined`: the text is not a list, or only the deployment knows it. */
function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  const list = parsedText(value);
  return Array.isArray(list) ? (list as readonly Value[]) : undefined;
}
