import { isValueObject, type Value } from '../../estate/values/value';
import { isList } from '../../json/json-value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';

/**
 * Lists of selectors, of one resource alone: the events that all resources log together are compared separately. Names and order
 * have no meaning. Another selector in place of one may log more or less, and a trail without selectors logs all management
 * events.
 */
export const selectors: Judge = {
  compare: perCondition((before, after, { same }) => {
    if (!isList(before) || !isList(after)) return { verdict: 'unknown', words: 'another selection' };
    const [old, fresh] = [before.map(withoutName), after.map(withoutName)];
    const gone = old.filter((each) => !fresh.some((other) => same(each, other))).length;
    const added = fresh.filter((each) => !old.some((other) => same(other, each))).length;
    const words = `${old.length} → ${fresh.length}`;
    if (gone > 0 && added > 0)
      return { verdict: 'unknown', words: `${gone} of ${old.length} replaced by ${added} others` };
    if (gone > 0) return { verdict: 'weaker', words };
    return added > 0 ? { verdict: 'stronger', words } : { verdict: 'same', words };
  }),
  breaks: [
    { words: 'one less', apply: (json) => (Array.isArray(json) ? json.slice(1) : json) },
    { words: 'gone', apply: () => undefined },
  ],
};

function withoutName(selector: Value): Value {
  if (!isValueObject(selector)) return selector;
  const { Name: _name, ...rest } = selector;
  return rest;
}
