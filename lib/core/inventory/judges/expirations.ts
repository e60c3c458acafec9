import { at, canonicalValue, isOpen, isValueObject, type Value } from '../../estate/values/value';
import { isList } from '../../json/json-value';
import type { Judge } from '../model';
import { perCondition } from './per-condition';

/** The action of a lifecycle rule that removes objects. */
type Kind = 'expiration' | typeof OLD_VERSIONS | 'readable without a restore';

const OLD_VERSIONS = 'expiration of old versions';

/** One such action, on the objects below a prefix. */
interface Action {
  readonly kind: Kind;
  readonly prefix: string;
  /** The tags that an object must have, as canonical text. */
  readonly tags: string;
  /** The minimum and maximum sizes in bytes, exclusive. */
  readonly size: readonly [above: number, below: number];
  /** The number of newer versions of an object that are always kept. */
  readonly kept: number;
  /** After a number of days, or at a time, in milliseconds since 1970. */
  readonly when: { readonly days: number } | { readonly date: number };
}

/** The actions of rules, and whether there are others that only the deployment knows. */
interface Lifecycle {
  readonly actions: readonly Action[];
  readonly isOpen: boolean;
}

/** Storage classes from which an object cannot be read before it is restored. */
const ARCHIVES = ['DEEP_ARCHIVE', 'GLACIER', 'Glacier'];

const NO_TAGS = canonicalValue(null);
const ANY_SIZE = [0, Number.POSITIVE_INFINITY] as const;

/**
 * Rules that delete or archive objects. One that acts sooner, or on more objects, than all rules before is weaker. In which rule an
 * action is means nothing, and a rule that is disabled does nothing.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
export const expirations: Judge = {
  compare: perCondition((before, after) => {
    const [old, fresh] = [lifecycleOf(before), lifecycleOf(after)];
    const words = inWords(old.actions, fresh.actions) || 'on other objects than before';
    const isHarsher = uncovered(fresh.actions, old.actions).length > 0;
    if (isHarsher && !old.isOpen)
      return { verdict: 'weaker', words, ...effectOf(old.actions, fresh.actions) };
    if (old.isOpen || fresh.isOpen) return { verdict: 'unknown', words: 'not known until deployment' };
    const isMilder = uncovered(old.actions, fresh.actions).length > 0;
    // The documentation does not state what happens to the rules of a bucket whose template no longer has
    // any.
    if (after === undefined) return { verdict: 'changed', words: `${words}, or as before` };
    return isMilder
      ? { verdict: 'stronger', words }
      : { verdict: 'changed', words: 'other rules, with the same expirations and archiving' };
  }),
  words: (value) => {
    const { actions, isOpen: isUnknown } = lifecycleOf(value);
    const known = [...new Set(['', ...actions.map(nameOf)])].map(
      (name) => `${name}${timesOf(actions.filter((each) => nameOf(each) === name))}`,
    );
    return [...known, ...(isUnknown ? ['and what is not known until deployment'] : [])].join('; ');
  },
  breaks: [
    {
      words: 'every object expires after a day',
      apply: (json) => {
        const rules = typeof json === 'object' && json !== null && 'Rules' in json ? json.Rules : [];
        return {
          Rules: [...(Array.isArray(rules) ? rules : []), { Status: 'Enabled', ExpirationInDays: 1 }],
        };
      },
    },
  ],
};

/**
 * After how many days a rule first lets all objects expire that begin with its prefix; infinite where none does, as far as is known.
 *
 * @param isMeant which prefixes are meant
 */
export function earliestExpiryDays(
  configuration: Value | undefined,
  isMeant: (prefix: string) => boolean,
): number {
  const days = lifecycleOf(configuration).actions.flatMap(({ kind, prefix, tags, size, when }) => {
    const isOfMany = tags === NO_TAGS && size[1] === ANY_SIZE[1];
    return kind === 'expiration' && isMeant(prefix) && isOfMany && 'days' in when ? [when.days] : [];
  });
  return Math.min(...days, Number.POSITIVE_INFINITY);
}

function uncovered(actions: readonly Action[], by: readonly Action[]): readonly Action[] {
  return actions.filter((action) => !by.some((other) => covers(other, action)));
}

/** Whether what `some` deletes is deleted as early by `other`. */
function covers(other: Action, some: Action): boolean {
  return (
    other.kind === some.kind &&
    some.prefix.startsWith(other.prefix) &&
    (other.tags === NO_TAGS || other.tags === some.tags) &&
    other.size[0] <= some.size[0] &&
    other.size[1] >= some.size[1] &&
    other.kept <= some.kept &&
    ('days' in other.when
      ? 'days' in some.when && other.when.days <= some.when.days
      : 'date' in some.when && other.when.date <= some.when.date)
  );
}

function lifecycleOf(configuration: Value | undefined): Lifecycle {
  const rules = at(configuration, 'Rules') ?? [];
  if (!isList(rules)) return { actions: [], isOpen: true };
  const read = rules.map(ruleOf);
  return { actions: read.flatMap(({ actions }) => actions), isOpen: read.some((rule) => rule.isOpen) };
}

