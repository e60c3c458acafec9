import { canonicalValue, isOpen, isValueObject, type Value } from '../../estate/values/value';
import type { Judge } from '../model';
import { fieldsInWords, lostEvent } from './lost-event';
import { perCondition } from './per-condition';
import { judged } from './words';

/**
 * Whether everything that the narrow pattern lets through, the wide one lets through, too, as the text shows: fields that the wide one
 * does not name, alternatives that it has more of, and shorter prefixes. An event pattern, a filter policy, filter criteria.
 */
function isWithin(narrow: Value, wide: Value): boolean {
  if (canonicalValue(narrow) === canonicalValue(wide)) return true;
  if (Array.isArray(narrow) && Array.isArray(wide)) {
    const [some, all] = [narrow as readonly Value[], wide as readonly Value[]];
    return some.every((item) => all.some((other) => isWithin(item, other)));
  }
  if (!isValueObject(narrow) || !isValueObject(wide)) return isTextWithin(narrow, wide);
  const [parts, choices] = [alternativesOf(narrow), alternativesOf(wide)];
  if (parts !== undefined) return parts.every((part) => isWithin(part, wide));
  if (choices !== undefined) return choices.some((choice) => isWithin(narrow, choice));
  const [prefix, shorter] = [prefixOf(narrow), prefixOf(wide)];
  if (prefix !== undefined && shorter !== undefined) return prefix.startsWith(shorter);
  // `anything-but`, `exists`, a prefix in any letter case and the like: only equal ones are known to be within
  if (isMatcher(narrow) || isMatcher(wide)) return false;
  return Object.keys(wide).every((name) => {
    const [some, all] = [narrow[name], wide[name]];
    return some !== undefined && all !== undefined && isWithin(some, all);
  });
}

/** The patterns of which one must hold, each with all that stands beside `$or`. */
function alternativesOf(pattern: Readonly<Record<string, Value>>): readonly Value[] | undefined {
  const { $or: choices, ...rest } = pattern;
  if (!Array.isArray(choices) || !(choices as readonly Value[]).every(isValueObject)) return undefined;
  const parts = choices as readonly Readonly<Record<string, Value>>[];
  const isApart = parts.every((part) => Object.keys(part).every((name) => !Object.hasOwn(rest, name)));
  return isApart ? parts.map((part) => ({ ...rest, ...part })) : undefined;
}

function isTextWithin(narrow: Value, wide: Value): boolean {
  return typeof narrow === 'string' && isValueObject(wide) && typeof wide.prefix === 'string'
    ? narrow.startsWith(wide.prefix)
    : false;
}

/** The text of `{ prefix: 'a' }`. */
function prefixOf(value: Readonly<Record<string, Value>>): string | undefined {
  const { prefix, ...others } = value;
  return typeof prefix === 'string' && Object.keys(others).length === 0 ? prefix : undefined;
}

function isMatcher(value: Value): boolean {
  return (
    isValueObject(value) &&
    Object.keys(value).some((name, _index, { length }) =>
      [
        ...(length === 1 ? ['prefix'] : []),
        'anything-but',
        'exists',
        'numeric',
        'cidr',
        'suffix',
        'wildcard',
        'equals-ignore-case',
        '$or',
      ].includes(name),
    )
  );
}

/** What passes a filter: less is weaker, more is stronger, and anything that is neither for certain is unknown. */
export const filter: Judge = filterJudge(undefined);

/** The same where no filter lets everything through. */
export const openFilter: Judge = filterJudge({});

function filterJudge(absent: Value | undefined): Judge {
  const compare = perCondition((before, after) => {
    const [old, fresh] = [parsed(before ?? absent), parsed(after ?? absent)];
    if (old === undefined || fresh === undefined || isOpen(old) || isOpen(fresh))
      return judged('unknown', before, after);
    const [isLess, isMore] = [isWithin(fresh, old), isWithin(old, fresh)];
    if (isLess && isMore) return judged('same', before, after);
    if (isLess) return judged('weaker', before, after);
    if (isMore) return judged('stronger', before, after);
    const lost = lostEvent(old, fresh);
    if (lost === undefined) return judged('unknown', before, after);
    const { words } = judged('weaker', before, after);
    return { verdict: 'weaker', words: `${words}; no longer with ${fieldsInWords(lost)}` };
  });
  const never = (json: unknown): unknown =>
    typeof json === 'string' ? 'never-matches' : { ...(json as object), source: ['never.matches'] };
  return { compare, breaks: [{ words: 'a condition that never holds', apply: never }] };
}

/** The default filter on `severity` of people's subscriptions: the last two are the daily summary, and messages that are not alerts. */
const DEFAULT_SEVERITIES = ['medium', 'high', 'critical', 'summary', { exists: false }];

/**
 * The filter of a subscription to alerts. By default people get a part of the alerts, and the rest is counted in the daily
 * summary: these words report a subscription that had no filter by severity and gets this one.
 */
export const alertFilter: Judge = {
  ...openFilter,
  compare: (before, after, judgedIn) => {
    const judgement = openFilter.compare(before, after, judgedIn);
    if (judgement.verdict !== 'weaker') return judgement;
    const [old, fresh] = [membersOf(before), membersOf(after)];
    const { severity, repeat: _repeat, ...rest } = fresh;
    const isDefault =
      old.severity === undefined &&
      canonicalValue(severity ?? null) === canonicalValue(DEFAULT_SEVERITIES) &&
      /^(same|stronger)$/.test(openFilter.compare(before, rest, judgedIn).verdict);
    return isDefault
      ? { verdict: 'changed', words: 'alerts below medium, and repeats, come in the daily summary only' }
      : judgement;
  },
};

function membersOf(policy: Value | undefined): Readonly<Record<string, Value>> {
  const filter = parsed(policy);
  return isValueObject(filter) ? filter : {};
}

/** Patterns may be JSON in a text, also as the member `Pattern` of filters. */
function parsed(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => parsed(item) ?? item);
  if (isValueObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, parsed(each) ?? each]));
  }
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
