import type { EstateTemplate, PlacedResource } from '../../estate/estate';
import { canonicalValue, type Value } from '../../estate/values/value';
import { inWords } from '../../inventory/judges/words';
import type { Deciding, InventoryEntry, JudgedIn, Judgement, Verdict } from '../../inventory/model';
import { covers, leavesOf, valueAt, valuesAt } from '../../inventory/property-path';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject } from '../../json/json-value';
import { grouped } from '../../keyed/grouped';
import { at } from '../template-json';

/** One property that is different after a change. */
export interface PropertyChange {
  readonly path: string;
  readonly verdict: Exclude<Verdict, 'same'>;
  readonly words: string;
  /** Both values, whole. */
  readonly values: readonly [before: string, after: string];
  /** Absent: no entry lists the property. */
  readonly deciding?: Deciding;
}

/** The common input for judging all properties. */
export type Judging = Pick<JudgedIn, 'same' | 'isAsset'>;

/** The two sides of the properties of one resource. */
export interface Sides {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** The judgement of a type's entry on each property that changes. A property that it does not list is unknown, never neutral. */
export function judgeResource(
  entry: InventoryEntry,
  sides: Sides,
  judging: Judging,
): readonly PropertyChange[] {
  return [...judgeListed(entry, sides, judging), ...findUnlisted(entry, sides, judging)];
}

function judgeListed(
  { decides, defaults = {} }: InventoryEntry,
  { before, after }: Sides,
  judging: Judging,
): readonly PropertyChange[] {
  // what a resource does without a property is what it did; one that loses the property may keep its value
  const usual = (path: string): Value | undefined => {
    const [only, ...older] = defaults[path] ?? [];
    return older.length === 0 ? only : undefined;
  };
  const beside = (path: string) => [valueAt(before, path), valueAt(after, path)] as const;
  return Object.entries(decides).flatMap(([pattern, deciding]) =>
    valuesAt(pattern, [before, after]).flatMap(([path, written, fresh]) => {
      const old = written ?? (fresh === undefined ? undefined : usual(path));
      return isSpelledAlike(old, fresh)
        ? []
        : toChange(
            { path, deciding, values: [canonicalValue(old), canonicalValue(fresh)] },
            deciding.judge.compare(old, fresh, { ...judging, existed: true, beside, path }),
          );
    }),
  );
}

/** To CloudFormation, a property of `256` or `true` is the same as one of `'256'` or `'true'`. */
function isSpelledAlike(...values: readonly [before: Value | undefined, after: Value | undefined]): boolean {
  const [old, fresh] = values.map((value) => (typeof value === 'object' ? undefined : value));
  return old !== undefined && fresh !== undefined && String(old) === String(fresh);
}

function toChange(
  { deciding, ...property }: Pick<PropertyChange, 'path' | 'values'> & { readonly deciding: Deciding },
  { verdict, words, effect }: Judgement,
): readonly PropertyChange[] {
  if (verdict === 'same') return [];
  return [
    {
      ...property,
      verdict,
      words,
      deciding: effect === undefined ? deciding : { ...deciding, weaker: effect },
    },
  ];
}

/** Properties that differ, and that the entry neither judges nor calls neutral. */
function findUnlisted(
  { decides, neutral, fixed, holds }: InventoryEntry,
  { before, after }: Sides,
  { same }: Judging,
): readonly PropertyChange[] {
  const named = [
    ...(fixed?.replacedBy ?? []),
    ...(fixed?.refusedBy ?? []),
    ...(fixed?.name === undefined ? [] : [fixed.name]),
  ];
  // CloudFormation's actions on these change the evidence itself, and are compared there
  const handled = [...Object.keys(decides), ...Object.keys(neutral), ...(holds === undefined ? [] : named)];
  const [old, fresh] = [before, after].map(byPath);
  const paths = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort();
  return paths.flatMap((path): readonly PropertyChange[] => {
    const [was, is] = [old?.get(path), fresh?.get(path)];
    if (handled.some((pattern) => covers(pattern, path)) || same(was, is)) return [];
    const words = `${inWords(was)} → ${inWords(is)}`;
    const isReplaced = named.some((pattern) => covers(pattern, path));
    const values = [canonicalValue(was), canonicalValue(is)] as const;
    return [{ path, verdict: isReplaced ? 'changed' : 'unknown', words, values }];
  });
}

function byPath(properties: Value | undefined): ReadonlyMap<string, readonly Value[]> {
  return grouped(
    leavesOf(properties).flatMap(({ path, value }) => (value === undefined ? [] : [[path, value] as const])),
  );
}

/**
 * Whether a property has another value only because the resources that it refers to have other names: it is written as it was, and
 * refers to nothing else. The change is that of the resources.
 */
export function followsTarget(before: PlacedResource, after: PlacedResource, path: string): boolean {
  const [name = ''] = path.split(/[.[]/);
  const [old, fresh] = [before, after].map(({ resource }) => at(resource.Properties, name));
  const [base, head] = [before.stack.template, after.stack.template];
  return canonicalText(old) === canonicalText(fresh) && refersToResources(fresh, base, head);
}

/** Functions whose value follows from their arguments alone. */
const PLAIN: ReadonlySet<string> = new Set(['Fn::Join', 'Fn::Select', 'Fn::Split']);

/** Types whose attributes are made by what they run, which may change without their names. */
const MADE = /^(Custom|AWS::CloudFormation)::/;

/** Whether all that a text refers to are pseudo parameters, and resources of both templates that have names of their own. */
function refersToResources(json: unknown, base: EstateTemplate, head: EstateTemplate): boolean {
  const isResource = (path: string): boolean => {
    const [id = ''] = path.split('.');
    if (id.startsWith('AWS::')) return true;
    const [old, fresh] = [base, head].map(({ Resources }) =>
      Object.hasOwn(Resources, id) ? Resources[id]?.Type : undefined,
    );
    return old !== undefined && old === fresh && !MADE.test(old);
  };
  const isPlain = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.every(isPlain);
    if (!isJsonObject(value)) return true;
    return Object.entries(value).every(([key, argument]) => {
      const [target] = Array.isArray(argument) ? argument : [argument];
      if (key === 'Ref' || key === 'Fn::GetAtt') return typeof target === 'string' && isResource(target);
      if (key === 'Fn::Sub')
        return [...String(argument).matchAll(/\$\{([^!}][^}]*)\}/g)].every(([, id = '']) => isResource(id));
      return key === 'Condition' || (key.startsWith('Fn::') && !PLAIN.has(key)) ? false : isPlain(argument);
    });
  };
  return isPlain(json);
}
