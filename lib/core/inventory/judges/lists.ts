import { Choice, canonicalValue, Unknown, type Value } from '../../estate/values/value';
import type { Judge, JudgedIn, Judgement } from '../model';
import { perCondition } from './per-condition';
import { inWords } from './words';

/** Items that work: one that is gone is weaker, a new one changes something. */
export const list: Judge = {
  compare: perCondition((before, after, at) =>
    compareItems(before, after, { at, gone: 'weaker', added: 'changed' }),
  ),
  breaks: [
    { words: 'none', apply: () => undefined },
    { words: 'one item fewer', apply: (json) => (Array.isArray(json) ? json.slice(1) : undefined) },
  ],
};

/** Where events come from: one that is gone is weaker, and a new one is stronger. */
export const sources: Judge = {
  ...list,
  compare: perCondition((before, after, at) =>
    compareItems(before, after, {
      at,
      gone: 'weaker',
      added: itemsOf(before)?.length === 0 ? 'changed' : 'stronger',
    }),
  ),
};

/** Who is notified: one that is gone is weaker, and that no one is left is said. */
export const recipients: Judge = {
  ...list,
  compare: perCondition((before, after, at) => {
    const judgement = list.compare(before, after, at);
    return itemsOf(after)?.length === 0 ? { ...judgement, effect: 'no one is notified' } : judgement;
  }),
};

/** Items that bring code, such as layers: one that is gone is weaker, and what a new one does is not known. */
export const codeList: Judge = {
  compare: perCondition((before, after, at) =>
    compareItems(before, after, { at, gone: 'weaker', added: 'unknown' }),
  ),
  breaks: [
    ...list.breaks,
    { words: 'an item elsewhere', apply: () => ['arn:aws:lambda:eu-west-1:111111111111:layer:other:1'] },
  ],
};

const ARCHITECTURES: ReadonlySet<Value> = new Set(['arm64', 'x86_64']);

/** Processors that code runs on: it is built for either, and another one is no architecture. */
export const architectures: Judge = {
  compare: perCondition((before, after, at) => {
    const { verdict, words } = compareItems(before, after, { at, gone: 'changed', added: 'changed' });
    const isKnown = [before, after]
      .flatMap(itemsOf)
      .every((item) => item !== undefined && ARCHITECTURES.has(item));
    return { verdict: verdict === 'same' || isKnown ? verdict : 'unknown', words };
  }),
  breaks: [{ words: 'none that is', apply: () => ['vax'] }],
};

/** Items that let in or through: a new one is weaker, one that is gone changes something. */
export const guests: Judge = {
  compare: perCondition((before, after, at) =>
    compareItems(before, after, { at, gone: 'changed', added: 'weaker' }),
  ),
  breaks: [
    { words: 'one item more', apply: (json) => [...(Array.isArray(json) ? json : []), 'someone-else'] },
  ],
};

interface Items {
  readonly at: JudgedIn;
  readonly gone: 'weaker' | 'changed';
  readonly added: 'weaker' | 'stronger' | 'changed' | 'unknown';
}

function compareItems(
  before: Value | undefined,
  after: Value | undefined,
  { at, gone, added }: Items,
): Judgement {
  const [old, fresh] = [itemsOf(before), itemsOf(after)];
  if (old === undefined || fresh === undefined)
    return { verdict: 'unknown', words: `${inWords(before)} → ${inWords(after)}` };
  const lost = old.filter((item) => !fresh.some((other) => at.same(item, other)));
  const more = fresh.filter((item) => !old.some((other) => at.same(other, item)));
  const words = [
    ...lost.map((item) => `no longer ${inWords(item)}`),
    ...more.map((item) => `new: ${inWords(item)}`),
  ].join('; ');
  const verdicts = [...(lost.length > 0 ? [gone] : []), ...(more.length > 0 ? [added] : [])];
  if (verdicts.length === 0) return { verdict: 'same', words };
  // an item that only the deployment knows may be one of the others
  const isOpenPair = [...lost, ...more].some((item) => item instanceof Unknown || item instanceof Choice);
  if (isOpenPair && lost.length > 0 && more.length > 0) return { verdict: 'unknown', words };
  const worst = (['weaker', 'unknown'] as const).find((verdict) => verdicts.includes(verdict));
  return { verdict: worst ?? (verdicts.includes('changed') ? 'changed' : 'stronger'), words };
}

/** Undefined: only the deployment knows which items there are. A single value is read as a list of one. */
function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  if (value instanceof Unknown) return undefined;
  if (!Array.isArray(value)) return [value as Value];
  const items = new Map((value as readonly Value[]).map((item) => [canonicalValue(item), item]));
  return [...items.values()];
}
