import type { EstateStack, EstateTemplate } from '../../estate/estate';
import { isJsonObject, parseJson } from '../../json/json-value';
import { groupBy } from '../../keyed/grouped';
import { WORKER_NAMES } from '../../settings/function-environment';
import { METADATA_KEY } from '../metadata/decisions';
import { at } from '../template-json';
import { pairResources, type Renames, type ResourcePair, type StackPair } from './counterparts';

/**
 * The pairs with the names of the head in the base, of functions that have another one there: where alarms and all else have it, too,
 * the same is measured. A name that some of the head still has is left, so that the function has changed. In a stack with another name,
 * and for constructs with another id, so have all names that are made from these.
 */
export function renameTexts(pairs: readonly StackPair[]): readonly StackPair[] {
  const found = pairResources(pairs).flatMap(otherNames);
  if (found.length === 0 && !pairs.some(({ isRenamed, renames }) => isRenamed || renames)) return pairs;
  const text = JSON.stringify(pairs.map(({ head }) => head?.template));
  const names = new Map(found.filter(([name]) => !text.includes(name)));
  return pairs.map((pair) => {
    const { base, head, isRenamed, renames = new Map() } = pair;
    if (base === undefined) return pair;
    const made =
      head !== undefined && (isRenamed || renames.size > 0)
        ? madeTexts({ base, head, renames }, head.template.Resources)
        : undefined;
    const template = withTexts(
      base.template,
      (old, context) => names.get(old) ?? made?.(old, context) ?? old,
    );
    return { ...pair, base: { ...base, template: template as EstateTemplate } };
  });
}

/** What is written beside a stack of the base, such as its rules, with the names that have other ones beside that of the head. */
export function renamedBeside<T>(
  { base, head, renames = new Map() }: StackPair,
  before: T,
  after: unknown,
): T {
  if (base === undefined || head === undefined) return before;
  const made = madeTexts({ base, head, renames }, after, 'selection');
  return withTexts(before, (old, context) => made(old, context) ?? old, 'selection') as T;
}

function otherNames({ base, head }: ResourcePair): readonly (readonly [base: string, head: string])[] {
  if (base.resource.Type !== 'AWS::Lambda::Function') return [];
  return Object.values(WORKER_NAMES).flatMap(({ variable }) => {
    const [old, fresh] = [base, head].map(({ resource }) =>
      at(resource.Properties, 'Environment', 'Variables', variable),
    );
    return typeof old === 'string' && typeof fresh === 'string' && old !== fresh ? [[old, fresh]] : [];
  });
}

/** Where a text is: in what selects the stack's own resources by the beginning of their names, or anywhere else. */
type Context = 'any' | 'selection';

/** The members whose texts select resources by names. */
const SELECTIONS: ReadonlySet<string> = new Set(['EventPattern', 'AdvancedEventSelectors', METADATA_KEY]);

/**
 * By a text of the base that has a name made from that of its stack, or from the ids of constructs, the one of the head with the same
 * meaning. None where the head has several, or the text itself.
 *
 * @param among what has the texts of the head
 */
function madeTexts(
  {
    base,
    head,
    renames,
  }: { readonly base: EstateStack; readonly head: EstateStack; readonly renames: Renames },
  among: unknown,
  within: Context = 'any',
): (text: string, context: Context) => string | undefined {
  const all = new Set<string>();
  const found = new Map<string, Set<string>>();
  const [ofBase, ofHead] = [namesMadeIn(base), namesMadeIn(head)];
  const collect = (text: string, context: Context): string => {
    all.add(text);
    for (const meaning of meaningsOf(text, ofHead[context]))
      found.set(meaning, (found.get(meaning) ?? new Set()).add(text));
    return text;
  };
  withTexts(among, collect, within);
  const moves = movesIn(renames);
  return (text, context) => {
    if (all.has(text)) return undefined;
    const named = text.replace(/[A-Za-z0-9]+/g, (word) => (HASHED.test(word) && renames.get(word)) || word);
    if (all.has(named)) return named;
    for (const move of moves) {
      const meanings = meaningsOf(text, ofBase[context], move);
      const alike = new Set(meanings.flatMap((meaning) => [...(found.get(meaning) ?? [])]));
      if (alike.size === 1) return [...alike][0];
    }
    return undefined;
  };
}

