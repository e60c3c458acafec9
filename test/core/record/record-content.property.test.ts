import fc from 'fast-check';
import { canonicalText } from '../../../lib/core/json/canonical-text';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { contentOf } from '../../../lib/core/record/record-content';
import { cases } from '../../jest/cases';

/** Few names and texts, some of which look like what stands between them, so that values are often equal or nearly so. */
const text = fc.constantFrom(
  ...['', 'a', 'b', '1:a', '{', '}', ':', '#1;', '1.5', ',1e2', '__proto__', '0', '1a', 'ä', '\ud83d\ude00'],
  ...['\u0001', '\u0002', '\u0004', '\u0001a', '\u0005', '\u000e1', '\ud800', '\ufffd', '"', '\\', '\u007f'],
);

const plainText = fc.constantFrom('a', 'b', 'ab', 'c:1', ',1.5', 'ä', '__proto__', '\u2028');

const NUMBERS = [0, 1, -1, 1.5, 1e21, 100, 2 ** 64, 1e-7];

/** JSON values, which are parsed and written with these texts. */
function valuesOf(texts: fc.Arbitrary<string>) {
  return fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.constantFrom<Json>(null, true, false, ...NUMBERS),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc
      .array(fc.tuple(texts, tie('value')), { maxLength: 4 })
      .map((members) => Object.fromEntries(members) as JsonObject),
  })).object;
}

describe('the content of a record', () => {
  it('is a text that two records have in common if and only if their canonical JSON is the same', () => {
    const known = new Map<string, string>();
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(valuesOf(text), (one) => {
        const json = JSON.stringify(one);
        // What was parsed has members of any name, `__proto__` too.
        const canonical = canonicalText(JSON.parse(json) as Json);
        // With and without what is written: the way to the text does not show in it.
        for (const written of [undefined, json, ` ${json}`]) {
          const content = contentOf(JSON.parse(json) as JsonObject, written).text;
          expect(known.get(canonical) ?? content).toBe(content);
          expect(texts.get(content) ?? canonical).toBe(canonical);
          known.set(canonical, content);
          texts.set(content, canonical);
        }
      }),
      { numRuns: 20_000 },
    );
    expect(known.size).toBeGreaterThan(cases(1_000));
    expect(known.size).toBeLessThan(cases(19_000));
  });
});

/** How else JSON may be written of which the same value is parsed, or nearly the same. */
const CHANGES: readonly ((json: string) => string)[] = [
  (json) => json,
  (json) => json.replace(',', ', '),
  (json) => json.replace('{', '{ '),
  (json) => json.replace(/([:,[])(-?\d+)([,}\]])/, '$1$2.0$3'),
  (json) => json.replace(/([:,[])(-?\d+)00([,}\]])/, '$1$2e2$3'),
  (json) => json.replace(/([:,[])(-?\d+)([,}\]])/g, '$1$2e0$3'),
  (json) => json.replace(/([:,[])0([,}\]])/, '$1-0$2'),
  (json) => json.replace(/([:,[])1([,}\]])/g, '$11000$2').replace('1000', '1e3'),
  (json) => json.replace('{', '{"b":1,'),
  (json) => json.replace('{', '{"2":1,'),
  (json) => json.replace('}', ',"0":1}'),
  (json) => json.replace('a', '\\u0061'),
];

describe('what is written of a record', () => {
  it('is its JSON only if JSON.stringify gives the same', () => {
    let [same, other] = [0, 0];
    fc.assert(
      fc.property(
        valuesOf(plainText),
        fc.array(fc.constantFrom(...CHANGES), { maxLength: 3 }),
        (one, changes) => {
          const written = changes.reduce((json, change) => change(json), JSON.stringify(one));
          const record = parsed(written);
          if (record === undefined) return;
          const { json } = contentOf(record, written);
          if (json !== undefined) expect(JSON.stringify(record)).toBe(json);
          if (json === undefined) other += 1;
          else same += 1;
        },
      ),
      { numRuns: 20_000 },
    );
    expect(same).toBeGreaterThan(cases(1_000));
    expect(other).toBeGreaterThan(cases(1_000));
  });
});

function parsed(written: string): JsonObject | undefined {
  try {
    return JSON.parse(written) as JsonObject;
  } catch {
    return undefined;
  }
}
