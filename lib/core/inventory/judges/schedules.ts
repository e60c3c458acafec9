import type { Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { judged } from './words';

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/**
 * A schedule of EventBridge: a rate that is less frequent is weaker; of `cron(…)`, only an equal one is known.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const schedule: Judge = {
  compare: perCondition((before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    if (after === undefined) return judged('weaker', before, after);
    const [old, fresh] = [minutesOf(before), minutesOf(after)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    return judged(fresh > old ? 'weaker' : 'changed', before, after);
  }),
  breaks: [
    { words: 'once in a thousand days', apply: () => 'rate(1000 days)' },
    { words: 'gone', apply: () => undefined },
  ],
};

function minutesOf(value: Value | undefined): number | undefined {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(value)) ?? [];
  const minutes = MINUTES[unit];
  return minutes === undefined ? undefined : Number(count) * minutes;
}
