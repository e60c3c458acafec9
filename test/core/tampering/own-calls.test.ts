import { GUARDED_ACTIONS } from '../../../lib/core/policy/guarded-actions';
import { OWN_CALLS } from '../../../lib/core/tampering/own-calls';

const KINDS = Object.keys(GUARDED_ACTIONS) as (keyof typeof GUARDED_ACTIONS)[];

test.each(KINDS)('every action that guardrails deny on a %s has one row, and no other has', (kind) => {
  const { prefix, calls, others = [] } = OWN_CALLS[kind];
  const rows = [...calls, ...others].flatMap(({ actions }) => actions.split(' '));
  const named = rows.map((name) => `${prefix}:${name}`);
  // These calls may name a role, and give a new stack the execution role of trailwatch.
  const more = kind === 'roleOfStack' ? ['cloudformation:CreateStack', 'cloudformation:DeleteStack'] : [];
  expect(named.sort()).toEqual([...GUARDED_ACTIONS[kind], ...more].sort());
});

test('every call without a rule has its reason', () => {
  const others = KINDS.flatMap((kind) => OWN_CALLS[kind].others ?? []);
  expect(others.length).toBeGreaterThan(5);
  expect(others.filter(({ why }) => why.length < 15)).toEqual([]);
});
