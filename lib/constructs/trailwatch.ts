import { CfnOutput, Lazy, Names, Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AuditGuardrails } from './access/audit-guardrails';
import { AlarmContext } from './alarm/alarm-context';
import { MetricAlarms } from './alarm/metric-alarms';
import { AlertTopic, type IAlertTopic } from './alert/alert-topic';
import { LogArchive } from './archive/log-archive';
import { type ILogArchive, whereEventsDiffer } from './archive/log-archive-interface';
import { readingKeyOf } from './archive/trail-key-interface';
import { checkTrailwatch, createReaders, EXCLUDED_BY, namingReader } from './check-trailwatch';
import { DeliveryMonitor } from './delivery/delivery-monitor';
import { LogProcessor } from './detection/log-processor';
import { LOG_PROCESSOR_OPTIONS } from './detection/log-processor-props';
import { TrailIdentity } from './identity/trail-identity';
import { IntegrityMonitor } from './integrity/integrity-monitor';
import { OrganizationAdministration } from './organization/organization-administration';
import { PlatformDefaults } from './platform/platform-defaults';
import { checkIsFree } from './preflight/check-name';
import { errorAt, within } from './preflight/construct-error';
import { isKnownDifference } from './preflight/preflight-check';
import { refusalOf } from './preflight/report-finding';
import { gateTemplate } from './preflight/template-gate';
import { pick, withValues } from './preflight/template-properties';
import { RealtimeAlerts } from './realtime/realtime-alerts';
import { RealtimeAlertsRegion } from './realtime/realtime-alerts-region';
import { RealtimeAlertsStackSet } from './realtime/realtime-alerts-stack-set';
import { isSurePattern, toNamePattern } from './resource/generated-name';
import { RuleSet } from './rule/rule-set';
import { claimWrites } from './selection/claim-writes';
import { EventSelection } from './selection/event-selection';
import { stackSetPattern } from './tampering/own-names';
import { TamperDetection } from './tampering/tamper-detection';
import { AuditTrail } from './trail/audit-trail';
import type { IAuditTrail } from './trail/audit-trail-interface';
import { checkArchiveTrusts, checkSamePrefix } from './trail/check-trail';
import { TrailLogGroup } from './trail/trail-log-group';
import type { TrailwatchProps } from './trailwatch-props';

/**
 * The complete setup with good defaults: a multi-Region trail, the archive and key that it delivers to, a processor that
 * searches every record, a monitor that verifies that no file is modified, and a topic for alerts; optionally alarms and
 * realtime alerts.
 *
 * Each part is a separate construct. Pass existing parts, or parts that need other options, as properties. You can replace
 * `Trailwatch` with its parts later and keep all resources (docs/deploy/leaving-trailwatch.md).
 *
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { Trailwatch } from 'cdk-trailwatch';
 *
 * const app = new App();
 * const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
 * new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
 * @stability stable
 */
export class Trailwatch extends Construct {
  /** The archive of the log files. */
  public readonly archive: ILogArchive;

  /** The trail. */
  public readonly trail: IAuditTrail;

  /** The topic of alerts and alarms. */
  public readonly alertTopic: IAlertTopic;

  /** The processor of log files. */
  public readonly processor: LogProcessor;

  /** The monitor of the log files' integrity. */
  public readonly integrity: IntegrityMonitor;

  /**
   * The monitor of the deliveries; none unless `deliveryMonitor` is given.
   * @stability experimental
   */
  public readonly deliveryMonitor?: DeliveryMonitor;

  /** The alarms on the trail; none unless `alarms` is given. */
  public readonly metricAlarms?: MetricAlarms;

  /**
   * The function that identifies the actors behind alarms; none unless `alarms` is given.
   * @stability experimental
   */
  public readonly alarmContext?: AlarmContext;

  /**
   * The realtime alerts; none unless `realtime` is given.
   * @stability experimental
   */
  public readonly realtime?: RealtimeAlerts;

  /**
   * The guardrails; none unless `guardrails` is given.
   * @stability experimental
   */
  public readonly guardrails?: AuditGuardrails;

  /**
   * The settings enabled in the organization; none unless `organizationAdministration` is given.
   * @stability experimental
   */
  public readonly organizationAdministration?: OrganizationAdministration;

