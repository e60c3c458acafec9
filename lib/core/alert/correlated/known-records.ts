import type { CountedRecord } from '../../correlation/contribution';
import type { Correlated } from '../../correlation/find-crossings';
import { ACCOUNT, MAX_TARGETS, resourceText, type Target } from '../../fact/targets/target';
import type { JsonObject } from '../../json/json-value';
import { oneLine } from '../../safe-text/one-line';
import type { Alert, AlertActor, AlertRoute, AlertSource } from '../alert';
import { recordLink } from '../console-links';
import { distinctOf } from './distinct-records';
import { type Failure, type ShownRecord, shownOf } from './shown-record';

/** How many of the counted records an alert names, and how many values of a fact. */
export const MAX_RECORDS = 10;

/** Of more records than this, the first and the last are described: a thousand of one flood show no more than a hundred. */
const MAX_DESCRIBED = 100;

/** How much of a rule's title a step shows. */
const TITLE_LENGTH = 80;

/** The type of an account among resources: a call that names nothing has its account as resource. */

/** A record of an alert. Its shown parts are created on first use. */
class KnownRecord {
  #shown: ShownRecord | undefined;

  constructor(readonly counted: CountedRecord) {}

  get shown(): ShownRecord | undefined {
    this.#shown ??= shownOf(this.counted.shown);
    return this.#shown;
  }
}

/** What the counted records of an alert show. The last one decided. */
export class KnownRecords {
  /** The described records. */
  readonly #known: readonly KnownRecord[];
  #actors: readonly AlertActor[] | undefined;
  #resources: readonly Target[] | undefined;

  /** Each record once, however many of its values count. */
  readonly #distinct: readonly CountedRecord[];

  readonly records: readonly CountedRecord[];

  /** @param isOfRecords whether records are counted, and not their values or rules */
  constructor(
    private readonly raised: Correlated['known'],
    private readonly isOfRecords: boolean,
  ) {
    this.records = raised.records;
    this.#distinct = distinctOf(raised.records);
    this.#known = endsOf(this.#distinct, MAX_DESCRIBED).map((record) => new KnownRecord(record));
  }

