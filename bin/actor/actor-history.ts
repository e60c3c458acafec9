import { errorCodeOf, identity, origin, outcomeOf } from '../../lib/core/compile/predicate/record-facts';
import { ContributionCollector } from '../../lib/core/correlation/contribution-collector';
import type { Detections } from '../../lib/core/correlation/detections';
import { findCrossings } from '../../lib/core/correlation/find-crossings';
import { textAt } from '../../lib/core/fact/text-at';
import type { ActorChain } from '../../lib/core/lineage/actor-chain';
import type { AskedActor } from '../../lib/core/lineage/asked-actor';
import { instanceOf } from '../../lib/core/lineage/instance-credentials';
import { MadeIdentities, type MadeIdentity } from '../../lib/core/lineage/made-identity';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';
import { toEventTime } from '../../lib/core/record/to-event-time';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule, Severity } from '../../lib/core/rule/rule';
import { raisedOn } from '../../lib/core/scan/alike-matches';
import { type AttributedInsight, insightOfUser } from '../records/insight';
import { RecentTexts } from '../records/recent-texts';
import { type Seen, type Sight, Tally } from './tally';
import { TouchedTargets } from './touched-targets';

/** The maximum number of distinct calls, of all services, that are counted individually. */
const MAX_CALLS = 5_000;

/** An identity that the actor created, and its use. */
export interface FollowedIdentity {
  readonly made: MadeIdentity;
  readonly use: Tally;
  readonly addresses: Tally;
}

/** A rule that raised alerts on the actor's records. */
export interface RaisedRule {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
}

/** The maximum number of insights that are kept, the first in the order of the input. */
const MAX_INSIGHTS = 1_000;

interface ActorParts {
  readonly made: readonly MadeIdentity[];
  readonly detections: Detections;
  readonly addresses: ReadonlySet<string>;
}

/** What an actor and the sessions of its chain did. Records may come in any order, and more than once. */
export class ActorHistory {
  records = 0;
  denied = 0;
  failed = 0;
  /** Records that could not be matched against the rules. */
  unmatched = 0;
  /** Records of credentials that the actor obtained. */
  bySessions = 0;
  readonly times = new Tally(1);
  readonly services = new Tally();
  /** Service and call, separated by a space. */
  readonly calls = new Tally(MAX_CALLS);
  /** What each of these calls acted on. */
  readonly touched = new TouchedTargets();
  /** Call and error code, separated by a space. */
  readonly denials = new Tally();
  readonly regions = new Tally();
  readonly accounts = new Tally();
  readonly keys = new Tally();
  readonly addresses = new Tally();
  readonly agents = new Tally();
  /** The products of the user agents, of which each call may have one of its own. */
  readonly programs = new Tally();
  /** Services that made calls for the actor. */
  readonly through = new Tally();
  /** Instance, access key and address, separated by spaces, of instances whose credentials were used at an address of the actor. */
  readonly instances = new Tally();
  readonly alerts = new Tally();
  readonly rules = new Map<string, RaisedRule>();
  readonly made: readonly FollowedIdentity[];
  /** Unusual activity that CloudTrail Insights found and attributes in part to the actor; not calls. */
  readonly insights: AttributedInsight[] = [];
  /** Those that are not kept. */
  uncountedInsights = 0;
  private readonly identities: MadeIdentities<FollowedIdentity>;
  private readonly seen = new RecentTexts();
  private readonly seenInsights = new RecentTexts();
  private readonly detections: Detections;
  private readonly addressesOfOwn: ReadonlySet<string>;
  private readonly counted = new ContributionCollector();

  /**
   * @param made what the chain made
   * @param addresses from which the actor itself called
   */
  constructor(
    private readonly asked: AskedActor,
    private readonly chain: ActorChain,
    { made, detections, addresses }: ActorParts,
  ) {
    this.detections = detections;
    this.addressesOfOwn = addresses;
    this.made = made.map((one) => ({ made: one, use: new Tally(1), addresses: new Tally() }));
    this.identities = new MadeIdentities(this.made);
  }

