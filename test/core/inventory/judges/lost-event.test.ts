import fc from 'fast-check';
import type { Value } from '../../../../lib/core/estate/values/value';
import { openFilter } from '../../../../lib/core/inventory/judges/filters';
import { lostEvent } from '../../../../lib/core/inventory/judges/lost-event';
import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';
import {
  type PatternObject,
  renderEventPattern,
} from '../../../../lib/core/pattern/event-pattern/event-pattern-syntax';
import type { EventValue } from '../../../../lib/core/pattern/event-pattern/event-value';
import { cases } from '../../../jest/cases';
import { arbitraryEventPattern } from '../../pattern/event-pattern/arbitrary-event-pattern';

const judged = { existed: true, same: () => false, path: '', isAsset: () => false };

test.each<readonly [string, Value, Value, string]>([
  [
    'an operator that leaves out more',
    { a: [{ 'anything-but': ['x'] }] },
    { a: [{ 'anything-but': ['x', 'y'] }] },
    'weaker',
  ],
  [
    'names of rules beside severities',
    { severity: ['high', { exists: false }] },
    { ruleName: ['one', { exists: false }] },
    'weaker',
  ],
  ['a field that must be there', { a: ['x'] }, { a: ['x'], b: [{ exists: true }] }, 'weaker'],
  ['one of two branches', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: ['x'] }, 'weaker'],
  ['a shorter text', { a: [{ prefix: 'xy' }] }, { a: [{ prefix: 'x' }] }, 'stronger'],
  ['a suffix in place of its text', { a: ['xy'] }, { a: [{ suffix: 'y' }] }, 'unknown'],
])('a filter with %s', (_words, before, after, verdict) => {
  expect(openFilter.compare(before, after, judged).verdict).toBe(verdict);
});

/** An event with values at dotted names. */
function eventOf(fields: Iterable<readonly [string, EventValue]>): EventValue {
  const event: Record<string, EventValue> = {};
  for (const [name, value] of fields) {
    const parts = name.split('.');
    let place = event;
    for (const part of parts.slice(0, -1)) {
      const inner = (place[part] ?? {}) as Record<string, EventValue>;
      place[part] = inner;
      place = inner;
    }
    place[parts.at(-1) ?? ''] = value;
  }
  return event;
}

it('every event that is named passed, and passes no more', () => {
  let found = 0;
  // as templates have them: an object has a key once
  const written = (pattern: PatternObject): Value => JSON.parse(renderEventPattern(pattern)) as Value;
  const passes = (pattern: Value, event: EventValue): boolean => {
    const parsed = parseEventPattern(JSON.stringify(pattern));
    return 'pattern' in parsed && parsed.pattern.matches(event);
  };
  fc.assert(
    fc.property(arbitraryEventPattern.map(written), arbitraryEventPattern.map(written), (before, after) => {
      const lost = lostEvent(before, after);
      if (
        lost === undefined ||
        [...lost.keys()].some((name) => [...lost.keys()].some((other) => other.startsWith(`${name}.`)))
      )
        return;
      found += 1;
      const event = eventOf(lost);
      expect([passes(before, event), passes(after, event)]).toEqual([true, false]);
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(cases(150));
});
