import type { Compare, Judge } from '../model';
import { judged } from './words';

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
