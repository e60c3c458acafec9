import { split } from '../../estate/values/functions';
import { isOpen, isValueObject } from '../../estate/values/value';
import type { Judge } from '../model';
import { guests, list } from './lists';
import { enough, parsedText } from './parsed-text';
import { judged, less } from './words';

/** The severities of rules, from the least. */
const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'];

/** Silences: none are allowed without the variable, and with it those up to the severity at the end of the path. */
const silences: Judge['compare'] = (before, after) => {
  const [old, fresh] = [before, after].map((path) =>
    path === undefined ? -1 : SEVERITIES.findIndex((severity) => String(path).endsWith(`/${severity}`)),
  );
  const isKnown = ![before, after].some(isOpen);
  if (!isKnown || old === undefined || fresh === undefined || old === fresh)
    return judged('unknown', before, after);
  return judged(fresh > old ? 'weaker' : 'stronger', before, after);
};

/** Items with something between. */
const itemsBetween =
  (separator: string): Judge['compare'] =>
  (before, after, at) =>
    list.compare(split(separator, before), split(separator, after), at);

const items = itemsBetween(',');

/** What a responder answers, as JSON in a text: with more exemptions it answers less; anything else is unknown. */
const responses: Judge['compare'] = (before, after, judgedIn) => {
  const [old, fresh] = [before, after].map((text) => (text === undefined ? undefined : parsedText(text)));
  if (!isValueObject(old) || !isValueObject(fresh)) return judged('unknown', before, after);
  const [{ exempt: one, ...rest }, { exempt: other, ...others }] = [old, fresh];
  if (!judgedIn.same(rest, others) || !isValueObject(one) || !isValueObject(other))
    return judged('unknown', before, after);
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const judgements = names.map((name) => guests.compare(one[name], other[name], judgedIn));
  return (
    (['weaker', 'unknown', 'changed'] as const)
      .map((verdict) => judgements.find((each) => each.verdict === verdict))
      .find((found) => found !== undefined) ?? judged('same', before, after)
  );
};

type Meaning = readonly [compare: Judge['compare'], weaker: string];

/** Settings of trailwatch whose value shows what a function does less. The others depend on other settings. */
export const VARIABLES: Readonly<Record<string, Meaning>> = {
  TRAILWATCH_CORRELATION_LATENESS_SECONDS: [enough.compare, 'correlations count fewer late records'],
  TRAILWATCH_DIGEST_FOLDERS: [items, 'fewer digest files are expected'],
  TRAILWATCH_EXPECTED_FOLDERS: [items, 'fewer digest files are expected'],
  TRAILWATCH_LEASE_SECONDS: [enough.compare, 'alerts may be sent twice'],
  TRAILWATCH_MAX_ACTIONS_PER_HOUR: [enough.compare, 'fewer alerts are answered'],
  TRAILWATCH_MAX_AGE_MINUTES: [enough.compare, 'late alerts are not answered'],
  TRAILWATCH_MAX_LOG_FILE_BYTES: [enough.compare, 'larger log files are refused'],
  TRAILWATCH_MAX_RECORDS: [enough.compare, 'fewer records of an alarm are reported'],
  TRAILWATCH_OWN_KEYS: [itemsBetween(' '), 'changes of fewer keys raise alerts'],
  TRAILWATCH_RECHECK_HOURS: [less.compare, 'what was checked is checked again less often'],
  TRAILWATCH_RECHECK_REACH_HOURS: [enough.compare, 'older files are not checked again'],
  TRAILWATCH_REGIONS: [items, 'fewer Regions are watched'],
  TRAILWATCH_REMEMBER_DAYS: [enough.compare, 'alerts may be sent again'],
  TRAILWATCH_RESPONSES: [responses, 'more is exempt from responses'],
  TRAILWATCH_SILENCES: [silences, 'more alerts can be silenced'],
  TRAILWATCH_STORM_THRESHOLD: [enough.compare, 'alerts are grouped sooner'],
  TRAILWATCH_TRAIL_ARNS: [items, 'the status of fewer trails is read'],
};

/**
 * A variable of a function. Gone is weaker, unless it only allowed something; another value of a setting that has no meaning here, and
 * a new variable that is not one of trailwatch, is unknown.
 */
export const variable: Judge = {
  compare: (before, after, judgedIn) => {
    const { same, path } = judgedIn;
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (same(before, after)) return judged('same', before, after);
    const [compare, weaker] = (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined) ?? [];
    if (compare !== undefined && (compare === silences || (before !== undefined && after !== undefined))) {
      const { verdict, words } = compare(before, after, judgedIn);
      return { verdict, words: verdict === 'weaker' ? `${words}: ${weaker}` : words };
    }
    if (after === undefined)
      return {
        verdict: 'weaker',
        words: `${judged('weaker', before, after).words}: it no longer does its work`,
      };
    const isNew = before === undefined && name.startsWith('TRAILWATCH_');
    return judged(isNew ? 'changed' : 'unknown', before, after);
  },
  breaks: [
    { words: 'gone', apply: () => undefined },
    { words: 'another value', apply: () => 'elsewhere' },
  ],
};
