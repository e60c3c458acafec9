import { OpenText, Unknown, type Value } from '../../estate/values/value';
import type { Compare, Judge } from '../model';
import { inWords, judged } from './words';

/**
 * A reference to another resource or to something outside. Gone is weaker, new is stronger. Another target is unknown: whether it does
 * the same, the property does not show; where it is the same by another name, it is the same.
 */
const compareReference: Compare = (before, after, { same }) => {
  if (same(before, after)) return judged('same', before, after);
  if (after === undefined) return judged('weaker', before, after);
  return judged(before === undefined ? 'stronger' : 'unknown', before, after);
};

const ELSEWHERE = { words: 'another target', apply: () => 'arn:aws:sns:eu-west-1:999988887777:elsewhere' };
const GONE = { words: 'gone', apply: () => undefined };

export const ref: Judge = { compare: compareReference, breaks: [ELSEWHERE, GONE] };

/**
 * A source of events. Of another one, those of the first no longer arrive; only a value that the deployment knows may be the first one
 * again.
 */
export const source: Judge = {
  compare: (before, after, at) => {
    const judgement = compareReference(before, after, at);
    const isOther = typeof before === 'string' && (typeof after === 'string' || isOfTemplates(after));
    if (judgement.verdict !== 'unknown' || !isOther) return judgement;
    return {
      ...judgement,
      verdict: 'weaker',
      effect: `what comes from ${inWords(before)} no longer arrives`,
    };
  },
  // the way back from another source is a loss, too
  breaks: [GONE],
};

/** The principal of a service of AWS, which acts for the resources of customers. */
export const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/** What a policy lets in from outside the templates; that of a resource in them is compared as access, as what it permits is. */
export const outerSource: Judge = {
  compare: (before, after, at) => {
    const isOuter = typeof before === 'string' && !SERVICE.test(before);
    const judgement = source.compare(before, after, at);
    return isOuter && after !== undefined && judgement.verdict === 'weaker'
      ? judgement
      : flow.compare(before, after, at);
  },
  breaks: [],
};

function isOfTemplates(value: Value | undefined): boolean {
  const parts = value instanceof OpenText ? value.parts : [value];
  return parts.some((part) => part instanceof Unknown && part.of !== undefined);
}

/** A value whose meaning is not judged: another one is unknown. A removed one is unknown, too: the rest depends on the type. */
export const text: Judge = {
  compare: (before, after, { same }) => judged(same(before, after) ? 'same' : 'unknown', before, after),
  breaks: [
    { words: 'another value', apply: (json) => (typeof json === 'number' ? json + 1 : 'something else') },
    GONE,
  ],
};

/** A change in what the library's own code does, or in a policy, that is compared elsewhere. */
export const flow: Judge = {
  compare: (before, after) => ({ ...judged('same', before, after), words: '' }),
  breaks: [],
};
