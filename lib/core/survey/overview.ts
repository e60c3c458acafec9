import type { Alert } from '../alert/alert';
import { actorIdentity } from '../alert/alert-actor';
import { AlertGroups } from '../alert/alert-groups';
import { type Sighting, Sightings, sightOf } from '../case/sightings';
import { actorOf, identity, origin, outcomeOf } from '../compile/predicate/record-facts';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { SEVERITIES, type Severity } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';

/** What an investigator reads first: of when, of what, by whom, from where, and what to ask next. */
export interface OverviewReport {
  readonly first: string;
  readonly last: string;
  readonly records: number;
  readonly failed: number;
  readonly dataEvents: number;
  /** Each with the number of its records, the most frequent first: `111122223333 (12)`. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly services: readonly string[];
  readonly actors: readonly string[];
  readonly accessKeys: readonly string[];
  readonly addresses: readonly string[];
  readonly programs: readonly string[];
  readonly alerts: Partial<Record<Severity, number>>;
  /** The most severe rules, each with an actor and the beginning of an id. */
  readonly gravest: readonly string[];
  readonly next: readonly string[];
}

/** How many values of each kind are named, and how much of each. */
const MAX_NAMED = 6;
const NAME_LENGTH = 90;

/** Counts records and alerts in any order, in bounded memory. */
export class Overview {
  private records = 0;
  private failed = 0;
  private dataEvents = 0;
  private readonly times = new Sightings(1);
  private readonly accounts = new Sightings(5_000);
  private readonly regions = new Sightings();
  private readonly services = new Sightings(500);
  private readonly actors = new Sightings(20_000);
  private readonly keys = new Sightings(20_000);
  private readonly addresses = new Sightings(20_000);
  private readonly programs = new Sightings(2_000);
  private readonly groups = new AlertGroups();

  take(record: CloudTrailRecord): void {
    const sight = sightOf(record);
    this.records += 1;
    const status = outcomeOf(record)?.status;
    if (status === 'denied' || status === 'failed') this.failed += 1;
    if (textAt(record, 'eventCategory') === 'Data') this.dataEvents += 1;
    if (sight.time !== '') this.times.add('all', sight);
    this.accounts.add(recordIdentity(record).recipientAccountId, sight);
    this.regions.add(textAt(record, 'awsRegion'), sight);
    this.services.add((textAt(record, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, ''), sight);
    this.actors.add(actorIdentity(actorOf(record)), sight);
    // A service that calls another one for the identity uses its own key and address.
    if (identity.invokedBy(record) !== undefined) return;
    this.keys.add(identity.accessKey(record), sight);
    this.addresses.add(origin.source(record), sight);
    this.programs.add(origin.program(record), sight);
  }

  takeAlert(alert: Alert): void {
    this.groups.add(alert);
  }

  get report(): OverviewReport {
    const [times] = this.times.all;
    const gravest = this.groups.all.slice(0, MAX_NAMED);
    const counts = [...SEVERITIES].reverse().flatMap((severity) => {
      const count = this.groups.counts.get(severity);
      return count === undefined ? [] : [[severity, count] as const];
    });
    return {
      ...{ first: times?.first.time ?? '', last: times?.last.time ?? '' },
      ...{ records: this.records, failed: this.failed, dataEvents: this.dataEvents },
      accounts: named(this.accounts),
      regions: named(this.regions),
      services: named(this.services),
      actors: named(this.actors),
      accessKeys: named(this.keys),
      addresses: named(this.addresses),
      programs: named(this.programs),
      alerts: Object.fromEntries(counts),
      gravest: gravest.map(({ severity, title, actor, alerts, first, ids: [id = ''] }) =>
        oneLine(`${severity} ${title} × ${alerts}, ${actor}, ${first}, ${id}`, 3 * NAME_LENGTH),
      ),
      next: this.next(gravest[0]?.ids[0]),
    };
  }

  private next(id: string | undefined): readonly string[] {
    if (this.records === 0) return [];
    // An alert about several records may have several actors: one that records have can be asked for.
    const gravest = this.groups.all.find(({ actor }) => this.actors.has(actor));
    const who = gravest?.actor ?? this.actors.all[0]?.value ?? '';
    return [
      ...(id === undefined
        ? ['No rule raised an alert: look at who came from where with actor and timeline.']
        : [
            'case: each attack with its scope and containment',
            `case of alert ${id}: what belongs to the gravest one`,
          ]),
      `timeline of ${oneLine(who, NAME_LENGTH)}: what it did, call by call`,
      'persistence: what was made that lasts',
      ...(this.dataEvents === 0 ? ['coverage: no data event is among the records'] : []),
    ];
  }
}

function named(sightings: Sightings): readonly string[] {
  const { all } = sightings;
  const more = all.length - MAX_NAMED;
  const texts = all
    .slice(0, MAX_NAMED)
    .map(({ value, count }: Sighting) => `${oneLine(value, NAME_LENGTH)} (${count})`);
  return more > 0 || sightings.uncounted > 0
    ? [...texts, `and ${more}${sightings.uncounted > 0 ? ' or more' : ''} others`]
    : texts;
}
