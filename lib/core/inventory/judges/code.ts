import { isOpen } from '../../estate/values/value';
import type { Judge } from '../model';
import { judged } from './words';

/** Code of a function or layer: other code that the assembly contains is a change, anything else is unknown. */
export const asset: Judge = {
  compare: (before, after, { same, isAsset }) => {
    if (same(before, after)) return judged('same', before, after);
    return judged(isAsset(after) ? 'changed' : 'unknown', before, after);
  },
  breaks: [{ words: 'other code', apply: () => ({ ZipFile: 'exports.handler = () => {}' }) }],
};

/** A variable of a function. Gone is weaker; another value, and a new one that is none of trailwatch's, is unknown. */
export const variable: Judge = {
  compare: (before, after, { same, path }) => {
    if (same(before, after)) return judged('same', before, after);
    if (after === undefined) return judged('weaker', before, after);
    const isOwn = path.includes('.TRAILWATCH_');
    return judged(before === undefined && isOwn ? 'changed' : 'unknown', before, after);
  },
  breaks: [
    { words: 'gone', apply: () => undefined },
    { words: 'another value', apply: () => 'elsewhere' },
  ],
};

/** Memory and time of a function: less may end its work early, more is a matter of cost. */
export const enough: Judge = {
  compare: (before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    if (isOpen(before) || isOpen(after) || before === undefined || after === undefined)
      return judged('unknown', before, after);
    return judged(Number(after) < Number(before) ? 'weaker' : 'changed', before, after);
  },
  breaks: [{ words: 'one', apply: () => 1 }],
};

/** Reserved concurrency: none at all stops a function; another number limits it. */
export const concurrency: Judge = {
  compare: (before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    if (isOpen(after)) return judged('unknown', before, after);
    return judged(Number(after ?? 1) === 0 ? 'weaker' : 'changed', before, after);
  },
  breaks: [{ words: 'zero', apply: () => 0 }],
};