  private readonly props: TrailwatchProps;
  private readonly trailScope: Construct;

  constructor(scope: Construct, id: string, props: TrailwatchProps = {}) {
    super(scope, id);
    this.props = props;
    this.trailScope = props.trailScope ?? this;
    try {
      within(this, () => checkTrailwatch(this, props));
      if (props.platform !== undefined) PlatformDefaults.forScope(this).apply(props.platform);
      const identity = this.identity();
      this.archive = props.archive ?? props.trail?.archive ?? this.createArchive(identity);
      // Created before the rules that detect changes to them.
      createReaders(this, this.archive, props.readers);
      this.organizationAdministration = within(this, () => this.createAdministration(identity));
      this.trail = props.trail ?? within(this, () => this.createTrail(identity));
      this.alertTopic = props.alertTopic ?? this.createAlertTopic();
      const { archive, alertTopic } = this;
      this.processor = this.createProcessor(identity);
      this.integrity = new IntegrityMonitor(this, 'Integrity', {
        archive,
        alertTopic,
        ...{ removalPolicy: props.removalPolicy, alarmActions: props.alarmActions, register: props.register },
        ...withValues(props.integrity),
      });
      ({ metricAlarms: this.metricAlarms, alarmContext: this.alarmContext } = this.createAlarms() ?? {});
      this.realtime = within(this, () => this.createRealtime(identity));
      this.deliveryMonitor = within(this, () => this.createDeliveryMonitor());
      this.guardrails = this.createGuardrails(identity);
      this.createOutputs();
      for (const stack of this.stacks()) gateTemplate(stack);
    } catch (error) {
      throw namingReader(this, error, props.readers);
    }
  }

  /**
   * Grants a principal permission to silence alerts with `trailwatch silence`, list silences and end them; see
   * `LogProcessor.grantSilence`.
   *
   * @throws without `silences`
   */
  public grantSilence(grantee: IGrantable): Grant {
    return this.processor.grantSilence(grantee);
  }

  private identity(): TrailIdentity {
    const { trail, archive, identity = ownIdentity(this) } = this.props;
    if (trail === undefined) return identity;
    if (archive !== undefined)
      within(this, () => {
        checkArchiveTrusts(archive, trail.identity);
        checkSamePrefix(archive, trail);
      });
    return trail.identity;
  }

  private createArchive(identity: TrailIdentity): LogArchive {
    return new LogArchive(this, 'Archive', {
      ...pick(this.props, EXCLUDED_BY.archive),
      ...{ removalPolicy: this.props.removalPolicy, trails: [identity] },
    });
  }

  private createAdministration({
    trailName,
    isOrganizationTrail,
  }: TrailIdentity): OrganizationAdministration | undefined {
    const { organizationAdministration, realtime, removalPolicy } = this.props;
    if (organizationAdministration === undefined) return undefined;
    if (!isOrganizationTrail) {
      throw new Error(
        `organizationAdministration is set, but the trail '${trailName}' is for one account; use TrailIdentity.organization(…), or remove it`,
      );
    }
    return new OrganizationAdministration(this.trailScope, 'OrganizationAdministration', {
      ...{ removalPolicy, stackSets: realtime?.memberRegions !== undefined },
      ...organizationAdministration,
    });
  }

  private createTrail(identity: TrailIdentity): AuditTrail {
    const { alarms, logGroup, deliveryTopic, delegatedAdministrator } = this.props;
    const eventSelection = this.createSelection();
    const { archive } = this;
    const cloudWatchLogs = alarms === undefined && logGroup === undefined ? undefined : this.logGroup();
    if (this.trailScope !== this) checkIsFree('trailScope', this.trailScope, 'Trail');
    const trail = new AuditTrail(this.trailScope, 'Trail', {
      ...{ identity, archive, cloudWatchLogs, eventSelection, deliveryTopic, delegatedAdministrator },
    });
    this.createAfterAdministration(trail);
    return trail;
  }

  private createAfterAdministration({ node }: Construct): void {
    if (this.organizationAdministration !== undefined) node.addDependency(this.organizationAdministration);
  }

