import { at, isValueObject, type Value } from '../../estate/values/value';
import type { Judge, JudgedIn } from '../model';
import { parsedText } from './parsed-text';
import { perCondition } from './per-condition';
import { inWords, judged } from './words';

/** A list whose items have names: one that is gone, or disabled, is weaker; what another content does is unknown. */
export function listBy(...key: readonly string[]): Judge {
  const keyOf = (item: Value): Value => at(item, ...key) ?? null;
  const words = (value: Value | undefined): string => inWords(workingItems(value)?.map(keyOf) ?? value);
  return {
    words,
    compare: perCondition((before, after, { same }) => {
      const [old, fresh] = [workingItems(before), workingItems(after)];
      if (old === undefined || fresh === undefined) return judged('unknown', before, after);
      const changed = old.filter((item) => !fresh.some((other) => same(item, other)));
      const lost = changed.filter((item) => !fresh.some((other) => same(keyOf(item), keyOf(other))));
      const named = (items: readonly Value[]): string => items.map((item) => inWords(keyOf(item))).join(', ');
      if (lost.length > 0) return { verdict: 'weaker', words: `no longer ${named(lost)}` };
      if (changed.length > 0) return { verdict: 'unknown', words: `${named(changed)} changed` };
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