  /** Which records actors, addresses, steps and resources come from; undefined if from all, or from none. */
  get described(): string | undefined {
    const { length } = this.#distinct;
    const { count, orMore, lastMs } = this.raised;
    const shown = this.#known.filter((record) => record.shown !== undefined).length;
    // A record may have several of the values, so they do not say how many records there were.
    const hasOthers = lastMs !== undefined && count > (this.isOfRecords ? length : this.records.length);
    const all = hasOthers && this.isOfRecords ? `${count}${orMore === true ? ' or more' : ''}` : `${length}`;
    if (shown > 0 && hasOthers) return `${shown} of ${this.isOfRecords ? all : 'the'} records`;
    if (shown > 0 && shown < this.#known.length) return `${shown} of ${length} records`;
    return length > MAX_DESCRIBED
      ? `the first ${MAX_DESCRIBED - 1} records and the last of ${length}`
      : undefined;
  }

  /** The outcome of the calls, if none is known to have succeeded: all of them are described, and failed. */
  get failure(): Failure | undefined {
    if (this.#distinct.length > this.#known.length) return undefined;
    const endings = new Set(this.#known.map(({ shown }) => shown?.failure));
    if (endings.size === 0 || endings.has(undefined)) return undefined;
    return endings.has('failed') ? 'failed' : 'denied';
  }

  /** The actors of the calls, each once, in the order of their first calls. */
  get actors(): readonly AlertActor[] {
    this.#actors ??= this.#findActors();
    return this.#actors;
  }

  #findActors(): readonly AlertActor[] {
    const actors = new Map<string, AlertActor>();
    for (const { actor } of this.#shown()) {
      const name = actor.arn ?? actor.name;
      if (!actors.has(name)) actors.set(name, actor);
    }
    return [...actors.values()];
  }

  /** The first actor, with the number of the others in its name; undefined if no record shows one. */
  get actor(): AlertActor | undefined {
    const [first, ...others] = this.actors;
    return first === undefined || others.length === 0
      ? first
      : { ...first, name: `${first.name} and ${this.#moreOf(others.length)}` };
  }

  #moreOf(others: number): string {
    return `${this.described === undefined ? '' : 'at least '}${others} more`;
  }

  /** The same in words. */
  get who(): string | undefined {
    const first = this.#known.find(({ shown }) => shown !== undefined)?.shown;
    const others = this.actors.length - 1;
    return first === undefined || others === 0 ? first?.who : `${first.who} and ${this.#moreOf(others)}`;
  }

  *#shown(): Generator<ShownRecord, void> {
    for (const { shown } of this.#known) if (shown !== undefined) yield shown;
  }

  get accessKeys(): readonly string[] {
    return [...new Set([...this.#shown()].map(({ accessKeyId = '' }) => accessKeyId))];
  }

  get accounts(): readonly string[] {
    return [...new Set(this.records.map(({ recipientAccountId }) => recipientAccountId))];
  }

  /** An empty text represents records without the value. */
  get regions(): readonly string[] {
    return [...new Set(this.records.map(({ awsRegion = '' }) => awsRegion))];
  }

  get addresses(): readonly string[] {
    return [...new Set([...this.#shown()].map(({ sourceIPAddress = '' }) => sourceIPAddress))];
  }

  /** The action in each described record, in the order of time. */
  get deeds(): readonly string[] {
    return [...this.#shown()].map(({ deed }) => deed).filter((deed) => deed !== '');
  }

  /** The programs of the calls, each once. */
  get programs(): readonly string[] {
    return [...new Set([...this.#shown()].map(({ userAgent = '' }) => userAgent))];
  }

  /**
   * The actions, in the order of time, each once; where there are more than an alert names, some of them, and last the one that
   * decided.
   */
  get steps(): readonly string[] {
    const deeds = new Set<string>();
    for (const { deed } of this.#shown()) {
      deeds.add(deed);
      if (deeds.size > MAX_RECORDS) break;
    }
    if (deeds.size <= MAX_RECORDS) return [...deeds];
    const last = this.#known.at(-1)?.shown?.deed ?? '';
    return [...[...deeds].filter((deed) => deed !== last), last];
  }

  /**
   * The action in the first described record of each rule, and in the last record, in the order of time: of all records, however
   * many are described. For a rule without a described record it is the rule's title.
   */
  stepsOf(rules: readonly { readonly id: string; readonly title: string }[]): readonly string[] {
    const last = this.records.at(-1);
    const byRule = new Map<string, string | undefined>();
    for (const { ruleId, shown } of this.records) {
      if (ruleId !== last?.ruleId && byRule.get(ruleId) === undefined)
        byRule.set(ruleId, shownOf(shown)?.deed);
    }
    if (last !== undefined) byRule.set(last.ruleId, this.lastStep);
    return [...byRule].map(([ruleId, deed]) => {
      const title = rules.find(({ id }) => id === ruleId)?.title ?? ruleId;
      return deed ?? `triggered '${oneLine(title, TITLE_LENGTH)}'`;
    });
  }

  /** Each record with its time, the title of its rule and the action, in the order of time. */
  timelineOf(rules: readonly { readonly id: string; readonly title: string }[]): readonly string[] {
    return this.records.map(({ eventTime, ruleId, eventName, shown }) => {
      const title = rules.find(({ id }) => id === ruleId)?.title ?? ruleId;
      return `${eventTime} ${oneLine(title, TITLE_LENGTH)}: ${shownOf(shown)?.deed ?? eventName}`;
    });
  }

  /** The action in the record that decided; undefined if it is not described. */
  get lastStep(): string | undefined {
    return shownOf(this.records.at(-1)?.shown)?.deed;
  }

  get firstTime(): string {
    return this.records[0]?.eventTime ?? '';
  }

  /**
   * The address and the user agent of the record that decided. Of a flood it may not be described: then they are those that all described
   * records of its rule have.
   */
  get origin(): Pick<Alert, 'sourceIPAddress' | 'userAgent'> {
    const last = this.#known.at(-1);
    const ofRule = this.#known.filter(({ counted }) => counted.ruleId === last?.counted.ruleId);
    const shown = (last?.shown === undefined ? ofRule : [last]).flatMap((each) => each.shown ?? []);
    const sourceIPAddress = onlyOf(shown.map((each) => each.sourceIPAddress));
    const userAgent = onlyOf(shown.map((each) => each.userAgent));
    return {
      ...(sourceIPAddress === undefined ? {} : { sourceIPAddress }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
  }

  /** Where the record that decided is. */
  get place(): AlertSource {
    return placeOf(this.records.at(-1));
  }

  /** The resources of the calls, each once; accounts only where nothing else is known. */
  get resources(): readonly Target[] {
    return this.#allResources.slice(0, MAX_TARGETS);
  }

  /** How many of them an alert leaves out. */
  get resourcesLeft(): number {
    return Math.max(0, this.#allResources.length - MAX_TARGETS);
  }

  get #allResources(): readonly Target[] {
    this.#resources ??= this.#findResources();
    return this.#resources;
  }

  #findResources(): readonly Target[] {
    const parts = new Map<string, Target>();
    const accounts = new Map<string, Target>();
    for (const { resources } of this.#shown())
      for (const one of resources) (one.type === ACCOUNT ? accounts : parts).set(resourceText(one), one);
    return [...(parts.size === 0 ? accounts : parts).values()];
  }

  /** Whether some resources of a record are left out. */
  get lacksResources(): boolean {
    return [...this.#shown()].some((shown) => shown.lacksResources);
  }

  /** The first of the records and the last, as the facts of an alert name them. */
  get named(): readonly JsonObject[] {
    return endsOf(this.#known, MAX_RECORDS).map(({ counted: { shown: _, ...record }, shown }) => {
      if (shown === undefined) return record;
      const { awsRegion = '', eventID } = record;
      const link = recordLink({ awsRegion, eventID, record: { managementEvent: shown.isManagementEvent } });
      return { ...record, ...factsOf(shown), ...(link === undefined ? {} : { link }) };
    });
  }
}

/** The value that all have. */
function onlyOf<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

/** The first and the last, `most` at most. */
export function endsOf<T>(all: readonly T[], most: number): readonly T[] {
  return all.length > most ? [...all.slice(0, most - 1), ...all.slice(-1)] : all;
}

function factsOf({ actor, sourceIPAddress, deed, resources, isManagementEvent }: ShownRecord): JsonObject {
  return {
    managementEvent: isManagementEvent,
    actor: actor.arn ?? actor.name,
    ...(sourceIPAddress === undefined ? {} : { sourceIPAddress }),
    deed,
    resources: resources.map(resourceText),
  };
}

function placeOf(record: CountedRecord | undefined): AlertSource {
  const { bucket, key, index } = record ?? {};
  return {
    ...(bucket === undefined ? {} : { bucket }),
    ...(key === undefined ? {} : { key }),
    ...(index === undefined ? {} : { index }),
  };
}

/** A group that satisfied its correlation in a period, as it was known when the alert was raised. */
export interface CorrelatedRecords extends Correlated {
  readonly route: AlertRoute;
}

/** The parts of correlated records that their group needs. */
type Grouped = Pick<CorrelatedRecords, 'correlation' | 'group'>;

/** The group's fields with their values; the account where the correlation names no field. */
export function namedGroup({ correlation: { groupBy }, group }: Grouped): readonly [string, string][] {
  const names = groupBy.length === 0 ? ['recipientAccountId'] : groupBy;
  return names.map((name, at) => [name, group.values[at] ?? '']);
}

/** The same with record fields as names: an alias of one field in all rules becomes that field. */
export function groupFields(found: Grouped): ReadonlyMap<string, string> {
  const { aliases } = found.correlation;
  return new Map(
    namedGroup(found).map(([name, value]) => {
      const fields = new Set(Object.hasOwn(aliases, name) ? Object.values(aliases[name] ?? {}) : [name]);
      return [fields.size === 1 ? ([...fields][0] ?? name) : name, value];
    }),
  );
}
