import { isOpen, isValueObject, OpenText, Unknown, type Value } from '../../estate/values/value';
import { parseJson } from '../../json/json-value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';
import { judged } from './words';

/** A placeholder for what is unknown while the text is parsed. */
const MARK = '\u{F0000}';

/** The value of a text as JSON, also where parts of it are unknown; `undefined`: it is not JSON, or not text. */
export function parsedText(value: Value): Value | undefined {
  if (typeof value !== 'string' && !(value instanceof OpenText)) return undefined;
  const parts = value instanceof OpenText ? value.parts : [value];
  const unknown = parts.filter((part) => part instanceof Unknown);
  let index = 0;
  const text = parts.map((part) => (typeof part === 'string' ? part : `${MARK}${index++}${MARK}`)).join('');
  const json = parseJson(text);
  return json === undefined ? undefined : revived(json, unknown);
}

/** JSON with its unknown parts in place again. */
function revived(json: unknown, unknown: readonly Unknown[]): Value {
  if (typeof json === 'string' && json.includes(MARK)) {
    const parts = json.split(MARK).map((part, at) => (at % 2 === 0 ? part : (unknown[Number(part)] ?? part)));
    return new OpenText(parts.filter((part) => part !== ''));
  }
  if (Array.isArray(json)) return json.map((each) => revived(each, unknown));
  if (typeof json !== 'object' || json === null) return json as Value;
  return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, revived(each, unknown)]));
}

/**
 * Code of a function or layer: other code that the assembly contains, in the bucket that it is in now, is a change. Anything else is
 * unknown.
 */
export const asset: Judge = {
  compare: (before, after, { same, isAsset }) => {
    if (same(before, after)) return judged('same', before, after);
    const isPublished = isAsset(after) && same(withoutKey(before), withoutKey(after));
    return judged(isPublished ? 'changed' : 'unknown', before, after);
  },
  breaks: [{ words: 'other code', apply: () => ({ ZipFile: 'exports.handler = () => {}' }) }],
};

function withoutKey(code: Value | undefined): Value | undefined {
  if (!isValueObject(code)) return code;
  const { S3Key: _key, ...others } = code;
  return others;
}

/** Memory and time of a function: less may end its work early, more is a matter of cost. */
export const enough: Judge = {
  compare: (before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    const isKnown = ![before, after].some((value) => value === undefined || isOpen(value));
    if (!isKnown || Number.isNaN(Number(after) - Number(before))) return judged('unknown', before, after);
    return judged(Number(after) < Number(before) ? 'weaker' : 'changed', before, after);
  },
  breaks: [{ words: 'one', apply: () => 1 }],
};

/** Reserved concurrency: zero stops a function, and less of it delays its work; one that is added or removed is another limit. */
export const concurrency: Judge = {
  compare: (before, after, { same }) => {
    if (same(before, after)) return judged('same', before, after);
    const fresh = isOpen(after) ? Number.NaN : Number(after ?? Number.POSITIVE_INFINITY);
    if (Number.isNaN(fresh)) return judged('unknown', before, after);
    const isLess = before !== undefined && !isOpen(before) && fresh < Number(before);
    return judged(isLess || fresh <= 0 ? 'weaker' : 'changed', before, after);
  },
  breaks: [{ words: 'zero', apply: () => 0 }],
};

/**
 * The pattern of a metric filter, as alternatives between `||`: one that is gone is weaker, one that is new is stronger. Any other
 * difference may let records through that were found.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const metricFilterPattern: Judge = {
  compare: perCondition((before, after) => {
    const [old, fresh] = [alternativesOf(before), alternativesOf(after)];
    const unknown = { verdict: 'unknown', words: 'another pattern' } as const;
    if (old === undefined || fresh === undefined) return unknown;
    const gone = old.filter((each) => !fresh.includes(each)).length;
    const added = fresh.filter((each) => !old.includes(each)).length;
    if (gone > 0 && added > 0) return unknown;
    if (gone > 0) return { verdict: 'weaker', words: `${gone} of ${old.length} alternatives gone` };
    if (added > 0) return { verdict: 'stronger', words: `${added} more alternatives` };
    return { verdict: 'same', words: '' };
  }),
  breaks: [{ words: 'of one event name', apply: () => '{ $.eventName = "None" }' }],
};

/** Of `{ A || (B && C) }`: `A` and `(B && C)`. `undefined`: only the deployment knows, or the text has no such form. */
function alternativesOf(pattern: Value | undefined): readonly string[] | undefined {
  const inner = typeof pattern === 'string' ? /^\s*\{(.*)\}\s*$/s.exec(pattern)?.[1] : undefined;
  if (inner === undefined) return undefined;
  const tokens = inner.match(/"(?:[^"\\]|\\.)*"|%[^%]*%|\|\||[()]|[^"%|()]+|./gs) ?? [];
  const found = [''];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === '||' && depth === 0) found.push('');
    else found.push(`${found.pop() ?? ''}${token}`);
  }
  if (depth !== 0) return undefined;
  // one pair of brackets around all alternatives means nothing
  const [only = '', ...others] = found.map((each) => each.replace(/\s+/g, ' ').trim());
  return others.length === 0 && only.startsWith('(') ? [only] : [only, ...others];
}

/** The work of a state machine: other states are unknown, other comments and spaces have no meaning. */
export const definition: Judge = {
  compare: perCondition((before, after, { same }) => {
    const [old, fresh] = [before, after].map((each) => each && (parsedText(each) ?? each));
    const isSame = old && fresh && same(withoutComments(old), withoutComments(fresh));
    return { verdict: isSame ? 'same' : 'unknown', words: isSame ? '' : 'other states' };
  }),
  breaks: [
    {
      words: 'only an end',
      apply: () => JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
    },
    { words: 'gone', apply: () => undefined },
  ],
};

function withoutComments(value: Value): Value {
  if (Array.isArray(value)) return (value as readonly Value[]).map(withoutComments);
  if (!isValueObject(value)) return value;
  const members = Object.entries(value).filter(
    ([name, each]) => name !== 'Comment' || typeof each !== 'string',
  );
  return Object.fromEntries(members.map(([name, each]) => [name, withoutComments(each)]));
}
