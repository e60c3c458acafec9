import { actorIdentity } from '../alert/alert-actor';
import { nameOfThing, withEnds } from '../case/case-facts';
import { type Ending, endedBy, type LastingThing, lastingOf } from '../case/lasting-things';
import { actorOf, origin } from '../compile/predicate/record-facts';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { oneLine } from '../safe-text/one-line';
import { Callers, type Uses } from './callers';

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
  /** Of what can make calls: how many the records have since then, and the last one. */
  readonly used?: Uses;
  /** The record that ended it; absent: no removal is logged. */
  readonly endedBy?: string;
}

interface MadeThing extends LastingThing {
  readonly by: string;
  readonly address: string;
}

/** The maximum number of things and of ends that are kept. */
const MAX_THINGS = 50_000;

const NAME_LENGTH = 200;

/** What was made that lasts, by whom, and whether it was used or ended since. Records may come in any order. */
export class Persistence {
  /** Things and ends beyond the maximum. */
  leftOut = 0;
  private readonly things: MadeThing[] = [];
  private readonly endings: Ending[] = [];
  /** Each thing with what ended it, until another record comes. */
  private paired: ReturnType<typeof withEnds<MadeThing>> | undefined;

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
  }

  /** What can make calls, to count them in a second reading. */
  get callers(): Callers {
    return new Callers(this.pairs.map(({ thing }) => thing));
  }

  /** What no record ends comes first, then by time. */
  rows(callers: Callers): readonly PersistenceRow[] {
    const rows = this.pairs.map(({ thing, endedBy: end }) => {
      const used = callers.usesOf(thing);
      const { kind, owner, account, region, time, by, address, eventID } = thing;
      const name = oneLine(nameOfThing(thing), NAME_LENGTH);
      return {
        ...{ kind: kind.name, name, ...(owner === undefined ? {} : { owner }) },
        ...{ account, region, time, by, address, eventID },
        ...(used === undefined ? {} : { used }),
        ...(end === undefined ? {} : { endedBy: end }),
      };
    });
    const isEnded = ({ endedBy: end }: PersistenceRow) => (end === undefined ? 0 : 1);
    return rows.sort((one, other) => isEnded(one) - isEnded(other) || (one.time < other.time ? -1 : 1));
  }

  private get pairs(): NonNullable<typeof this.paired> {
    this.paired ??= withEnds(this.things, this.endings);
    return this.paired;
  }

  private keep<T>(list: T[], one: T): void {
    this.paired = undefined;
    if (list.length < MAX_THINGS) list.push(one);
    else this.leftOut += 1;
  }
}
