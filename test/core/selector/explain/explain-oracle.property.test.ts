import fc from 'fast-check';
import { explainSelection, isLogged } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import { cases } from '../../../jest/cases';
import { describeCorpus } from '../../../parity/corpus';
import { arbitraryRecord, arbitraryTrail } from '../arbitrary-trails';
import { readCorpusRecords, readRuleTestRecords } from '../corpus-records';
import { selectionsOf } from '../parse/selections-of-text';
import { type ApiTrail, documentedVerdict } from './documented-trail';

/** Through the readers, so that they are compared too. */
function selectionOf(trail: ApiTrail): Selection {
  const { HomeRegion, ...properties } = trail;
  const template = { Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: properties } } };
  const parsed = selectionsOf(template, new Map([['AWS::Region', HomeRegion]]));
  expect(parsed.problems).toEqual([]);
  const [only] = parsed.selections;
  if (only === undefined) throw new Error('no selection was read');
  return only.selection;
}

describe('explainSelection and the documentation read naively', () => {
  test('agree over random trails and random records', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(
        arbitraryTrail,
        fc.array(arbitraryRecord, { minLength: 1, maxLength: 8 }),
        (trail, records) => {
          const selection = selectionOf(trail);
          for (const record of records) {
            const { logged, by, why } = explainSelection(selection, record);
            const expected = documentedVerdict(trail, record);
            if (logged !== expected) {
              throw new Error(`logged ${logged}, documented ${expected}: ${why}\n${JSON.stringify(record)}`);
            }
            expect(by === undefined).toBe(!expected);
            expect(isLogged(selection, record)).toBe(expected);
            expect(why).not.toBe('');
            seen[`${expected}`] += 1;
          }
        },
      ),
      { numRuns: 3_000 },
    );
    expect(seen.true).toBeGreaterThan(cases(1_000));
    expect(seen.false).toBeGreaterThan(cases(1_000));
  });
});

describeCorpus('explainSelection over the real records', () => {
  const records = readCorpusRecords();

  test('agrees with the documentation read naively for random trails', () => {
    const trails = fc.sample(arbitraryTrail, { seed: 20261120, numRuns: cases(60) });
    const all = [...records, ...readRuleTestRecords()];
    let compared = 0;
    for (const trail of trails) {
      const selection = selectionOf(trail);
      for (const record of all) {
        const { logged, why } = explainSelection(selection, record);
        const expected = documentedVerdict(trail, record);
        if (logged !== expected) {
          throw new Error(`logged ${logged}: ${why}\n${JSON.stringify(trail)}\n${JSON.stringify(record)}`);
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(cases(60) * 1_800);
  });

  test('derives from the operation the category that the records state', () => {
    const stated = records.filter((record) => record.eventCategory !== undefined);
    expect(stated.length).toBeGreaterThan(1_600);
    for (const { eventCategory, managementEvent, ...old } of stated) {
      const all = { advanced: [{ fieldSelectors: [{ field: 'eventCategory', equals: [eventCategory] }] }] };
      const explanation = explainSelection({ destination: 'trail', ...all }, old);
      expect([old.eventSource, old.eventName, explanation.logged]).toEqual([
        old.eventSource,
        old.eventName,
        true,
      ]);
    }
  });
});
