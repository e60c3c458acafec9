import { actorOf, identity, origin, outcomeOf, roleSessionOf } from '../compile/predicate/record-facts';
import type { Actor, RoleSession } from '../fact/actor';
import { isFailure } from '../fact/outcome';
import { resourceText } from '../fact/targets/target';
import { targetsOf } from '../fact/targets/targets-of';
import { textAt } from '../fact/text-at';
import { signInArn } from '../lineage/asked-actor';
import { callerOf } from '../lineage/credential-link';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { changesNothing } from '../scan/change/change';
import { type LastingThing, lastingOf } from './lasting-things';
import { type Sight, Sightings, sightOf } from './sightings';

/** The maximum number of things that one identity made of which each is kept. */
const MAX_THINGS = 500;

/** The maximum number of log files of one identity that are kept. */
const MAX_FILES = 10_000;

/** Calls that answer with what people and programs keep secret, or with the data themselves. */
const READS: Readonly<Record<string, ReadonlySet<string>>> = {
  s3: new Set(['GetObject', 'SelectObjectContent']),
  secretsmanager: new Set(['GetSecretValue', 'BatchGetSecretValue']),
  ssm: new Set(['GetParameter', 'GetParameters', 'GetParametersByPath']),
  dynamodb: new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ExecuteStatement']),
  ec2: new Set(['GetPasswordData', 'GetConsoleOutput']),
  lambda: new Set(['GetFunction20150331v2']),
  athena: new Set(['GetQueryResults']),
  ebs: new Set(['GetSnapshotBlock']),
};

/** What one identity did, as records come in any order, in bounded memory. */
export class CaseHistory {
  records = 0;
  failed = 0;
  dataEvents = 0;
  actor: Actor | undefined;
  role: RoleSession | undefined;
  readonly times = new Sightings(1);
  readonly addresses = new Sightings();
  readonly programs = new Sightings();
  readonly accounts = new Sightings();
  readonly regions = new Sightings();
  readonly keys = new Sightings();
  readonly services = new Sightings();
  readonly failures = new Sightings();
  /** Calls that changed something, and what: `DeleteTrail audit`. */
  readonly changes = new Sightings(500);
  /** Data and secrets that were read. */
  readonly reads = new Sightings(500);
  readonly things: LastingThing[] = [];
  /** The log files of these records. */
  readonly files = new Set<string>();
  /** How many records are, at least, in files beyond those that are kept. */
  elsewhere = 0;
  /** Things beyond those that are kept. */
  moreThings = 0;

  /** @param known who it is, if the records are not to say it */
  constructor(private readonly known?: Actor) {
    this.actor = known;
  }

  take(record: CloudTrailRecord, file = ''): void {
    const sight = sightOf(record);
    const call = textAt(record, 'eventName') ?? '';
    if (this.known === undefined && this.actor?.arn === undefined) this.actor = actorWithArn(record);
    this.role ??= roleSessionOf(record);
    this.records += 1;
    if (file !== '') this.takeFile(file);
    if (textAt(record, 'eventCategory') === 'Data') this.dataEvents += 1;
    this.times.add('all', sight);
    this.accounts.add(recordIdentity(record).recipientAccountId, sight);
    this.regions.add(textAt(record, 'awsRegion'), sight);
    this.services.add(textAt(record, 'eventSource'), sight);
    this.takeOrigin(record, sight);
    const outcome = outcomeOf(record);
    if (isFailure(outcome)) {
      this.failed += 1;
      this.failures.add(`${call} ${outcome?.code ?? ''}`.trim(), sight);
    } else this.takeDone(record, call, sight);
  }

  /** Adds all of another identity. */
  addAll(other: CaseHistory): void {
    this.records += other.records;
    this.failed += other.failed;
    this.dataEvents += other.dataEvents;
    this.moreThings += other.moreThings;
    this.things.push(...other.things);
    this.elsewhere += other.elsewhere;
    for (const file of other.files) this.takeFile(file);
    for (const name of COUNTED) this[name].addAll(other[name]);
  }

  private takeFile(file: string): void {
    if (this.files.size < MAX_FILES || this.files.has(file)) this.files.add(file);
    else this.elsewhere += 1;
  }

  /** A service that calls another one for the identity uses its own key and address. */
  private takeOrigin(record: CloudTrailRecord, sight: Sight): void {
    if (identity.invokedBy(record) !== undefined) return;
    this.addresses.add(origin.source(record), sight);
    this.programs.add(origin.agent(record), sight);
    this.keys.add(callerOf(record).key, sight);
  }

  private takeDone(record: CloudTrailRecord, call: string, sight: Sight): void {
    const service = (textAt(record, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, '');
    const isRead = Object.hasOwn(READS, service) && READS[service]?.has(call) === true;
    if (isRead || !changesNothing(record)) {
      const counted = isRead ? this.reads : this.changes;
      for (const resource of targetsOf(record)) counted.add(`${call} ${resourceText(resource)}`, sight);
    }
    for (const thing of lastingOf(record)) {
      if (this.things.length < MAX_THINGS) this.things.push(thing);
      else this.moreThings += 1;
    }
  }
}

/** Sign-ins that failed have no ARN, and any record may be the first that is read. */
function actorWithArn(record: CloudTrailRecord): Actor {
  const actor = actorOf(record);
  const arn = actor.arn ?? signInArn(record);
  return arn === undefined ? actor : { ...actor, arn };
}

const COUNTED = [
  ...(['times', 'addresses', 'programs', 'accounts', 'regions', 'keys'] as const),
  ...(['services', 'failures', 'changes', 'reads'] as const),
];

/** The maximum number of identities without a link whose calls are kept: a link may still be found. */
const MAX_OTHERS = 5_000;

/** What each identity did. A stranger that was seen first at an address of a member does not take the member's place. */
export class CaseHistories {
  /** Suspects, and who is linked to one. */
  readonly members = new Set<string>();
  /** Records of others that are not kept. */
  leftOut = 0;
  private others = 0;
  private readonly byNode = new Map<string, CaseHistory>();

  /** What an identity did before. */
  get(node: string): CaseHistory | undefined {
    return this.byNode.get(node);
  }

  /**
   * What takes a record of an identity; undefined if there are too many.
   *
   * @param actor who it is, if the records are not to say it
   */
  of(node: string, actor?: Actor): CaseHistory | undefined {
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const isOther = !this.members.has(node);
    if (isOther && this.others >= MAX_OTHERS) {
      this.leftOut += 1;
      return undefined;
    }
    if (isOther) this.others += 1;
    const history = new CaseHistory(actor);
    this.byNode.set(node, history);
    return history;
  }
}
