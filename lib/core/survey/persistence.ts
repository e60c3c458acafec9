import { actorIdentity } from '../alert/alert-actor';
import { nameOfThing, withEnds } from '../case/case-facts';
import { type Ending, endedBy, type LastingThing, lastingOf } from '../case/lasting-things';
import { actorOf, identity, origin } from '../compile/predicate/record-facts';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { oneLine } from '../safe-text/one-line';

/** Something that a call made, opened or stopped, and that lasts until another call ends it. */
export interface PersistenceRow {
  /** In words, such as `access key`. */
  readonly kind: string;
  readonly name: string;
  readonly owner?: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly by: string;
  readonly address: string;
  readonly eventID: string;
  /** Of what can make calls: how many the records have, and the last one. */
  readonly used?: { readonly calls: number; readonly last?: string };
  /** The record that ended it; absent: no removal is logged. */
  readonly endedBy?: string;
}

interface MadeThing extends LastingThing {
  readonly by: string;
  readonly address: string;
}

/** The maximum number of things and of ends that are kept, and of callers. */
const MAX_THINGS = 50_000;
const MAX_CALLERS = 200_000;

const NAME_LENGTH = 200;

/** The kinds of things that make calls, under their own name or as a session with it. */
const CALLERS: ReadonlySet<string> = new Set(['access key', 'user', 'role', 'function', 'instance']);

/** What was made that lasts, by whom, and whether it was used or ended since. Records may come in any order. */
export class Persistence {
  /** Things, ends and callers beyond the maximum. */
  leftOut = 0;
  private readonly things: MadeThing[] = [];
  private readonly endings: Ending[] = [];
  private readonly uses = new Map<string, { calls: number; last: string }>();

  take(record: CloudTrailRecord): void {
    const time = textAt(record, 'eventTime') ?? '';
    const eventID = textAt(record, 'eventID') ?? '';
    const made = lastingOf(record);
    if (made.length > 0) {
      const by = oneLine(actorIdentity(actorOf(record)), NAME_LENGTH);
      const address = oneLine(origin.source(record) ?? '', NAME_LENGTH);
      for (const thing of made) this.keep(this.things, { ...thing, by, address });
    }
    const keys = endedBy(record);
    if (keys.length > 0) this.keep(this.endings, { keys, time, eventID });
    this.noteUse(record, time);
  }

  /** What no record ends comes first, then by time. */
  get rows(): readonly PersistenceRow[] {
    const rows = withEnds(this.things, this.endings).map(({ thing, endedBy: end }) => {
      const { kind, owner, account, region, time, by, address, eventID } = thing;
      const name = oneLine(nameOfThing(thing), NAME_LENGTH);
      return {
        ...{ kind: kind.name, name, ...(owner === undefined ? {} : { owner }) },
        ...{ account, region, time, by, address, eventID },
        ...(CALLERS.has(kind.name) ? { used: this.usesOf(thing) } : {}),
        ...(end === undefined ? {} : { endedBy: end }),
      };
    });
    const isEnded = ({ endedBy: end }: PersistenceRow) => (end === undefined ? 0 : 1);
    return rows.sort((one, other) => isEnded(one) - isEnded(other) || (one.time < other.time ? -1 : 1));
  }

  private keep<T>(list: T[], one: T): void {
    if (list.length < MAX_THINGS) list.push(one);
    else this.leftOut += 1;
  }

  private noteUse(record: CloudTrailRecord, time: string): void {
    const { arn, accountId = '' } = actorOf(record);
    const parts = (arn ?? '').split('/');
    // Of `…:user/path/ann` and `…:assumed-role/role/session`, the name, the role and the session.
    const names =
      parts.length < 2 ? [] : [parts.at(-1) ?? '', ...(parts.length === 3 ? [parts[1] ?? ''] : [])];
    for (const key of [identity.accessKey(record) ?? '', ...names.map((name) => `${accountId} ${name}`)])
      if (key !== '') this.noteKey(key, time);
  }

  private noteKey(key: string, time: string): void {
    const use = this.uses.get(key);
    if (use === undefined) {
      if (this.uses.size < MAX_CALLERS) this.uses.set(key, { calls: 1, last: time });
      else this.leftOut += 1;
      return;
    }
    use.calls += 1;
    if (time > use.last) use.last = time;
  }

  private usesOf({ kind, parts: [name = ''], account, time }: LastingThing): PersistenceRow['used'] {
    const use = this.uses.get(kind.name === 'access key' ? name : `${account} ${name}`);
    return use === undefined || use.last < time ? { calls: 0 } : { ...use };
  }
}
