import { isOpen, type Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { judged } from './words';

/**
 * A value of a list whose first protects best. What is not in the list is unknown.
 *
 * @param absent what no value means; by default, a value that comes or goes is unknown
 */
export function rank(values: readonly string[], absent?: string): Judge {
  const placeOf = (value: Value | undefined): number =>
    isOpen(value) ? -1 : values.indexOf(String(value ?? absent));
  return {
    compare: perCondition((before, after) => {
      const [old, fresh] = [placeOf(before), placeOf(after)];
      if (old < 0 || fresh < 0) return judged('unknown', before, after);
      if (old === fresh) return judged('same', before, after);
      return judged(fresh > old ? 'weaker' : 'stronger', before, after);
    }),
    breaks: [{ words: values.at(-1) ?? '', apply: () => values.at(-1) }],
  };
}
