import type { EstateStack, EstateTemplate } from '../../estate/estate';
import { isJsonObject } from '../../json/json-value';
import { WORKER_NAMES } from '../../settings/function-environment';
import { METADATA_KEY } from '../metadata/decisions';
import { at } from '../template-json';
import { pairResources, type ResourcePair, type StackPair } from './counterparts';

/**
 * The pairs with the names of the head in the base, of functions that have another one there: where alarms and all else have it, too,
 * the same is measured. A name that some of the head still has is left, so that the function has changed. In a stack with another name,
 * so have all names that are made from it.
 */
export function renameTexts(pairs: readonly StackPair[]): readonly StackPair[] {
  const found = pairResources(pairs).flatMap(otherNames);
  if (found.length === 0 && !pairs.some(({ isRenamed }) => isRenamed)) return pairs;
  const text = JSON.stringify(pairs.map(({ head }) => head?.template));
  const names = new Map(found.filter(([name]) => !text.includes(name)));
  return pairs.map((pair) => {
    const { base, head, isRenamed } = pair;
    if (base === undefined) return pair;
    const made = isRenamed && head !== undefined ? madeTexts(base, head) : undefined;
    const template = withTexts(
      base.template,
      (old, context) => names.get(old) ?? made?.(old, context) ?? old,
    );
    return { ...pair, base: { ...base, template: template as EstateTemplate } };
  });
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
 * By a text of the base that has a name made from that of its stack, the one of the head with the same meaning. None where the head has
 * several, or the text itself.
 */
function madeTexts(
  base: EstateStack,
  head: EstateStack,
): (text: string, context: Context) => string | undefined {
  const all = new Set<string>();
  const found = new Map<string, Set<string>>();
  withTexts(head.template.Resources, (text, context) => {
    all.add(text);
    for (const meaning of meaningsOf(text, head.name, context))
      found.set(meaning, (found.get(meaning) ?? new Set()).add(text));
    return text;
  });
  return (text, context) => {
    const meanings = all.has(text) ? [] : meaningsOf(text, base.name, context);
    const alike = new Set(meanings.flatMap((meaning) => [...(found.get(meaning) ?? [])]));
    return alike.size === 1 ? [...alike][0] : undefined;
  };
}

/** The hash that the CDK and CloudFormation put behind the words of a path; it is another one in a stack with another name. */
const HASH = '[0-9A-F]{8}(?![A-Za-z0-9])';

/** What names begin with, by who makes them: CloudFormation, the CDK, which leaves signs out, and either for a bucket, in small letters. */
const STARTS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.replace(/[^A-Za-z0-9]/g, ''),
  (name) => name.toLowerCase(),
];

/** A text without the name of its stack and hashes of it, which is the same in a stack with another name, by what makes such names. */
function meaningsOf(text: string, name: string, context: Context): readonly string[] {
  // of a nested stack, that of the outermost one
  const [stack = ''] = name.split('/');
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(stack)) return [];
  const word = '-?[A-Za-z0-9]*';
  const ends = [`(${word}?)${HASH}`, ...(context === 'selection' ? [`(${word})(?=[*/]|$)`] : [])];
  return STARTS.flatMap((startOf, index) => {
    const made = new RegExp(`(?<![A-Za-z0-9-])${startOf(stack)}(?:${ends.join('|')})`, 'g');
    const meaning = text.replace(made, (_whole, hashed?: string, plain?: string) => `\0${hashed ?? plain}`);
    return meaning === text ? [] : [`${index} ${meaning}`];
  });
}

function withTexts(
  json: unknown,
  replace: (text: string, context: Context) => string,
  context: Context = 'any',
): unknown {
  if (typeof json === 'string') return replace(json, context);
  if (Array.isArray(json)) return json.map((each) => withTexts(each, replace, context));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const within = SELECTIONS.has(key) ? 'selection' : context;
      return [replace(key, context), withTexts(value, replace, within)];
    }),
  );
}
