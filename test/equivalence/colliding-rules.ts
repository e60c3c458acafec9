import fc from 'fast-check';
import { stringify } from 'yaml';
import { renderDetection } from '../../lib/core/sigma/render/render-sigma';
import { conditionOver } from '../parity/arbitrary-condition';
import { detectionOver } from '../parity/arbitrary-sigma';
import type { OracleDetection } from '../parity/sigma-oracle';
import { ALL_FIELDS, BOOLEAN_FIELDS, CANONICAL_FIELDS, SINGLE_FIELDS } from './shaped-record';

type Item = readonly [key: string, value: unknown];

/**
 * Detections over a few texts: what every engine can say, what only some can say, and trees of everything, written as
 * Sigma.
 */
export function collidingDetectionOver(texts: readonly string[]): fc.Arbitrary<OracleDetection> {
  return fc.oneof(
    { weight: 7, arbitrary: sayableDetectionOver(texts.filter(isSettled)) },
    { weight: 2, arbitrary: sayableDetectionOver(texts) },
    { weight: 2, arbitrary: detectionOver(ALL_FIELDS, texts) },
    {
      weight: 2,
      arbitrary: conditionOver(ALL_FIELDS, texts).map((tree) => renderDetection(tree) as OracleDetection),
    },
  );
}

/** Whether every engine has an exact way to say the text. */
function isSettled(text: string): boolean {
  return /^[A-Z][\w .:/-]*$/i.test(text);
}

/** A rule of a detection alone. */
export function sigmaOf(detection: OracleDetection): string {
  return stringify(
    { title: 'random', logsource: { product: 'aws', service: 'cloudtrail' }, detection },
    { aliasDuplicateObjects: false },
  );
}

/** Rules as people write them for engines of few words. */
function sayableDetectionOver(texts: readonly string[]): fc.Arbitrary<OracleDetection> {
  const item = sayableItemOver(texts);
  const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items));
  const selection = fc.oneof({ weight: 5, arbitrary: map }, fc.array(map, { minLength: 2, maxLength: 3 }));
  return fc.record({
    selection,
    filter_a: selection,
    filter_b: selection,
    condition: fc.constantFrom(
      ...['selection', 'selection', 'not selection', 'selection and not filter_a', 'selection or filter_a'],
      ...['not (selection and filter_a)', 'selection and not 1 of filter_*', 'filter_b or not selection'],
    ),
  });
}

function sayableItemOver(texts: readonly string[]): fc.Arbitrary<Item> {
  const piece = pieceOf(fc.constantFrom(...texts));
  const values = oneOrMore(piece);
  const keyed = (fields: readonly string[], modifiers: readonly string[], value: fc.Arbitrary<unknown>) =>
    fc
      .tuple(fc.constantFrom(...fields), fc.constantFrom(...modifiers), value)
      .map(([field, chain, found]): Item => [`${field}${chain}`, found]);
  const single = [...CANONICAL_FIELDS, ...SINGLE_FIELDS];
  return fc.oneof(
    {
      weight: 10,
      arbitrary: keyed(CANONICAL_FIELDS, ['', '', '|startswith', '|endswith', '|contains'], values),
    },
    {
      weight: 10,
      arbitrary: keyed(single, ['|cased', '|contains|cased', '|startswith|cased', '|endswith|cased'], values),
    },
    { weight: 2, arbitrary: keyed(single, ['|cased|neq', '|startswith|cased|neq'], values) },
    { weight: 1, arbitrary: keyed(single, ['', '|startswith'], values) },
    { weight: 2, arbitrary: keyed([...single, ...BOOLEAN_FIELDS], ['', '|neq'], fc.constant(null)) },
    { weight: 2, arbitrary: keyed([...single, ...BOOLEAN_FIELDS], ['|exists'], fc.boolean()) },
    { weight: 1, arbitrary: keyed(BOOLEAN_FIELDS, ['', '|neq'], fc.constantFrom('true', 'false', true)) },
    {
      weight: 1,
      arbitrary: keyed(SINGLE_FIELDS, ['|gt', '|lte', '|lt', '|gte'], fc.constantFrom(5, 10, -1, 0.5)),
    },
    { weight: 1, arbitrary: keyed(SINGLE_FIELDS, ['|cased'], fc.constantFrom<unknown>(5, 22, 'true')) },
    { weight: 1, arbitrary: keyed(['resources.ARN', 'responseElements.items.x'], ['|cased'], values) },
    {
      weight: 1,
      arbitrary: keyed(['sourceIPAddress'], ['|cidr'], fc.constantFrom('10.0.0.0/8', '::/0')),
    },
  );
}

/** A text of the pool, or a part of it, as Sigma writes it. */
function pieceOf(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cut = fc.tuple(text, fc.nat(3), fc.nat(3)).map(([whole, before, after]) => {
    const letters = [...whole];
    return letters.slice(Math.min(before, letters.length), Math.max(letters.length - after, 0)).join('');
  });
  return fc
    .oneof({ weight: 4, arbitrary: text }, { weight: 2, arbitrary: cut })
    .map((plain) => plain.replace(/[\\*?]/g, '\\$&'));
}

function oneOrMore<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}