  /** Basic selectors cannot exclude the functions' own writes, and cannot be combined with other selectors. */
  private createSelection(): EventSelection | undefined {
    const { eventSelection, insights = [] } = this.props;
    const chosen =
      insights.length === 0
        ? eventSelection
        : (eventSelection ?? EventSelection.managementEvents()).withInsights(...insights);
    if (!this.logsClaims()) return chosen;
    // The tables are created later, and checks of the trail resolve its selectors before: a cached value would not be updated.
    const tableArns = [
      Lazy.uncachedString({ produce: () => this.processor.table.tableArn }),
      // in another account or Region, only a table with an explicit name is known
      ...(this.isTrailInOtherAccount() || this.isTrailInOtherRegion()
        ? []
        : [
            Lazy.uncachedString({ produce: () => this.integrity.table.tableArn }),
            ...(this.props.deliveryMonitor === undefined
              ? []
              : [Lazy.uncachedString({ produce: () => this.deliveryMonitor?.table.tableArn })]),
          ]),
    ];
    const writes = claimWrites({ tableArns, stacks: this.stacks() });
    return (chosen ?? EventSelection.managementEvents()).plus(writes);
  }

  /** In another stack, the log group has its own key: the archive's key would have to reference it. */
  private logGroup(): TrailLogGroup {
    if (this.props.logGroup !== undefined) return TrailLogGroup.fromLogGroup(this.props.logGroup);
    const archiveKey = readingKeyOf(this.archive)?.key;
    const { removalPolicy } = this.props;
    const trailLogs = withValues(this.props.trailLogs);
    if (!this.isTrailElsewhere())
      return TrailLogGroup.create({ encryptionKey: archiveKey, removalPolicy, ...trailLogs });
    const { region } = Stack.of(this);
    const { region: trailRegion } = Stack.of(this.trailScope);
    if (isKnownDifference(region, trailRegion)) {
      throw refusalOf(
        'alarmsElsewhere',
        `the trail is in '${trailRegion}', but Trailwatch is in '${region}'`,
      );
    }
    if (trailLogs.encryptionKey !== undefined) return TrailLogGroup.create({ removalPolicy, ...trailLogs });
    const encryptionKey = new Key(this.trailScope, 'TrailLogsKey', {
      alias: `trailwatch/${Names.uniqueResourceName(this.trailScope, { maxLength: 100 })}/trail-logs`,
      description: 'Encrypts the records of the trail in CloudWatch Logs',
      enableKeyRotation: true,
      removalPolicy,
    });
    return TrailLogGroup.create({ removalPolicy, ...trailLogs, encryptionKey });
  }

  private createAlertTopic(): AlertTopic {
    return new AlertTopic(this, 'Alerts', {
      ...pick(this.props, ['emails', 'emailFilter']),
      ...{ removalPolicy: this.props.removalPolicy, topicName: this.nameFor('Alerts') },
      ...withValues(this.props.alerts),
    });
  }

  /** The rules, including those on the resources of Trailwatch itself. */
  private createRules(identity: TrailIdentity): RuleSet {
    const { realtime, tamperDetection = true } = this.props;
    const accounts = this.stacks().map(({ account }) => account);
    const rules = (this.props.rules ?? RuleSet._deployed())._knowing([identity.ownerAccount, ...accounts]);
    if (rules.rules.length === 0) {
      throw errorAt(
        this,
        'rules contains no rules, so only changes to trailwatch itself would be detected; leave it out for the built-in rules',
      );
    }
    if (!tamperDetection) return rules;
    const { deploymentRoleArns, operatorRoleArns } = this.props;
    const detection = new TamperDetection(this, 'TamperDetection', {
      ...{ deploymentRoleArns, operatorRoleArns, trails: [identity] },
      stacks: this.stacks(),
      resourceNames: [...(this.props.resourceNames ?? []), ...this.givenNames()],
      stackSetNames:
        realtime?.memberRegions === undefined ? [] : [stackSetPattern(this.trailScope, 'RealtimeMembers')],
    });
    return rules.merge(detection.rules);
  }

