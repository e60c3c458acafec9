import { isOpen, type Value } from '../../estate/values/value';
import type { Compare, Judge } from '../model';
import { perCondition } from './per-condition';
import { judged } from './words';

/** A number of which more protects better, such as days of retention; without it nothing is known. */
export const more: Judge = numberJudge({ sign: 1 });

/** The same where there is no limit without the property: objects without an expiration are kept forever. */
export const moreOrForever: Judge = numberJudge({ sign: 1, absent: Number.POSITIVE_INFINITY });

/** A number of which less protects better, such as seconds until an alarm is raised. */
export const less: Judge = numberJudge({ sign: -1 });

interface Order {
  readonly sign: 1 | -1;
  /** What no value means; without it, a value that comes or goes is unknown. */
  readonly absent?: number;
}

function numberJudge({ sign, absent }: Order): Judge {
  const compare: Compare = (before, after) => {
    const [old, fresh] = [numberOf(before, absent), numberOf(after, absent)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    if (old === fresh) return judged('same', before, after);
    return judged(sign * (fresh - old) > 0 ? 'stronger' : 'weaker', before, after);
  };
  const worse = (json: unknown): number => (sign > 0 ? 0 : Number(json ?? 0) + 1_000);
  return {
    compare: perCondition(compare),
    breaks: [{ words: sign > 0 ? 'zero' : 'a thousand more', apply: worse }],
  };
}

function numberOf(value: Value | undefined, absent: number | undefined): number | undefined {
  if (value === undefined) return absent;
  if (isOpen(value) || (typeof value !== 'number' && typeof value !== 'string') || value === '')
    return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
