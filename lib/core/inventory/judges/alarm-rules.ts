import { isOpen, type Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { judged } from './words';

/**
 * The rule of a composite alarm: of alarms that are joined by OR, one that is gone is weaker, a new one a change. Any other rule is
 * unknown.
 */
export const alarmRule: Judge = {
  compare: perCondition((before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    const [old, fresh] = [alarmsOf(before), alarmsOf(after)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    const lost = old.filter((name) => !fresh.includes(name));
    if (lost.length > 0) return { verdict: 'weaker', words: `no longer ${lost.join(', ')}` };
    return { verdict: 'changed', words: `new: ${fresh.filter((name) => !old.includes(name)).join(', ')}` };
  }),
  breaks: [{ words: 'never', apply: () => 'FALSE' }],
};

function alarmsOf(rule: Value | undefined): readonly string[] | undefined {
  if (rule === undefined || isOpen(rule)) return undefined;
  const terms = String(rule).split(/\s+OR\s+/);
  const names = terms.map((term) => /^\(?ALARM\("?([^"]+)"?\)\)?$/.exec(term.trim())?.[1]);
  return names.every((name) => name !== undefined) ? names : undefined;
}