function ruleOf(rule: Value): Lifecycle {
  const status = at(rule, 'Status');
  if (isOpen(status)) return { actions: [], isOpen: true };
  if (status !== 'Enabled') return { actions: [], isOpen: false };
  const given = [...deletionsOf(rule), ...archivingsOf(rule)];
  const [prefix, filters] = [at(rule, 'Prefix') ?? '', at(rule, 'TagFilters') ?? null];
  // S3 gives an empty list where a rule has none.
  const tags = isList(filters) && filters.length === 0 ? null : filters;
  const size = sizeOf(rule);
  if (typeof prefix !== 'string' || isOpen(tags) || size === undefined)
    return { actions: [], isOpen: given.length > 0 };
  const actions = given.flatMap(([kind, value, newer]): readonly Action[] => {
    const [when, kept] = [whenOf(value), numberOr(newer, 0)];
    return when === undefined || kept === undefined
      ? []
      : [{ kind, prefix, tags: canonicalValue(tags), size, kept, when }];
  });
  return { actions, isOpen: actions.length < given.length };
}

/** How large the objects are that a rule acts on. `undefined`: only the deployment knows. */
function sizeOf(rule: Value): Action['size'] | undefined {
  const above = numberOr(at(rule, 'ObjectSizeGreaterThan'), ANY_SIZE[0]);
  const below = numberOr(at(rule, 'ObjectSizeLessThan'), ANY_SIZE[1]);
  return above === undefined || below === undefined ? undefined : [above, below];
}

function numberOr(value: Value | undefined, otherwise: number): number | undefined {
  if (value === undefined) return otherwise;
  const number = isOpen(value) || isValueObject(value) ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

type Given = readonly [kind: Kind, when: Value, kept?: Value];

/** Some properties have an older spelling, which CloudFormation takes, too. */
function deletionsOf(rule: Value): readonly Given[] {
  const noncurrent = at(rule, 'NoncurrentVersionExpiration');
  const kept = at(noncurrent, 'NewerNoncurrentVersions');
  const current = [at(rule, 'ExpirationInDays'), at(rule, 'ExpirationDate')];
  const old = [at(noncurrent, 'NoncurrentDays'), at(rule, 'NoncurrentVersionExpirationInDays')];
  return [
    ...current.flatMap((when): readonly Given[] => (when === undefined ? [] : [['expiration', when]])),
    ...old.flatMap((when): readonly Given[] => (when === undefined ? [] : [[OLD_VERSIONS, when, kept]])),
  ];
}

function archivingsOf(rule: Value): readonly Given[] {
  const list = at(rule, 'Transitions') ?? [];
  const single = at(rule, 'Transition');
  const all = [...(isList(list) ? list : [list]), ...(single === undefined ? [] : [single])];
  return all
    .filter((each) => {
      const storageClass = at(each, 'StorageClass');
      return isOpen(storageClass) || ARCHIVES.some((name) => name === storageClass);
    })
    .map((each) => [
      'readable without a restore',
      at(each, 'TransitionInDays') ?? at(each, 'TransitionDate') ?? 0,
    ]);
}

/** `undefined`: only the deployment knows. */
function whenOf(value: Value): Action['when'] | undefined {
  if (isOpen(value) || isValueObject(value)) return undefined;
  const days = Number(value);
  if (Number.isFinite(days)) return { days };
  const date = Date.parse(String(value));
  return Number.isNaN(date) ? undefined : { date };
}

/** `objects are deleted after 400 days (kept forever before)`, where all objects expire sooner, and nothing else is different. */
function effectOf(old: readonly Action[], fresh: readonly Action[]): { readonly effect?: string } {
  const plain = (action: Action): boolean => nameOf(action) === '';
  const others = [old, fresh].map((all) => timesOf(all.filter((each) => !plain(each))));
  const [before, after] = [old, fresh].map((all) => timesOf(all.filter(plain)));
  if (before === after || others[0] !== others[1] || !/^\d+ days$/.test(after ?? '')) return {};
  return {
    effect: `objects are deleted after ${after} (${before === 'forever' ? 'kept forever' : `after ${before}`} before)`,
  };
}

/** `730 days → 400 days`, and any other difference. */
function inWords(old: readonly Action[], fresh: readonly Action[]): string {
  const names = [...new Set([...old, ...fresh].map(nameOf))];
  const changes = names.flatMap((name) => {
    const [before, after] = [old, fresh].map((all) => timesOf(all.filter((each) => nameOf(each) === name)));
    return before === after ? [] : [`${name}${before} → ${after}`];
  });
  return changes.join('; ');
}

/** Empty for the expiration of every object, which people look for first. */
function nameOf({ kind, prefix, tags, size, kept }: Action): string {
  const isOfAll = tags === NO_TAGS && kept === 0 && size.every((bound, which) => bound === ANY_SIZE[which]);
  const objects = `${prefix === '' ? '' : ` of ${prefix}`}${isOfAll ? '' : ' of some objects'}`;
  return kind === 'expiration' && objects === '' ? '' : `${kind}${objects}: `;
}

function timesOf(actions: readonly Action[]): string {
  const times = actions.map(({ when }) =>
    'days' in when ? `${when.days} days` : new Date(when.date).toISOString().slice(0, 10),
  );
  return times.length === 0 ? 'forever' : [...new Set(times)].sort().join(', ');
}
