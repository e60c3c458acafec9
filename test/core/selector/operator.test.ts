import fc from 'fast-check';
import { compareText, type Relation } from '../../../lib/core/selector/operator';
import {
  joinValues,
  type Reference,
  renderValue,
  resolveReferences,
} from '../../../lib/core/selector/selector-value';
import { cases } from '../../jest/cases';

const RELATIONS: readonly Relation[] = ['equals', 'startsWith', 'endsWith'];

describe('compareText', () => {
  test('compares known text exactly', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 });
    fc.assert(
      fc.property(texts, texts, (text, value) => {
        expect(compareText('equals', text, value)).toBe(text === value ? 'yes' : 'no');
        expect(compareText('startsWith', text, value)).toBe(text.indexOf(value) === 0 ? 'yes' : 'no');
        const end = value === '' ? '' : text.slice(-value.length);
        expect(compareText('endsWith', text, value)).toBe(end === value ? 'yes' : 'no');
      }),
    );
  });

  test('is unknown exactly when some text in place of the references would make it hold', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 2 }),
        fc.constant<Reference>({ reference: 'R' }),
      ),
      { minLength: 1, maxLength: 5 },
    );
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    let unknown = 0;
    fc.assert(
      fc.property(fc.constantFrom(...RELATIONS), texts, pieces, (relation, text, parts) => {
        const value = joinValues(parts.map((part) => (typeof part === 'string' ? part : { parts: [part] })));
        if (typeof value === 'string') return;
        const source = value.parts.map((part) => (typeof part === 'string' ? part : '.*')).join('');
        const head = relation === 'endsWith' ? '' : '^';
        const tail = relation === 'startsWith' ? '' : '$';
        const expected = new RegExp(`${head}${source}${tail}`).test(text) ? 'unknown' : 'no';
        expect(compareText(relation, text, value)).toBe(expected);
        unknown += Number(expected === 'unknown');
      }),
      { numRuns: 5_000 },
    );
    expect(unknown).toBeGreaterThan(cases(500));
  });
});

describe('values with references', () => {
  const value = joinValues([
    'arn:',
    { parts: [{ reference: 'P' }, ':s3'] },
    ':::',
    { parts: [{ reference: 'B' }] },
  ]);

  test('join their literal parts', () => {
    expect(value).toEqual({ parts: ['arn:', { reference: 'P' }, ':s3:::', { reference: 'B' }] });
    expect(joinValues(['a', 'b', ''])).toBe('ab');
    expect(joinValues([])).toBe('');
  });

  test('become plain text once all references are known', () => {
    const known = new Map([['P', 'aws']]);
    const half = resolveReferences(value, (name) => known.get(name));
    expect(renderValue(half)).toBe(`arn:aws:s3:::\${B}`);
    expect(resolveReferences(half, () => 'bucket')).toBe('arn:aws:s3:::bucket');
  });
});
