import { at, isValueObject, type Value } from '../../estate/values/value';
import type { Judge, JudgedIn } from '../model';
import { parsedText } from './parsed-text';
import { perCondition } from './per-condition';
import { inWords, judged } from './words';

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

/** `undefined`: the text is no list, or only the deployment knows it. */
function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  const list = parsedText(value);
  return Array.isArray(list) ? (list as readonly Value[]) : undefined;
}
