import { canonicalValue, type Value } from '../../../lib/core/estate/values/value';
import { CALLS } from '../../../lib/core/inventory/calls/calls';
import { INVENTORY } from '../../../lib/core/inventory/index';
import type { InventoryEntry, JudgedIn } from '../../../lib/core/inventory/model';
import { covers, valuesAt } from '../../../lib/core/inventory/property-path';
import { judgeResource } from '../../../lib/core/review/pipeline/judge-resource';
import { ResourceSchema } from './resource-schema';
import { brokenAt, pathsOf, propertiesOfEveryScenario, toValue } from './template-paths';

const SCHEMA = new ResourceSchema();
const PROPERTIES = propertiesOfEveryScenario();
const MADE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...PROPERTIES].map(([type, all]) => [type, new Set(all.flatMap((each) => pathsOf(each)))]),
);
const ENTRIES = Object.entries(INVENTORY);

/** Whether a change of a path is judged, or said to be neutral: the path, or what it is a part of, is listed. */
function isListed({ decides, neutral, fixed, holds }: InventoryEntry, path: string): boolean {
  const lost = holds === undefined ? [] : [...(fixed?.replacedBy ?? []), ...(fixed?.refusedBy ?? [])];
  return [...Object.keys(decides), ...Object.keys(neutral), ...lost].some((name) => covers(name, path));
}

test('every type of resource that a scenario synthesizes has an entry', () => {
  expect(MADE.size).toBeGreaterThan(50);
  const missing = [...MADE.keys()].filter((type) => !Object.hasOwn(INVENTORY, type));
  expect(missing).toEqual([]);
});

test('every property of every resource of every scenario is listed in the entry of its type', () => {
  const unlisted = [...MADE].flatMap(([type, paths]) => {
    const entry = INVENTORY[type];
    return entry === undefined
      ? []
      : [...paths.keys()]
          .filter((path) => path !== '' && !isListed(entry, path))
          .map((path) => `${type} ${path}`);
  });
  expect(unlisted).toEqual([]);
});

/** Types whose properties custom resources have, too. */
const LIKE_CUSTOM = ['AWS::CloudFormation::CustomResource', 'AWS::CloudTrail::Trail'];

test('every listed path is one that CloudFormation has, or that a custom resource of a scenario has', () => {
  const invented = ENTRIES.flatMap(([type, { decides, neutral, fixed, links }]) =>
    [
      ...[...Object.keys(decides), ...Object.keys(neutral), ...links.map(({ path }) => path)],
      ...[...(fixed?.replacedBy ?? []), ...(fixed?.refusedBy ?? []), fixed?.name ?? []].flat(),
    ]
      .filter((path) =>
        type.startsWith('AWS::')
          ? !SCHEMA.hasPath(type, path)
          : !LIKE_CUSTOM.some((like) => SCHEMA.hasPath(like, path)) &&
            ![...(MADE.get(type) ?? [])].some((made) => covers(path, made)),
      )
      .map((path) => `${type} ${path}`),
  );
  expect(invented).toEqual([]);
});

/** The documentation of the property has it; the schema of the type, on which the other data is based, does not. */
const DOCUMENTED_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['LocalSecondaryIndexes'],
};

test('every entry has the properties that CloudFormation replaces the resource for', () => {
  const known = ENTRIES.filter(([type]) => type.startsWith('AWS::'));
  const own = known.map(([type, { fixed }]) => [
    type,
    (fixed?.replacedBy ?? [])
      .filter((name) => DOCUMENTED_ONLY[type]?.includes(name) !== true)
      .slice()
      .sort(),
  ]);
  expect(own).toEqual(known.map(([type]) => [type, SCHEMA.replacedBy(type)]));
});

test('what replaces a resource is listed, also where nothing is lost with the resource', () => {
  const silent = ENTRIES.flatMap(([type, entry]) =>
    (entry.fixed?.replacedBy ?? [])
      .filter(
        (name) => !isListed(entry, name) && !Object.keys(entry.decides).some((path) => covers(name, path)),
      )
      .map((name) => `${type} ${name}`),
  );
  expect(silent).toEqual([]);
});

test('every kind of calls is about a type of resource, but for those on an account', () => {
  const named = new Set<string>(ENTRIES.flatMap(([, { kinds = [] }]) => kinds));
  expect(Object.keys(CALLS).filter((kind) => !named.has(kind))).toEqual(['account', 'enabledRegion']);
});

test('no path is said to decide and to be neutral', () => {
  const both = ENTRIES.flatMap(([type, { decides, neutral }]) =>
    Object.keys(neutral).flatMap((path) =>
      Object.keys(decides)
        .filter((other) => covers(other, path) || covers(path, other))
        .map((other) => `${type} ${path} ${other}`),
    ),
  );
  expect(both).toEqual([]);
});