  /** Takes a record of the archive. */
  take(record: CloudTrailRecord): void {
    const insight = insightOfUser(record, (arn) => this.asked.isArn(arn));
    if (insight !== undefined) this.takeInsight(record, insight);
    const belonging = this.chain.belonging(record);
    const used = this.identities.usedBy(record);
    const instance = this.instanceBeside(record);
    if (belonging === undefined && used.length === 0 && instance === undefined) return;
    if (!this.seen.addRecord(record)) return;
    const sight = sightOf(record);
    this.instances.add(instance, sight);
    for (const { use, addresses } of used) {
      use.add('used', sight);
      addresses.add(origin.source(record), sight);
    }
    if (belonging === undefined) return;
    if (belonging !== 'own') {
      belonging.calls += 1;
      this.bySessions += 1;
    }
    this.count(record, sight);
    this.raise(record, sight);
  }

  private takeInsight(record: CloudTrailRecord, insight: AttributedInsight): void {
    if (!this.seenInsights.addRecord(record)) return;
    if (this.insights.length < MAX_INSIGHTS) this.insights.push(insight);
    else this.uncountedInsights += 1;
  }

  /** Call once, after the last record: adds the alerts of correlations, of which the actor's own calls alone are counted. */
  conclude(): void {
    for (const { plan, contributions } of this.counted.groups())
      for (const { instantMs } of findCrossings(plan, contributions))
        this.raiseBy(plan.correlation, plan.correlation.severity, { time: toEventTime(instantMs) });
  }

  /** The first and the last time; none without records. */
  get span(): Seen | undefined {
    return this.times.byCalls[0];
  }

  private count(record: CloudTrailRecord, sight: Sight): void {
    const { status } = sight;
    const service = textAt(record, 'eventSource') ?? 'unknown';
    const call = textAt(record, 'eventName') ?? 'unknown';
    this.records += 1;
    if (status === 'denied') this.denied += 1;
    if (status === 'failed') this.failed += 1;
    this.times.add('all', sight);
    this.services.add(service, sight);
    this.calls.add(`${service} ${call}`, sight);
    this.touched.add(`${service} ${call}`, record, sight);
    if (status === 'denied') this.denials.add(`${call} ${errorCodeOf(record) ?? ''}`.trim(), sight);
    this.regions.add(textAt(record, 'awsRegion'), sight);
    this.accounts.add(recordIdentity(record).recipientAccountId, sight);
    const through = identity.invokedBy(record);
    this.through.add(through, sight);
    // A service that calls another one on behalf of the actor uses its own key and address.
    if (through !== undefined) return;
    this.keys.add(identity.accessKey(record), sight);
    this.addresses.add(origin.source(record), sight);
    this.agents.add(origin.agent(record), sight);
    this.programs.add(origin.program(record), sight);
  }

  /** The credentials of an instance at an address of the actor; undefined for those of an instance that is the actor itself. */
  private instanceBeside(record: CloudTrailRecord): string | undefined {
    const instance = instanceOf(record);
    const address = instance === undefined ? undefined : origin.address(record);
    if (instance === undefined || address === undefined || !this.addressesOfOwn.has(address))
      return undefined;
    if (this.asked.kind !== 'address' && this.asked.isOwn(record)) return undefined;
    return `${instance} ${identity.accessKey(record) ?? '-'} ${address}`;
  }

  /** A record that cannot be matched is counted like the others. */
  private raise(record: CloudTrailRecord, sight: Sight): void {
    try {
      const detected = this.detections.match(record);
      const raised = raisedOn({ record }, detected.alerting);
      for (const { rule, severity } of raised) this.raiseBy(rule, severity, sight);
      this.detections.collect(detected, { record }, {}, this.counted);
      this.detections.weigh(raised, { record }, { place: {}, into: this.counted });
    } catch {
      this.unmatched += 1;
    }
  }

  private raiseBy(rule: Rule | Correlation, severity: Severity, sight: Sight): void {
    // One rule may raise alerts of two severities.
    const key = `${severity} ${rule.id}`;
    this.rules.set(key, { ruleId: rule.id, title: rule.title, severity });
    this.alerts.add(key, sight);
  }
}

function sightOf(record: CloudTrailRecord): Sight {
  return { time: textAt(record, 'eventTime') ?? '', status: outcomeOf(record)?.status };
}