  /** Names of what is given or created later, as far as they are known: TamperDetection warns of those that are known only at deployment. */
  private givenNames(): readonly string[] {
    const { realtime, claimsTable } = this.props;
    const names = [realtime?.busName, claimsTable?.tableName].filter((name) => name !== undefined);
    return names.map((name) => toNamePattern(Stack.of(this).resolve(name))).filter(isSurePattern);
  }

  /** All stacks that contain its parts. */
  private stacks(): Stack[] {
    const scopes = [this, this.trailScope, ...(this.props.realtime?.regionScopes ?? [])];
    return [...new Set(scopes.map((scope) => Stack.of(scope)))];
  }

  private createProcessor(identity: TrailIdentity): LogProcessor {
    const { archive, alertTopic } = this;
    const { alarmActions, deliveryTopic, deliveryTopics = [], removalPolicy } = this.props;
    const isFedByTopic = deliveryTopic !== undefined && whereEventsDiffer(this, archive) !== undefined;
    return new LogProcessor(this, 'Processor', {
      ...{ archive, alertTopic, rules: this.createRules(identity), removalPolicy, alarmActions },
      ...pick(this.props, LOG_PROCESSOR_OPTIONS),
      ...withValues(this.props.processor),
      ...(this.props.claimsTable === undefined
        ? { sharedTableName: this.nameFor('Claims', this.logsClaims() && this.isTrailInOtherRegion()) }
        : {}),
      ...(isFedByTopic ? { deliveryTopics: [...deliveryTopics, deliveryTopic.topic] } : {}),
    });
  }

  private createAlarms() {
    const { alarms, removalPolicy } = this.props;
    if (alarms === undefined) return undefined;
    const { trail, alertTopic, processor, trailScope } = this;
    const metricAlarms = new MetricAlarms(trailScope, 'MetricAlarms', { trail, alertTopic, alarms });
    const alarmContext = new AlarmContext(trailScope, 'AlarmContext', {
      ...{ metricAlarms, processor, removalPolicy },
      ...(this.isTrailInOtherAccount() ? {} : this.props.platform),
    });
    return { metricAlarms, alarmContext };
  }

  private createRealtime({ organizationId, trailName }: TrailIdentity): RealtimeAlerts | undefined {
    const options = this.props.realtime;
    if (options === undefined) return undefined;
    const { alertTopic, processor, trailScope } = this;
    const { removalPolicy } = this.props;
    const realtime = new RealtimeAlerts(this, 'Realtime', {
      ...{ alertTopic, processor, organizationId, removalPolicy, busName: options.busName },
    });
    const { busArn, rules } = realtime;
    const ownTrailScope = this.isTrailInOtherAccount() ? [trailScope] : [];
    for (const scope of new Set([...ownTrailScope, ...(options.regionScopes ?? [])])) {
      checkIsFree('realtime.regionScopes', scope, 'Realtime');
      new RealtimeAlertsRegion(scope, 'Realtime', { busArn, rules });
    }
    const { memberRegions: regions, organizationalUnitIds } = options;
    if (regions !== undefined && organizationalUnitIds !== undefined) {
      if (organizationId === undefined) {
        throw new Error(
          `realtime.memberRegions is set, but the trail '${trailName}' is for one account, so the home bus would reject events from members` +
            '; use TrailIdentity.organization(…), or remove it',
        );
      }
      const members = new RealtimeAlertsStackSet(trailScope, 'RealtimeMembers', {
        ...{ busArn, rules, regions, organizationalUnitIds },
      });
      this.createAfterAdministration(members);
    } else if (regions !== undefined || organizationalUnitIds !== undefined) {
      throw new Error(
        'realtime: memberRegions and organizationalUnitIds must be set together; give both or neither',
      );
    }
    return realtime;
  }

  /**
   * The alarm context is in the scope of the trail. The trail's stack depends on this one, which therefore cannot reference it.
   */
  private createDeliveryMonitor(): DeliveryMonitor | undefined {
    const { deliveryMonitor, removalPolicy, alarmActions, register } = this.props;
    if (deliveryMonitor === undefined) return undefined;
    const { archive, alertTopic, processor, integrity, realtime, alarmContext } = this;
    const others = [realtime, this.isTrailElsewhere() ? undefined : alarmContext];
    return new DeliveryMonitor(this, 'Delivery', {
      ...{ archive, alertTopic, removalPolicy, alarmActions, register },
      workers: [processor, integrity, ...others.filter((worker) => worker !== undefined)],
      realtime,
      ...deliveryMonitor,
    });
  }

