import {
  type AlertSilence,
  findDurationProblem,
  holdsAt,
  parseSilence,
  type SilenceableAlert,
  silenceId,
  subjectOf,
  toSilenceValue,
  whyNeverSilenced,
} from '../../../lib/core/alert/alert-silence';
import { sampleAlert } from './sample-alert';

const SET_MS = Date.UTC(2026, 10, 25, 10);
const HOUR = 3600;

/** An alert that can be silenced, with members replaced. */
function medium(members: Partial<SilenceableAlert> = {}) {
  return { ...sampleAlert(), severity: 'medium' as const, eventSource: 'iam.amazonaws.com', ...members };
}

/** The parameter as the command writes it, with members of its value replaced. */
function parameter(members: Record<string, unknown> = {}, name?: string) {
  const alert = medium();
  const value = toSilenceValue({
    alert,
    seconds: 8 * HOUR,
    reason: 'migration',
    by: 'arn:aws:iam::1:user/a',
  });
  return {
    name: name ?? `/trailwatch/Processor/silences/medium/${silenceId(subjectOf(alert))}`,
    value: JSON.stringify({ ...JSON.parse(value), ...members }),
    lastModifiedMs: SET_MS,
  };
}

const silence = (members?: Record<string, unknown>) => parseSilence(parameter(members)) as AlertSilence;

test('a silence is of one rule, account and actor, and begins when the service says it was written', () => {
  const { ruleId, recipientAccountId } = medium();
  expect(parseSilence(parameter())).toMatchObject({
    ...{ ruleId, account: recipientAccountId, actor: subjectOf(medium()).actor },
    ...{ fromMs: SET_MS, untilMs: SET_MS + 8 * HOUR * 1000, reason: 'migration' },
  });
});

test('all sessions of a role are one actor, whatever they are called', () => {
  const session = (name: string) => ({
    actor: { name: 'x', arn: `arn:aws:sts::111122223333:assumed-role/web/${name}` },
  });
  expect(subjectOf(medium(session('one')))).toEqual(subjectOf(medium(session('two'))));
});

test.each<[string, string, boolean]>([
  ['a file that came late, of an hour before', '2026-11-25T09:00:00Z', true],
  ['more than an hour before', '2026-11-25T08:59:59Z', false],
  ['the last second', '2026-11-25T17:59:59Z', true],
  ['the end', '2026-11-25T18:00:00Z', false],
  ['no time', '', false],
])('of what happened at %s it holds: %s', (_, time, holds) => {
  expect(holdsAt(silence(), time)).toBe(holds);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['more than 72 hours', { seconds: 72 * HOUR + 1 }, /5 minutes to 72 hours/],
  ['no end', { seconds: Number.MAX_SAFE_INTEGER }, /5 minutes to 72 hours/],
  ['a duration that is no number', { seconds: 'forever' }, /5 minutes to 72 hours/],
  ['a negative duration', { seconds: -60 }, /5 minutes to 72 hours/],
  ['all actors', { actor: '*' }, /name is that of another/],
  ['another account', { account: '*' }, /name is that of another/],
  ['another rule', { ruleId: 'other' }, /name is that of another/],
  ['no actor', { actor: '' }, /missing/],
  ['no reason', { reason: undefined }, /missing/],
  ['another version', { version: 2 }, /not written by/],
])('fails for a parameter that says %s', (_, members, problem) => {
  expect(parseSilence(parameter(members))).toEqual({ problem: expect.stringMatching(problem) });
});

test('fails for what is no JSON, and for one that was copied to another name', () => {
  expect(parseSilence({ ...parameter(), value: '*' })).toEqual({ problem: expect.any(String) });
  expect(parseSilence(parameter({}, '/trailwatch/Processor/silences/medium/all'))).toEqual({
    problem: expect.stringContaining('name'),
  });
});

test('a wildcard that has the right name is the name of no actor', () => {
  const everybody = { ruleId: medium().ruleId, account: medium().recipientAccountId, actor: '*' };
  const name = `/trailwatch/Processor/silences/medium/${silenceId(everybody)}`;
  expect(parseSilence(parameter({ actor: '*' }, name))).toMatchObject({ actor: '*' });
  // It is compared as it is, so that it covers nobody.
  expect(silenceId(subjectOf(medium()))).not.toBe(silenceId(everybody));
});

test.each<[string, Partial<SilenceableAlert>, RegExp]>([
  ['a storm, a correlation or its own work', { eventSource: 'trailwatch' }, /several records/],
  ['CloudTrail', { eventSource: 'cloudtrail.amazonaws.com' }, /CloudTrail itself/],
  ['silences', { ruleName: 'alert-silence-changed' }, /about silences/],
  ['what trailwatch has', { ruleName: 'tampering-with-key-alias' }, /protects/],
  ['what is critical', { severity: 'critical' }, /critical/],
  ['what is worse than is allowed', { severity: 'high' }, /up to medium/],
  ['no account', { recipientAccountId: '' }, /no account/],
  ['no actor', { actor: { name: '' } }, /no actor/],
  ['guests', { actor: { type: 'Unknown', name: 'unknown' } }, /no actor/],
  ['a hidden user name', { actor: { type: 'IAMUser', name: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }, /no actor/],
  ['anybody', { actor: { type: 'AWSAccount', name: 'ANONYMOUS_PRINCIPAL' } }, /no actor/],
])('fails for an alert about %s', (_, members, why) => {
  expect(whyNeverSilenced(medium(members), 'medium')).toMatch(why);
});

test('alerts up to the severity of the stack can be silenced', () => {
  expect(whyNeverSilenced(medium(), 'medium')).toBeUndefined();
  expect(whyNeverSilenced(medium({ severity: 'high' }), 'high')).toBeUndefined();
  expect(whyNeverSilenced(medium({ severity: 'critical' }), 'critical')).toMatch(/critical/);
});

test('a duration is whole seconds from five minutes to three days', () => {
  expect([300, 72 * HOUR].map(findDurationProblem)).toEqual([undefined, undefined]);
  expect([299, 72 * HOUR + 1, 300.5, Number.NaN].map(findDurationProblem)).toEqual(
    Array(4).fill(expect.any(String)),
  );
});
