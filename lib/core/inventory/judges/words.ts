import {
  at,
  canonicalValue,
  isOpen,
  isValueObject,
  OpenText,
  Unknown,
  type Value,
} from '../../estate/values/value';
import type { Break, Compare, Judge, Judgement, Verdict } from '../model';
import { perCondition } from './per-condition';

const MAX_LENGTH = 120;

/** A value in few words; an unknown one by its description, such as `${parameter Email}`. */
export function inWords(value: Value | undefined): string {
  const words = wordsOf(value);
  return words.length > MAX_LENGTH ? `${words.slice(0, MAX_LENGTH - 1)}…` : words;
}

function wordsOf(value: Value | undefined): string {
  if (value === undefined) return 'none';
  if (value instanceof Unknown)
    return value.of === undefined ? `\${${value.words}}` : `\${${value.of.logicalId}.${value.of.attribute}}`;
  if (value instanceof OpenText)
    return value.parts.map((part) => (typeof part === 'string' ? part : wordsOf(part))).join('');
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(wordsOf).join(', ');
  if (isValueObject(value)) {
    const arn = at(value, 'Arn');
    return arn === undefined ? canonicalValue(value) : wordsOf(arn);
  }
  return typeof value === 'object' ? canonicalValue(value) : String(value);
}

/** A verdict with `before → after`. */
export function judged(verdict: Verdict, before: Value | undefined, after: Value | undefined): Judgement {
  return { verdict, words: `${inWords(before)} → ${inWords(after)}` };
}

/**
 * A value of a list whose first protects best. A value that is not in the list is unknown.
 *
 * @param absent the meaning of no value; by default, a value that is added or removed is unknown
 */
export function rank(values: readonly string[], absent?: string): Judge {
  const placeOf = (value: Value | undefined): number =>
    isOpen(value) ? -1 : values.indexOf(String(value ?? absent));
  return {
    compare: perCondition((before, after) => {
      const [old, fresh] = [placeOf(before), placeOf(after)];
      if (old < 0 || fresh < 0) return judged('unknown', before, after);
      if (old === fresh) return judged('same', before, after);
      return judged(fresh > old ? 'weaker' : 'stronger', before, after);
    }),
    breaks: [{ words: values.at(-1) ?? '', apply: () => values.at(-1) }],
  };
}

/** A number where more protects better, such as days of retention; without it nothing is known. */
export const more: Judge = numberJudge({ sign: 1 });

/** The same where there is no limit without the property: objects without an expiration are kept forever. */
export const moreOrForever: Judge = numberJudge({ sign: 1, absent: Number.POSITIVE_INFINITY });

/** A number where less protects better, such as seconds until an alarm is raised; with none at all it means nothing. */
export const less: Judge = numberJudge({ sign: -1, least: 1 });

/** The same where none at all is best, such as a delay. */
export const lessOrNone: Judge = numberJudge({ sign: -1, least: 0 });

interface Order {
  readonly sign: 1 | -1;
  /** The meaning of no value; without it, a value that is added or removed is unknown. */
  readonly absent?: number;
  /** What is below is unknown: AWS refuses it, or it turns off what the number is for. */
  readonly least?: number;
}

function numberJudge({ sign, absent, least = Number.NEGATIVE_INFINITY }: Order): Judge {
  const compare: Compare = (before, after) => {
    const [old, fresh] = [numberOf(before, absent), numberOf(after, absent)];
    if (old === undefined || fresh === undefined) return judged('unknown', before, after);
    if (old === fresh) return judged('same', before, after);
    if (sign * (fresh - old) < 0) return judged('weaker', before, after);
    return judged(fresh < least ? 'unknown' : 'stronger', before, after);
  };
  const worse = (json: unknown): number => (sign > 0 ? 0 : Number(json ?? 0) + 1_000);
  return {
    compare: perCondition(compare),
    ...(absent === Number.POSITIVE_INFINITY && {
      words: (value) => (value === undefined ? 'forever' : inWords(value)),
    }),
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

const ON: readonly unknown[] = [true, 'true', 'Enabled', 'ENABLED', 'Active'];

const OFF: readonly unknown[] = [false, 'false', 'Disabled', 'DISABLED', 'Suspended'];

/** A property that protects when it is on; absent is off. */
export const on: Judge = switchJudge({ better: true, absent: false });

/** The same for a property that is on in a new resource. An existing resource that loses the property is unknown. */
export const onByDefault: Judge = switchJudge({ better: true, absent: true });

/** A property that protects when it is off; absent is off. */
export const off: Judge = switchJudge({ better: false, absent: false });

interface Switch {
  readonly better: boolean;
  readonly absent: boolean;
}

function switchJudge({ better, absent }: Switch): Judge {
  const compare: Compare = (before, after, { existed }) => {
    const [old, fresh] = [stateOf(before, absent), stateOf(after, absent)];
    // an existing resource that loses the property keeps its setting or gets the default, depending on the type
    const isLost = after === undefined && existed && old !== fresh && absent === better;
    const as = (verdict: Verdict): Judgement => ({
      verdict,
      words: `${stateWords(before, absent)} → ${isLost ? inWords(after) : stateWords(after, absent)}`,
    });
    if (isLost || old === undefined || fresh === undefined) return as('unknown');
    if (old === fresh) return as('same');
    return as(fresh === better ? 'stronger' : 'weaker');
  };
  const words = (value: Value | undefined) => stateWords(value, absent);
  return { compare: perCondition(compare), words, breaks: breaksOf(better, absent) };
}

function stateOf(value: Value | undefined, absent: boolean): boolean | undefined {
  if (value === undefined) return absent;
  if (isOpen(value)) return undefined;
  if (ON.includes(value)) return true;
  return OFF.includes(value) ? false : undefined;
}

function stateWords(value: Value | undefined, absent: boolean): string {
  const state = stateOf(value, absent);
  if (state === undefined) return inWords(value);
  return state ? 'on' : 'off';
}

function breaksOf(better: boolean, absent: boolean): readonly Break[] {
  const other: Break = {
    words: better ? 'off' : 'on',
    apply: (json) => (typeof json === 'string' && OFF.concat(ON).includes(json) ? otherText(json) : !better),
  };
  return absent === better || !better ? [other] : [other, { words: 'gone', apply: () => undefined }];
}

function otherText(text: string): unknown {
  const index = ON.indexOf(text);
  return index < 0 ? ON[OFF.indexOf(text)] : OFF[index];
}
