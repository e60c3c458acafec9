import fc from 'fast-check';
import { toTextTest } from '../../../../lib/core/compile/predicate/text-test';
import { foldCase } from '../../../../lib/core/rule/fold-case';
import { cases } from '../../../jest/cases';

const NAMES = fc.constantFrom(
  'AccessDenied',
  'accessdenied',
  'ACCESS',
  'İstanbul',
  'ß',
  'ẞ',
  'σ',
  'Σ',
  '𐐀x',
  '',
);
const TEXTS = fc.oneof(NAMES, fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 3 }));

/** What each form means, in the plainest way. */
const MEANINGS = {
  exact: (text: string, value: string) => text === value,
  prefix: (text: string, value: string) => text.startsWith(value),
  suffix: (text: string, value: string) => text.endsWith(value),
  contains: (text: string, value: string) => text.includes(value),
} as const;

type Form = keyof typeof MEANINGS;

describe('the test of a question with texts', () => {
  it.each(Object.keys(MEANINGS) as Form[])('says of any text what %s means', (form) => {
    let held = 0;
    fc.assert(
      fc.property(
        fc.array(TEXTS, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.array(TEXTS, { minLength: 1, maxLength: 20 }),
        (values, cased, texts) => {
          const fold = cased ? (text: string) => text : foldCase;
          const test = toTextTest({ form, patterns: values.map((text) => [{ text }]), cased });
          // Each twice: an answer may be remembered.
          for (const text of [...texts, ...values, ...texts]) {
            const holds = values.some((value) => MEANINGS[form](fold(text), fold(value)));
            expect(test(text)).toBe(holds);
            if (holds) held += 1;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(held).toBeGreaterThan(cases(1_000));
  });

  it('may take texts of different lengths for different ones, as folding keeps the length of every character', () => {
    const changed: number[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (foldCase(character).length !== character.length) changed.push(code);
    }
    expect(changed).toEqual([]);
  });
});
