import { callsAuthorizedBy } from '../../calls/authorized-calls';

/** An action as policies name it: `s3:PutBucketPolicy`. */
export type Action = `${string}:${string}`;

/**
 * The effect of a call on the pipeline: it keeps evidence or alerts from arriving, sends them elsewhere, deletes, writes,
 * reads or decrypts what is kept, or takes over a role or stack. A call with none of these effects restores or extends the
 * pipeline.
 */
export type Does = (typeof DOES)[number];

const DOES = ['silence', 'redirect', 'delete', 'write', 'read', 'decrypt', 'take'] as const;

/** The legitimate callers of a call. */
export type Doer =
  | 'deployment'
  | 'functions'
  | 'machines'
  | 'operators'
  | 'readers'
  | 'stackSets'
  | 'services'
  | 'trailCreators';

/** Where a record names the resource. */
export interface NamedIn {
  /** The field of the record. */
  readonly field: string;
  /** How the name is written there: `{}` is the name, `*` any text. */
  readonly forms: readonly string[];
}

/** The target of a guardrail's Deny: the resource, its inside, the whole account, or mappings of a function. */
export interface DeniedOn {
  readonly on: 'resource' | 'inside' | 'account' | 'function';
  /** A resource control policy denies it, too. */
  readonly rcp?: true;
}

/** The record raises an alert of `TamperDetection`. */
export interface ToldByName {
  /** One of them names the resource; without any, every such call of the account counts. */
  readonly named: readonly NamedIn[];
  /** A data event, which a trail logs for chosen resources only. */
  readonly isData?: true;
}

/** Why a call is not denied, or raises no alert. */
export interface Left {
  readonly why: string;
}

/** A call on the pipeline. */
export interface Call {
  readonly action: Action;
  /** The event names of its records. */
  readonly records: readonly string[];
  readonly does: readonly Does[];
  readonly by: readonly Doer[];
  readonly deny: DeniedOn | Left;
  /** `rule` is the id of a built-in rule. */
  readonly tell: ToldByName | { readonly rule: string } | Left;
  /** The deliveries of trails are checked after it. */
  readonly isChecked?: true;
}

/** The calls on one kind of resource. */
export interface CallsOnKind {
  /** The prefix of its actions. */
  readonly prefix: string;
  readonly eventSource: string;
  /** Whether event names end with the version of the API, as those of Lambda do. */
  readonly isVersioned?: true;
  readonly calls: readonly Call[];
}

/** Calls that have all but their names in common. */
interface Group extends Partial<Pick<Call, 'by' | 'deny'>> {
  /** Without the prefix, separated by spaces. */
  readonly names: string;
  /** `silence`, if nothing else is given. */
  readonly does?: readonly Does[];
  /** What some of the names do in addition. */
  readonly also?: Readonly<Partial<Record<Does, string>>>;
  /** The different effects of some of the names. */
  readonly only?: Readonly<Partial<Record<Does, string>>>;
  readonly tell: Call['tell'];
}

/** A kind of resource, as its table is written. */
interface Kind extends Omit<CallsOnKind, 'calls' | 'eventSource'> {
  /** The prefix with `.amazonaws.com`, if nothing else is given. */
  readonly eventSource?: string;
  /** Default for groups without it: the deployment, on the resource. */
  readonly by?: readonly Doer[];
  readonly deny?: Call['deny'];
  /** The names after whose calls deliveries are checked. */
  readonly checked?: string;
  readonly groups: readonly Group[];
}

/** The calls on a kind, each separately. */
export function toCalls(kind: Kind): CallsOnKind {
  const { prefix, isVersioned, groups } = kind;
  const strayed = strayNames(kind);
  if (strayed.length > 0)
    throw new Error(`no group of '${prefix}' calls has the names '${strayed.join("', '")}'`);
  return {
    ...{ prefix, eventSource: kind.eventSource ?? `${prefix}.amazonaws.com` },
    ...(isVersioned ? { isVersioned } : {}),
    calls: groups.flatMap((group) => words(group.names).map((name) => toCall(kind, group, name))),
  };
}

/** A name that is in no group would be ignored without notice. */
function strayNames({ groups, checked = '' }: Kind): readonly string[] {
  const known = new Set(groups.flatMap(({ names }) => words(names)));
  const verbs = groups.flatMap(({ names, also = {}, only = {} }) =>
    [...Object.values(also), ...Object.values(only)]
      .flatMap(words)
      .filter((name) => !words(names).includes(name)),
  );
  const named = words(checked).filter((name) => name !== '' && !known.has(name));
  return [...verbs, ...named];
}

function toCall(kind: Kind, group: Group, name: string): Call {
  const { checked = '', by = ['deployment'], deny = { on: 'resource' } } = kind;
  const instead = verbsOf(name, group.only);
  return {
    action: `${kind.prefix}:${name}`,
    records: callsAuthorizedBy(kind.prefix, name),
    does: [...(instead.length > 0 ? instead : (group.does ?? ['silence'])), ...verbsOf(name, group.also)],
    by: group.by ?? by,
    deny: group.deny ?? deny,
    tell: group.tell,
    ...(words(checked).includes(name) ? { isChecked: true } : {}),
  };
}

function verbsOf(name: string, table: Group['also'] = {}): readonly Does[] {
  return DOES.filter((does) => words(table[does] ?? '').includes(name));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

/** A parameter that names the resource, in one of the forms. */
export function on(field: string, ...forms: string[]): ToldByName {
  return { named: [{ field: `requestParameters.${field}`, forms }] };
}

/** Any of the fields names the resource. */
export function either(...ways: readonly ToldByName[]): ToldByName {
  return { named: ways.flatMap(({ named }) => named) };
}

/** Every such call of the account is meant. */
export const ANY_CALL: ToldByName = { named: [] };

/** Why an action that is not a call has no rule. */
export const PERMISSION = 'a permission that other calls require, not a call';
