import { isOpen, type Value } from '../../estate/values/value';
import type { Break, Compare, Judge, Judgement, Verdict } from '../model';
import { perCondition } from './per-condition';
import { inWords } from './words';

const ON: readonly unknown[] = [true, 'true', 'Enabled', 'ENABLED', 'Active'];
const OFF: readonly unknown[] = [false, 'false', 'Disabled', 'DISABLED', 'Suspended'];

/** A property that protects when it is on; absent is off. */
export const on: Judge = switchJudge({ better: true, absent: false });

/** The same for a property that a new resource has on. One that is there and loses the property is unknown. */
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
    const as = (verdict: Verdict): Judgement => ({
      verdict,
      words: `${stateWords(before, absent)} → ${stateWords(after, absent)}`,
    });
    if (old === undefined || fresh === undefined) return as('unknown');
    // what CloudFormation leaves when a property goes depends on the type
    const isLost = after === undefined && existed && old !== fresh && absent === better;
    if (isLost || (after === undefined && existed && absent)) return as('unknown');
    if (old === fresh) return as('same');
    return as(fresh === better ? 'stronger' : 'weaker');
  };
  return { compare: perCondition(compare), breaks: breaksOf(better, absent) };
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
