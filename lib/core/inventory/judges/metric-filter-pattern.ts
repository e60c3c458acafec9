import type { Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';

/**
 * The pattern of a metric filter, as alternatives between `||`: one that is gone is weaker, one that is new is stronger. Any other
 * difference may let records through that were found.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const metricFilterPattern: Judge = {
  compare: perCondition((before, after) => {
    const [old, fresh] = [alternativesOf(before), alternativesOf(after)];
    const unknown = { verdict: 'unknown', words: 'another pattern' } as const;
    if (old === undefined || fresh === undefined) return unknown;
    const gone = old.filter((each) => !fresh.includes(each)).length;
    const added = fresh.filter((each) => !old.includes(each)).length;
    if (gone > 0 && added > 0) return unknown;
    if (gone > 0) return { verdict: 'weaker', words: `${gone} of ${old.length} alternatives gone` };
    if (added > 0) return { verdict: 'stronger', words: `${added} more alternatives` };
    return { verdict: 'same', words: '' };
  }),
  breaks: [{ words: 'of one event name', apply: () => '{ $.eventName = "None" }' }],
};

/** Of `{ A || (B && C) }`: `A` and `(B && C)`. `undefined`: only the deployment knows, or the text has no such form. */
function alternativesOf(pattern: Value | undefined): readonly string[] | undefined {
  const inner = typeof pattern === 'string' ? /^\s*\{(.*)\}\s*$/s.exec(pattern)?.[1] : undefined;
  if (inner === undefined) return undefined;
  const tokens = inner.match(/"(?:[^"\\]|\\.)*"|%[^%]*%|\|\||[()]|[^"%|()]+|./gs) ?? [];
  const found = [''];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '||' && depth === 0) found.push('');
    else found.push(`${found.pop() ?? ''}${token}`);
  }
  if (depth !== 0) return undefined;
  // one pair of brackets around all alternatives means nothing
  const [only = '', ...others] = found.map((each) => each.replace(/\s+/g, ' ').trim());
  return others.length === 0 && only.startsWith('(') ? [only] : [only, ...others];
}