  /** The owner of an existing trail protects it, and must still be able to change it. */
  private createGuardrails(identity: TrailIdentity): AuditGuardrails | undefined {
    const { guardrails, trail } = this.props;
    if (guardrails === undefined) return undefined;
    return new AuditGuardrails(this.trailScope, 'Guardrails', {
      organizationId: identity.organizationId,
      ...guardrails,
      stacks: this.stacks(),
      trails: trail === undefined ? [identity] : [],
    });
  }

  /**
   * The name of a resource that stacks of the trail's account, or with `isNeeded` of its Region, reference. It depends on where the trail
   * is, not on alarms or the scope of an existing trail, so that alarms can be added later without replacement. In other estates
   * CloudFormation generates it.
   */
  private nameFor(part: string, isNeeded = false): string | undefined {
    if (!isNeeded && !this.isTrailInOtherAccount() && !this.isTrailOfOtherAccount()) return undefined;
    return `${Names.uniqueResourceName(this, { maxLength: 150 })}-${part}`;
  }

  /** Whether the trail logs writes to the tables of claims. */
  private logsClaims(): boolean {
    const { eventSelection, claimEvents = this.props.tamperDetection ?? true } = this.props;
    return claimEvents && eventSelection?._isBasic !== true;
  }

  private isTrailInOtherRegion(): boolean {
    return isKnownDifference(Stack.of(this.trailScope).region, Stack.of(this).region);
  }

  private isTrailElsewhere(): boolean {
    return Stack.of(this.trailScope) !== Stack.of(this);
  }

  private isTrailInOtherAccount(): boolean {
    return isKnownDifference(Stack.of(this.trailScope).account, Stack.of(this).account);
  }

  /** Whether an existing trail belongs to another account, such as that of a landing zone. */
  private isTrailOfOtherAccount(): boolean {
    const { trail } = this.props;
    return trail !== undefined && isKnownDifference(trail.env.account, Stack.of(this).account);
  }

  private createOutputs(): void {
    const { archive, alertTopic, processor, integrity, realtime, alarmContext, deliveryMonitor } = this;
    createOutputs(this, {
      ArchiveBucketName: archive.bucket.bucketName,
      ArchiveKeyArn: readingKeyOf(archive)?.key.keyArn,
      AlertTopicArn: alertTopic.topic.topicArn,
      AlertTopicKeyArn: alertTopic.topic.masterKey?.keyArn,
      ClaimsTableName: processor.table.tableName,
      SilencesArn: processor._silences?.arn,
      ProcessorQueueArn: this.props.bucketNotifications === true ? processor.queue.queueArn : undefined,
      ProcessorDeadLetterQueueUrl: processor.deadLetterQueue.queueUrl,
      IntegrityDeadLetterQueueUrl: integrity.deadLetterQueue.queueUrl,
      DeliveryDeadLetterQueueUrl: deliveryMonitor?.deadLetterQueue.queueUrl,
      RealtimeBusArn: realtime?.busArn,
      RealtimeDeadLetterQueueUrl: realtime?.deadLetterQueue.queueUrl,
    });
    // in the stacks of these, which may be different ones
    if (this.props.trail === undefined) createOutputs(this.trail, { TrailArn: this.trail.trailArn });
    if (alarmContext !== undefined) {
      createOutputs(alarmContext, { DeadLetterQueueUrl: alarmContext.deadLetterQueue.queueUrl });
    }
  }
}

/** Outputs for operators. Their ids are part of the public contract: scripts read them. */
function createOutputs(scope: Construct, values: Readonly<Record<string, string | undefined>>): void {
  for (const [id, value] of Object.entries(values)) {
    if (value !== undefined) new CfnOutput(scope, id, { value });
  }
}

function ownIdentity(scope: Construct): TrailIdentity {
  const { account, region } = Stack.of(scope);
  return TrailIdentity.account({ trailName: 'trailwatch', homeRegion: region, ownerAccount: account });
}
