import { readBuiltInRules } from '../../bin/generators/built-in-rules';
import CALLS from './calls-in-the-wild.json';
import { isAboutCall } from './is-about-call';

const RULES = readBuiltInRules();

/** Calls by the service that makes their records. */
type CallsBySource = Readonly<Record<string, readonly string[]>>;

function callsOf(bySource: CallsBySource): readonly (readonly [eventSource: string, eventName: string])[] {
  return Object.entries(bySource).flatMap(([eventSource, names]) =>
    names.map((eventName) => [eventSource, eventName] as const),
  );
}

describe('calls that attackers were seen to make', () => {
  it.each(callsOf(CALLS.writing))('write: a rule looks for %s %s', (eventSource, eventName) => {
    expect(RULES.filter(({ condition }) => isAboutCall(condition, { eventSource, eventName }))).not.toEqual(
      [],
    );
  });

  it.each(callsOf(CALLS.readingSecrets))('read secrets: a rule looks for %s %s', (eventSource, eventName) => {
    expect(RULES.filter(({ condition }) => isAboutCall(condition, { eventSource, eventName }))).not.toEqual(
      [],
    );
  });

  it('are told from calls that no rule looks for', () => {
    const isKnown = (eventName: string) =>
      RULES.some(({ condition }) => isAboutCall(condition, { eventSource: 'ec2.amazonaws.com', eventName }));
    expect(isKnown('RunInstances')).toBe(true);
    expect(isKnown('DescribeInstanceTypes')).toBe(false);
    expect(isKnown('NoSuchCall')).toBe(false);
    expect(callsOf(CALLS.reading).length).toBeGreaterThan(100);
  });
});
