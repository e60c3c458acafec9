import type { LastingThing } from '../case/lasting-things';
import { actorOf, identity } from '../compile/predicate/record-facts';
import { ALWAYS, any } from '../fact/fact';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';

/** How many calls a thing made since it was made, and the last one. */
export interface Uses {
  readonly calls: number;
  readonly last?: string;
}

/** What a name belongs to: names of users, roles and sessions are chosen, and may be the same. */
type Kind = 'user' | 'role' | 'session';

/** The things that make calls, as the identities of calls have them; a function and an instance name the session of their role. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['user', 'user'],
  ['role', 'role'],
  ['function', 'session'],
  ['instance', 'session'],
]);

/** The roles of people who sign in by IAM Identity Center: no function and no instance has them. */
const PEOPLE = 'AWSReservedSSO_';

/** More names are not looked for: a text is compared with each. */
const MAX_NAMES = 1_000;

interface CountedThing {
  readonly from: string;
  calls: number;
  last: string;
}

/** Counts the calls that things made, each from its creation on, in a reading after the one that found them. */
export class Callers {
  private readonly byKey = new Map<string, CountedThing[]>();
  private readonly byThing = new Map<LastingThing, CountedThing>();

  /** @param things what was made, each once: what makes no calls is left out */
  constructor(things: readonly LastingThing[]) {
    for (const thing of things) {
      const keys = keysOf(thing);
      if (keys.length === 0) continue;
      const counted = { from: thing.time, calls: 0, last: '' };
      this.byThing.set(thing, counted);
      for (const key of keys) this.byKey.set(key, [...(this.byKey.get(key) ?? []), counted]);
    }
  }

  /** Whether nothing can make calls: then no record needs to be taken. */
  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  /** Holds for every call of the things, and for some others. */
  get condition(): Condition {
    const names = [...this.byKey.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1));
    if (names.length > MAX_NAMES) return ALWAYS;
    const inField = (kind: 'equals' | 'contains', name: string): Condition => ({
      ...{ kind, field: `userIdentity.${name}`, values: names, cased: true },
    });
    return any(inField('equals', 'accessKeyId'), inField('contains', 'arn'));
  }

  take(record: CloudTrailRecord): void {
    const time = textAt(record, 'eventTime') ?? '';
    for (const key of callerKeysOf(record)) for (const one of this.byKey.get(key) ?? []) count(one, time);
  }

  /** Undefined of what makes no calls. */
  usesOf(thing: LastingThing): Uses | undefined {
    const counted = this.byThing.get(thing);
    if (counted === undefined) return undefined;
    const { calls, last } = counted;
    return calls === 0 ? { calls } : { calls, last };
  }
}

function count(one: CountedThing, time: string): void {
  if (time < one.from) return;
  one.calls += 1;
  if (time > one.last) one.last = time;
}

function keysOf({ kind, parts, account }: LastingThing): readonly string[] {
  const [name = ''] = parts;
  if (kind.name === 'access key') return [name];
  const of = KINDS.get(kind.name);
  if (of === undefined) return [];
  return (kind.name === 'instance' ? parts : [name]).map((one) => keyOf(of, account, one));
}

/** The names under which a call was made: of a user, or of a role and its session. */
export function callerNamesOf(record: CloudTrailRecord) {
  const { arn = '', accountId = '' } = actorOf(record);
  const [, role, session = ''] = /:assumed-role\/([^/]+)\/(.*)$/.exec(arn) ?? [];
  const user = /:user\//.test(arn) ? arn.slice(arn.lastIndexOf('/') + 1) : undefined;
  return { accountId, user, role, session };
}

function callerKeysOf(record: CloudTrailRecord): readonly string[] {
  const { accountId, user, role, session } = callerNamesOf(record);
  const key = identity.accessKey(record);
  return [
    ...(key === undefined ? [] : [key]),
    ...(user === undefined ? [] : [keyOf('user', accountId, user)]),
    ...(role === undefined ? [] : [keyOf('role', accountId, role)]),
    ...(role === undefined || role.startsWith(PEOPLE) ? [] : [keyOf('session', accountId, session)]),
  ];
}

function keyOf(kind: Kind, account: string, name: string): string {
  return `${kind} ${account} ${name}`;
}
