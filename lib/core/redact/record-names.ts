import { type CallCatalogue, type MapMember, SOURCE_END } from '../calls/call-catalogue';
import { textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';

/** Who named the members of an object: an API, or a customer. */
export interface Naming {
  isOfApi(name: string): boolean;
  /** That of the object that a member has, or of the objects in its list. */
  of(name: string, isList: boolean): Naming;
}

/** Members as APIs name them. Headers of Amazon S3 are in its records, too; those behind `x-amz-meta-` are a customer's. */
const API_NAME = /^(?:@?[A-Za-z][A-Za-z0-9]*|x-amz-(?!meta-)[a-z0-9-]+)$/;

/** Members of a record itself, and keys of conditions that AWS names, which are in `eventContext`; those behind a `/` are a customer's. */
const OF_RECORD = /^(?:[A-Za-z][A-Za-z0-9]*|aws:[A-Za-z0-9]+)$/;

/** Members of a record that hold members of a service's API. */
const OF_SERVICE: ReadonlySet<string> = new Set([
  ...['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails'],
]);

/**
 * The maps in a record itself.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const MAPS_OF_RECORD: ReadonlyMap<string, MapMember> = new Map([
  ['principaltags', { depth: 1, inList: false, members: new Set<string>() }],
  ['tags', { depth: 1, inList: false, members: new Set<string>() }],
  ['attributes', { depth: 1, inList: false, members: new Set(['creationdate', 'mfaauthenticated']) }],
]);

/** Tells by the models of AWS's services which members of a record have names that an API gave them. */
export class RecordNames {
  private readonly bySource = new Map<string | undefined, Naming>();

  constructor(private readonly calls: CallCatalogue) {}

  /** Of a service without a model, what is a map of any other is one. */
  of(record: CloudTrailRecord): Naming {
    const source = (textAt(record, 'eventSource') ?? '').replace(SOURCE_END, '');
    const known = this.calls.hasSource(source) ? source : undefined;
    const naming = this.bySource.get(known) ?? this.namingOf(known);
    this.bySource.set(known, naming);
    return naming;
  }

  private namingOf(source: string | undefined): Naming {
    const ofService = new Structure(this.calls.maps(source), (name) => this.calls.hasMember(name));
    const own = new Structure(MAPS_OF_RECORD, (name) => OF_RECORD.test(name));
    return {
      isOfApi: (name) => own.isOfApi(name),
      of: (name, isList) => (OF_SERVICE.has(name) ? ofService : own.of(name, isList)),
    };
  }
}

/** A structure of a service. Which of its members are maps is told by their names, whichever structure they are in. */
class Structure implements Naming {
  /** What no model has may be a map. */
  private readonly unknown: Naming = {
    isOfApi: (name) => this.isMember(name),
    of: (name, isList) => this.of(name, isList),
  };

  constructor(
    private readonly maps: ReadonlyMap<string, MapMember>,
    private readonly isMember: (name: string) => boolean,
  ) {}

  isOfApi(name: string): boolean {
    return API_NAME.test(name) || this.isMember(name);
  }

  of(name: string, isList: boolean): Naming {
    const map = this.maps.get(name.toLowerCase());
    if (map !== undefined && (map.inList || !isList)) return this.inMap(map, map.depth);
    return this.isMember(name) ? this : this.unknown;
  }

  private inMap(map: MapMember, depth: number): Naming {
    const isOfApi = (name: string) => map.members.has(name.toLowerCase());
    return {
      isOfApi,
      of: (name, isList) =>
        isOfApi(name) ? this.of(name, isList) : depth > 1 ? this.inMap(map, depth - 1) : this,
    };
  }
}