test('words are parts of a sentence: a small letter or a name first, no full stop', () => {
  const texts = ENTRIES.flatMap(([, { noun, goneWords, decides, neutral, links }]) => [
    ...[noun, goneWords, ...Object.values(neutral)],
    ...Object.values(decides).flatMap(({ says, weaker }) => [
      says,
      ...(weaker === undefined ? [] : [weaker]),
    ]),
    ...links.flatMap(({ needs }) => needs.map(({ refused }) => refused)),
  ]);
  expect(texts.filter((text) => text.trim() === '' || /\.$|\n|\t/.test(text))).toEqual([]);
});

test('every entry that can be gone for the worse says what happens then', () => {
  const silent = ENTRIES.filter(([, { gone, goneWords }]) => gone !== 'same' && goneWords.length < 10);
  expect(silent.map(([type]) => type)).toEqual([]);
});

const JUDGED: Omit<JudgedIn, 'path'> = {
  existed: true,
  isAsset: () => false,
  same: (before, after) => canonicalValue(before) === canonicalValue(after),
};

/** Every way to weaken a property, played on every value that it has in a scenario. */
const BROKEN = ENTRIES.flatMap(
  ([type, { decides }]) =>
    (PROPERTIES.get(type) ?? []).flatMap((json) => {
      const value = toValue(json);
      return Object.entries(decides).flatMap(([path, { judge }]) =>
        judge.breaks.flatMap(({ words, apply }) => {
          const after = toValue(brokenAt(json, path, apply));
          return valuesAt(path, [value, after])
            .filter(([, one, other]) => !JUDGED.same(one, other))
            .map(([name, one, other]) => ({
              name: `${type} ${name}, ${words}: ${canonicalValue(one).slice(0, 60)}`,
              isOff: one === false,
              forth: judge.compare(one, other, { ...JUDGED, path: name }).verdict,
              back: judge.compare(other, one, { ...JUDGED, path: name }).verdict,
            }));
        }),
      );
    }),
  // what is off cannot be less
).filter(({ isOff, forth, back }) => !(isOff && forth === 'same' && back === 'same'));

test('every way to weaken a property is weaker or unknown, on every value that it has in a scenario', () => {
  expect(BROKEN.length).toBeGreaterThan(1_000);
  const passed = BROKEN.filter(({ forth }) => forth !== 'weaker' && forth !== 'unknown');
  expect([...new Set(passed.map(({ name, forth }) => `${name} is ${forth}`))]).toEqual([]);
});

test('the way back is never weaker', () => {
  // what passes another filter instead passed it before
  const weaker = BROKEN.filter(
    ({ name, back }) => back === 'weaker' && !name.includes('a condition that never holds'),
  );
  expect([...new Set(weaker.map(({ name }) => name))]).toEqual([]);
});

type Scalar = string | number | boolean;

/** Compares every deciding property of every scenario that is one text, number or switch, with another value of it. */
function judgedAs(values: (old: Scalar) => readonly unknown[]): readonly string[] {
  const found = new Set<string>();
  for (const [type, entry] of Object.entries(INVENTORY))
    for (const json of PROPERTIES.get(type) ?? []) {
      const before = toValue(json);
      for (const path of Object.keys(entry.decides)) {
        const [[, old] = []] = valuesAt(path, [before, undefined]);
        if (old === undefined || old === null || typeof old === 'object') continue;
        for (const fresh of values(old)) {
          const after = toValue(brokenAt(json, path, () => fresh));
          found.add(`${type} ${path} ${old} → ${fresh}: ${verdictsOf(entry, { before, after })}`);
        }
      }
    }
  return [...found];
}

function verdictsOf(
  entry: InventoryEntry,
  sides: { readonly before: Value | undefined; readonly after: Value | undefined },
): string {
  return judgeResource(entry, sides, JUDGED)
    .map(({ verdict }) => verdict)
    .join();
}

test('a number or switch that is written as text is the same value', () => {
  const judged = judgedAs((old) => (typeof old === 'string' ? [] : [String(old)]));
  expect(judged.length).toBeGreaterThan(50);
  expect(judged.filter((each) => !each.endsWith(': '))).toEqual([]);
});

test('a number that means nothing is never better, nor a change without loss', () => {
  const judged = judgedAs((old) => (/^\d+$/.test(String(old)) ? [-1, 'never', ''] : []));
  expect(judged.length).toBeGreaterThan(100);
  expect(judged.filter((each) => !/: (weaker|unknown)/.test(each))).toEqual([]);
});
