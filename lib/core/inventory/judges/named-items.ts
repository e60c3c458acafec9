import { at, type Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { inWords, judged } from './words';

/** A list whose items have names: one that is gone, or disabled, is weaker; what another content does is unknown. */
export function listBy(...key: readonly string[]): Judge {
  const keyOf = (item: Value): Value => at(item, ...key) ?? null;
  return {
    compare: perCondition((before, after, { same }) => {
      const [old, fresh] = [workingItems(before), workingItems(after)];
      if (old === undefined || fresh === undefined) return judged('unknown', before, after);
      const changed = old.filter((item) => !fresh.some((other) => same(item, other)));
      const lost = changed.filter((item) => !fresh.some((other) => same(keyOf(item), keyOf(other))));
      const words = (items: readonly Value[]): string => items.map((item) => inWords(keyOf(item))).join(', ');
      if (lost.length > 0) return { verdict: 'weaker', words: `no longer ${words(lost)}` };
      if (changed.length > 0) return { verdict: 'unknown', words: `${words(changed)} changed` };
      const added = fresh.filter((item) => !old.some((other) => same(other, item)));
      return { verdict: added.length > 0 ? 'changed' : 'same', words: `new: ${words(added)}` };
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

/** Those that are not disabled. `undefined`: only the deployment knows the list. */
function workingItems(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  return (value as readonly Value[]).filter(
    (item) => at(item, 'Status') !== 'Disabled' && at(item, 'Enabled') !== false,
  );
}