/** The hash that the CDK and CloudFormation put behind the words of a path; it is another one in a stack with another name. */
const HASH = '[0-9A-F]{8}(?![A-Za-z0-9])';

const HASHED = new RegExp(HASH);

/** A logical id without the hash of its path. */
const unhashed = (id: string): string => id.replace(HASHED, '');

/** What words of the base begin with, and those of the head instead. */
type Move = readonly [old: string, fresh: string];

/** The beginnings by which two logical ids differ: `OldFunction1A2B3C4D` and `NewFunction5E6F7A8B` by `Old` and `New`. */
export function moveOf(old: string, id: string): Move {
  const [one, other] = [unhashed(old), unhashed(id)];
  let same = 0;
  while (same < one.length && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  return [one.slice(0, one.length - same), other.slice(0, other.length - same)];
}

/** How constructs moved, that of most resources first, and then those that stay where they are. */
function movesIn(renames: Renames): readonly Move[] {
  const moves = groupBy(
    [...renames].map(([old, id]) => moveOf(old, id)),
    (move) => move.join(' '),
  );
  const byCount = [...moves.values()].sort((one, other) => other.length - one.length);
  return [...byCount.flatMap(([move]) => (move === undefined ? [] : [move])), ['', '']];
}

/** What names begin with, by who makes them: CloudFormation, the CDK, which leaves signs out, and either for a bucket, in small letters. */
const STARTS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.replace(/[^A-Za-z0-9]/g, ''),
  (name) => name.toLowerCase(),
];

/** By the context, what finds the names that are made in a stack: its own and that of its construct, words of a path, and their hash. */
function namesMadeIn({ name, path = name }: EstateStack): Readonly<Record<Context, readonly RegExp[]>> {
  const word = '-?[A-Za-z0-9]*';
  const hashed = `(${word}?)${HASH}`;
  const made = (ends: string): readonly RegExp[] =>
    STARTS.flatMap((startOf) => {
      // of a nested stack, that of the outermost one
      const starts = [name.split('/')[0] ?? '', path.replaceAll('/', '')].map(startOf);
      const known = [...new Set(starts)].filter((start) => /^[A-Za-z][A-Za-z0-9-]*$/.test(start));
      return known.length === 0 ? [] : new RegExp(`(?<![A-Za-z0-9-])(?:${known.join('|')})(?:${ends})`, 'g');
    });
  return { any: made(hashed), selection: made(`${hashed}|(${word})(?=[*/]|$)`) };
}

/** A text without the name of its stack and hashes of it, which is the same in a stack with another name, by what makes such names. */
function meaningsOf(
  text: string,
  names: readonly RegExp[],
  [old, fresh]: Move = ['', ''],
): readonly string[] {
  return names.flatMap((made, index) => {
    const meaning = text.replace(made, (_whole, hashed?: string, plain?: string) => {
      const [, sign = '', words = ''] = /^(-?)(.*)$/.exec((hashed ?? plain ?? '').toLowerCase()) ?? [];
      const isMoved = words.startsWith(old.toLowerCase());
      return `\0${sign}${isMoved ? fresh.toLowerCase() + words.slice(old.length) : words}`;
    });
    return meaning === text ? [] : [`${index} ${meaning}`];
  });
}

function withTexts(
  json: unknown,
  replace: (text: string, context: Context) => string,
  context: Context = 'any',
): unknown {
  if (typeof json === 'string') {
    // An event pattern is JSON in a text.
    const pattern = context === 'selection' && json.startsWith('{') ? parseJson(json) : undefined;
    return pattern === undefined
      ? replace(json, context)
      : JSON.stringify(withTexts(pattern, replace, context));
  }
  if (Array.isArray(json)) return json.map((each) => withTexts(each, replace, context));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const within = SELECTIONS.has(key) ? 'selection' : context;
      return [replace(key, context), withTexts(value, replace, within)];
    }),
  );
}
