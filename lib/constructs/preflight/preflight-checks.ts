/** A check at synth: what is found, what follows from it, and how to fix it. */
export interface PreflightCheck {
  /**
   * An error fails the synth, an acknowledgeable one unless it is acknowledged by its id. A warning or a note may be
   * intended, and can be acknowledged.
   */
  readonly level: 'error' | 'acknowledgeable error' | 'warning' | 'note';
  /** What is found. */
  readonly what: string;
  /** What follows from it. */
  readonly reason: string;
  /** What to do. */
  readonly fix: string;
}

/**
 * Every check of more than one property, by its id; `docs/preflight.md` is generated from it. Rules of a single property
 * (a name, a bound) are documented at the property.
 */
export const PREFLIGHT_CHECKS = {
  archiveTrust: {
    level: 'error',
    what: 'a trail delivers to an archive that does not list it',
    reason: 'CloudTrail cannot write to it, and CloudFormation cannot create the trail',
    fix: "add the identity to the archive's 'trails'",
  },
  deliveryTopicTrust: {
    level: 'error',
    what: 'a trail sends delivery notifications to a topic that does not list it',
    reason: 'CloudTrail cannot publish to it, and CloudFormation cannot create the trail',
    fix: "add the identity to the topic's 'trails'",
  },
  nameNeededElsewhere: {
    level: 'error',
    what: "a stack of another account or Region refers to an archive's bucket that has no name of its own",
    reason: 'such a reference needs a name, and CloudFormation replaces what gets one later',
    fix: 'where the archive is deployed, set deployedBucketName to the name that the bucket has in S3, which replaces nothing; where it is not deployed yet, set bucketName',
  },
  nameTaken: {
    level: 'error',
    what: 'two trails, event data stores, channels, rules of CloudWatch, home buses, databases or sets of alarms with one name in one account and Region',
    reason: 'CloudFormation creates the first one, and fails on the second one or overwrites the first',
    fix: 'give each a name of its own by the property in parentheses',
  },
  secondBucketPolicy: {
    level: 'error',
    what: "a bucket that has a policy in the app already, which the archive's statements cannot be added to",
    reason: 'a bucket has one policy, and the one that is deployed last replaces the other',
    fix: 'add the statements to that policy (trailwatch policy bucket prints them), and set policyManagedElsewhere',
  },
  otherPartition: {
    level: 'error',
    what: 'an ARN, a Region or a trail of another partition than that of the stack',
    reason: 'partitions share no principals and no resources, so what names it never applies',
    fix: "give one of the stack's own partition, or deploy to the other",
  },
  noTrails: {
    level: 'error',
    what: 'an archive, key or delivery topic for no trail',
    reason: 'its policy would let no trail write',
    fix: 'list the identities of the trails that deliver there',
  },
  homeRegion: {
    level: 'error',
    what: "a trail's stack is in another Region than the trail's home Region",
    reason: 'a trail is created in its home Region',
    fix: 'move the trail to a stack of that Region or change the identity',
  },
  ownerAccount: {
    level: 'error',
    what: "a trail's stack is in another account than the trail's owner",
    reason: 'only an organization trail can be created outside the account of its owner',
    fix: 'move the trail to a stack of that account or change the identity',
  },
  logGroupElsewhere: {
    level: 'error',
    what: 'the log group and delivery role are in another account or Region than the trail',
    reason: 'CloudTrail requires a log group in the home Region and in the account that creates the trail',
    fix: "use a log group in the trail's account and home Region",
  },
  tableNotShared: {
    level: 'error',
    what: 'an AlarmContext of another account than its processor',
    reason: 'a policy of the table has to name its role, and the table needs a name',
    fix: 'set sharedTableName of the processor, before its first deployment',
  },
  recheckReach: {
    level: 'error',
    what: 'an integrity monitor that is to check files again after they expire, or after they move to an archive storage class',
    reason: 'it would report expired files as missing, and archived files as unverified',
    fix: 'set recheckReach to at least a day less, or move and expire files later',
  },
  topicElsewhere: {
    level: 'error',
    what: 'an alert topic of another Region than what publishes to it',
    reason:
      'alarms publish to a topic of their own Region only, and the alerts of a function go to the Region of the function',
    fix: 'use an AlertTopic in a stack of that Region',
  },
  searchElsewhere: {
    level: 'error',
    what: 'a search of an archive in another Region',
    reason:
      'its functions would not find the bucket in their own Region, and every file would be transferred between Regions',
    fix: "put ArchiveSearch into a stack of the archive's Region",
  },
  searchOfAnotherAccount: {
    level: 'error',
    what: "a search of another account's archive, which the app defines",
    reason:
      'the policies of its bucket and key would have to name the roles of the functions, whose names CloudFormation makes later',
    fix: "put ArchiveSearch into a stack of the archive's account, or give it LogArchive.fromBucket, whose owner then admits the roles",
  },
  alarmsElsewhere: {
    level: 'error',
    what: 'alarms on a trail of another Region than their alert topic and log processor',
    reason: 'an alarm publishes to a topic of its own Region only',
    fix: "put Trailwatch into the trail's home Region, or leave out alarms",
  },
  eventSelection: {
    level: 'error',
    what: 'an invalid event selection',
    reason: 'CloudTrail rejects it',
    fix: 'change each property that is listed',
  },
  repeatedItem: {
    level: 'error',
    what: 'an event selection with a duplicate basic selector, resource or value',
    reason: 'CloudFormation rejects lists with duplicate items',
    fix: 'remove the duplicate',
  },
  archiveInBasicSelectors: {
    level: 'error',
    what: "basic selectors log the objects of the archive's own bucket",
    reason: 'each delivery would itself be logged and delivered, and basic selectors cannot exclude a bucket',
    fix: 'select by dataEvents(DataEventType.S3_OBJECT), or call includingArchive() if this is intended',
  },
  trailQuota: {
    level: 'error',
    what: 'more than five trails in one account and Region; multi-Region trails count in every Region',
    reason: 'the quota is 5 and cannot be increased',
    fix: 'combine trails: one trail can log every category of events',
  },
  storeCannotBeDeleted: {
    level: 'error',
    what: 'an event data store with RemovalPolicy.DESTROY and termination protection',
    reason: 'CloudTrail deletes no store that is protected, so the stack cannot be deleted',
    fix: 'set terminationProtection: false for environments that live for a test, or remove removalPolicy',
  },
  storeElsewhere: {
    level: 'error',
    what: 'a dashboard of event data stores, or an import into one, in another account or Region',
    reason: 'CloudTrail does both in the account and Region of the event data store only',
    fix: 'put it into a stack of that account and Region',
  },
  insightsDestination: {
    level: 'error',
    what: 'an event data store with Insights and no store that takes them, or the other way round',
    reason: 'CloudTrail writes the Insights events of a store to another store, which collects nothing else',
    fix: 'set insightsDestination to a store of LakeEvents.insights(), and select by withInsights(…)',
  },
  pausedIngestion: {
    level: 'error',
    what: 'a stopped event data store of Insights events, evidence or integrations',
    reason: "CloudTrail stops only stores of its own events and of Config's configuration items",
    fix: 'remove ingestion: false; whoever needs it stops what sends the events',
  },
  unifiedEvents: {
    level: 'error',
    what: 'a telemetry rule for other events than management and data events, or with basic selectors',
    reason:
      'CloudWatch takes management and data events of CloudTrail by advanced selectors, neither network activity nor Insights events, and sums up nothing',
    fix: 'select by managementEvents() and dataEvents(…); give the others to a trail',
  },
  unifiedAdministrator: {
    level: 'error',
    what: 'a telemetry rule of an organization in a stack of another account than the one that administers CloudWatch',
    reason:
      'only the management account and the delegated administrator of CloudWatch create rules of an organization',
    fix: 'put it into a stack of that account, or leave out organizationAdministratorAccount for a rule of one account',
  },
  unifiedRulesConflict: {
    level: 'error',
    what: 'two telemetry rules for the same events in one account and Region',
    reason: 'CloudWatch applies neither of two rules that conflict',
    fix: 'select everything with one rule, or give the rules different Regions or different categories of events',
  },
  secondTables: {
    level: 'error',
    what: 'two UnifiedTables in one account and Region',
    reason: 'CloudWatch has one integration with S3 Tables in an account and Region',
    fix: 'keep one of them; its logGroupNames may name several log groups',
  },
  delegatedAdministrator: {
    level: 'acknowledgeable error',
    what: 'an organization trail in a stack of another account than the management account',
    reason:
      'CloudFormation creates the trail of a delegated administrator and then cannot start it: StartLogging asks for the trail by its ' +
      'name, which only the management account has (TrailNotFoundException), the stack is rolled back, and the trail is left behind',
    fix: 'create the trail in a stack of the management account; the archive may stay where it is',
  },
  lakeClosed: {
    level: 'warning',
    what: 'a new event data store of CloudTrail Lake',
    reason:
      'since 2026-05-31 AWS creates event data stores only for accounts that used Lake before, and adds nothing to Lake; its successor is ' +
      'CloudWatch, which collects the same events by telemetry rules',
    fix: 'use EventDataStore.fromEventDataStoreArn for a store that is there, and AuditTrail or UnifiedIngestion for new events; acknowledge this where the account uses Lake',
  },
  lakePricing: {
    level: 'warning',
    what: 'an event data store with seven-year retention pricing',
    reason:
      'it can change to one-year extendable retention pricing, and never back; and what the change shortens is deleted',
    fix: 'decide before the first deployment; leave retention as it is afterwards, or change it on purpose',
  },
  unprotectedStore: {
    level: 'warning',
    what: 'an event data store without termination protection',
    reason: 'one call deletes it, and its events are gone after seven days',
    fix: 'remove terminationProtection: false',
  },
  unboundedWidget: {
    level: 'warning',
    what: 'a widget of a dashboard whose query names no time range',
    reason: 'each refresh reads the whole event data store, and CloudTrail charges for what it reads',
    fix: 'write eventTime >= $StartTime$ AND eventTime < $EndTime$ into the WHERE of its SQL',
  },
  expiredImport: {
    level: 'warning',
    what: 'an import of a longer time than its event data store keeps events',
    reason: 'retention counts from the time of the event: the oldest events are charged, and expire at once',
    fix: 'set startTime to a later time, or a longer retention of the event data store',
  },
  stoppedIngestion: {
    level: 'warning',
    what: 'an event data store whose ingestion is stopped',
    reason: 'it takes no events; those that it has can still be queried',
    fix: 'remove ingestion: false',
  },
  unifiedPartition: {
    level: 'warning',
    what: 'rules or tables of CloudWatch in China or in GovCloud',
    reason: 'CloudFormation had no types for them there in November 2026',
    fix: 'use a trail; acknowledge this once CloudFormation has the types of AWS::ObservabilityAdmin in the Region',
  },
  unifiedWithoutTrail: {
    level: 'warning',
    what: 'a telemetry rule, and no trail in the app',
    reason:
      'CloudWatch has no digests, so nothing proves later that events are complete and unchanged, and whoever may delete a log group deletes them',
    fix: 'keep a trail with its archive as evidence; acknowledge this where another app has it',
  },
  unifiedSecondCopy: {
    level: 'warning',
    what: 'a telemetry rule in the account of a trail with a log group',
    reason: 'CloudWatch Logs takes the same events twice, and both are charged',
    fix: 'remove cloudWatchLogs of the trail where no alarm counts its events, or acknowledge this',
  },
  optInHomeRegion: {
    level: 'warning',
    what: 'an organization trail whose home Region is an opt-in Region',
    reason: 'accounts of the organization that have not enabled the Region are not logged, without any error',
    fix: 'choose a home Region that is enabled in every account, such as us-east-1',
  },
  controlTowerTrail: {
    level: 'warning',
    what: "a trail with Control Tower's bucket, its trail name, or the organization id as prefix",
    reason:
      'Control Tower already has an organization trail and protects its bucket, and a second copy of management events is charged',
    fix: "use Control Tower's archive with LogArchive.fromBucket and create no trail, or create another archive for the trail",
  },
  controlTowerPrefix: {
    level: 'warning',
    what: "Control Tower's bucket as an archive without the organization id as prefix",
    reason: "Control Tower's trail writes to o-…/AWSLogs/o-…/, so none of its files would be found",
    fix: 'set keyPrefix to the organization id',
  },
  secondManagementCopy: {
    level: 'warning',
    what: 'a second trail that logs management events of the same account and Region',
    reason: 'the first copy is free, further copies are charged',
    fix: 'select managementEvents() on one of the trails only, or read-only events on one and write-only events on the other',
  },
  singleRegion: {
    level: 'warning',
    what: 'a single-Region trail outside us-east-1',
    reason: 'it does not log IAM, STS and other global services, or calls in other Regions',
    fix: 'remove multiRegion: false, or add a trail in us-east-1',
  },
  stopped: {
    level: 'warning',
    what: 'a trail that is stopped',
    reason: 'it logs nothing',
    fix: 'remove logging: false',
  },
  noLogFileValidation: {
    level: 'warning',
    what: 'a trail without log file validation',
    reason: 'it is impossible to verify later that its files are complete and unmodified',
    fix: 'remove logFileValidation: false',
  },
  noEncryptionKey: {
    level: 'warning',
    what: 'a trail whose files are not encrypted with a KMS key',
    reason:
      'every principal that can read the bucket can read the files, and Security Hub reports CloudTrail.2',
    fix: "set the archive's encryptionKey",
  },
  insightsOfStopped: {
    level: 'warning',
    what: 'Insights on a trail that is stopped',
    reason: 'no events are analyzed, and the baseline of 28 days is not built',
    fix: 'remove logging: false, or remove the Insights',
  },
  literalWildcard: {
    level: 'warning',
    what: "a '*' in a selector's value",
    reason: 'it matches a literal asterisk',
    fix: 'use startsWith or endsWith',
  },
  unlistedType: {
    level: 'warning',
    what: 'a resource type that the CloudTrail User Guide did not list in November 2026',
    reason: 'a misspelled type logs nothing, or CloudTrail rejects it',
    fix: 'check its spelling',
  },
  unlistedSource: {
    level: 'warning',
    what: 'an event source of network activity events that the CloudTrail User Guide did not list in April 2026',
    reason: 'a service without network activity events logs nothing, or CloudTrail rejects it',
    fix: 'check that the service has network activity events',
  },
  idleSelector: {
    level: 'warning',
    what: 'a duplicate selector or name, or conditions that no event can meet',
    reason: 'it logs nothing and may be a mistake',
    fix: 'remove it',
  },
  networkActivity: {
    level: 'note',
    what: 'network activity events of S3',
    reason: 'they do not include calls through Multi-Region Access Points',
    fix: 'also log data events of DataEventType.S3_OBJECT if you use Multi-Region Access Points',
  },
  insights: {
    level: 'note',
    what: 'Insights',
    reason: 'the first Insights event may take up to 36 hours, and the baseline grows to 28 days',
    fix: 'expect no events at first',
  },
  noSubscriber: {
    level: 'warning',
    what: 'an alert topic without subscribers',
    reason: 'alerts and alarms are not delivered',
    fix: 'set emails, or call addEmail or addSubscription',
  },
  noChatChannel: {
    level: 'warning',
    what: 'a chat topic without channels',
    reason: 'alerts are not delivered to chat',
    fix: 'call addSlackChannel or addTeamsChannel',
  },
  unknownSubscribers: {
    level: 'warning',
    what: 'metric alarms on an imported topic',
    reason:
      'the app has no subscriptions to it, and without a subscriber alarms are not delivered and Security Hub controls fail',
    fix: 'make sure that the topic has a subscriber, then acknowledge this warning',
  },
  controlsOfOneRegion: {
    level: 'warning',
    what: 'Security Hub alarms on the log group of a single-Region trail',
    reason: 'the controls CloudWatch.1 to CloudWatch.14 require a multi-Region trail',
    fix: 'remove multiRegion: false',
  },
  controlsWithoutKms: {
    level: 'warning',
    what: 'the Security Hub alarm on KMS keys, on the log group of a trail without KMS events',
    reason: 'CloudWatch.7 fails, and no change of a key raises the alarm',
    fix: 'remove withoutKms() and excludeManagementEventSources, or remove the alarm',
  },
  oneAlarmWay: {
    level: 'note',
    what: 'an integrity monitor without alarmActions',
    reason:
      'its alarms go to the alert topic alone, so that whoever keeps that topic from delivering silences them, too',
    fix: 'set alarmActions to another way to you, such as an SNS topic with other subscribers',
  },
  rulesWithoutAlarm: {
    level: 'note',
    what: 'an alarm set with leaveOutOthers, and rules that a metric filter cannot express',
    reason: 'no metric filter expresses them; AlarmSet.leftOut lists them, and docs/rules.md has the reasons',
    fix: 'a log processor searches for all rules',
  },
  rulesNotLogged: {
    level: 'warning',
    what: 'rules of your own, or built-in rules that are named, for events that no trail of the archive logs',
    reason: 'no route sees these events, so the rules never raise an alert',
    fix: 'select these events (EventSelection.dataEvents, networkActivity, withInsights), or remove the rules; placement() of the rule set lists every rule',
  },
  ruleNotOnEventBus: {
    level: 'warning',
    what: 'a rule that an event pattern cannot express',
    reason: 'realtime alerts do not evaluate it',
    fix: 'let the log processor evaluate it',
  },
  correlationsOffTheBus: {
    level: 'warning',
    what: 'realtime alerts with correlations and without a log processor',
    reason: 'realtime alerts evaluate one record at a time, so the correlations are not counted',
    fix: 'set processor to a log processor, which evaluates correlations',
  },
  globalEventsElsewhere: {
    level: 'warning',
    what: 'an account that sends realtime alerts no events of its global Region',
    reason:
      'events of IAM, of the root user and of other global services come in one Region only: us-east-1, in GovCloud us-gov-west-1, ' +
      'in China cn-north-1',
    fix: 'add a RealtimeAlertsRegion of that account and Region, or a RealtimeAlertsStackSet with that Region',
  },
  managementAccountNotForwarded: {
    level: 'warning',
    what: 'a RealtimeAlertsStackSet, and no RealtimeAlertsRegion in the management account',
    reason:
      'a service-managed StackSet has no stack in the management account, so no event of that account raises a realtime alert there',
    fix: 'add a RealtimeAlertsRegion for each of these Regions to stacks of the management account',
  },
  changesUnannounced: {
    level: 'warning',
    what: 'an integrity monitor to which the bucket, as far as the app shows, announces no changes',
    reason:
      "changes of old files are reported within minutes only if the bucket sends events to EventBridge, which S3 does in the bucket's account and Region; the daily sweep of versions finds them otherwise",
    fix: 'put the monitor into a stack of that account and Region, enable EventBridge notifications where the bucket is defined, then acknowledge this warning',
  },
  memberEventsNotForwarded: {
    level: 'warning',
    what: 'realtime alerts of an organization, without a StackSet for its members',
    reason:
      "CloudTrail sends an event to EventBridge in the account of the call only, and an organization's trail does not change that",
    fix: 'set organizationId and add a RealtimeAlertsStackSet; until then the log processor sees what the members do',
  },
  busRejectsAccount: {
    level: 'error',
    what: 'a RealtimeAlertsRegion in an account whose events the home bus rejects',
    reason: 'the bus policy does not allow the account',
    fix: "set organizationId of RealtimeAlerts, or add the account to its 'accounts'",
  },
  eventBridgeNotifications: {
    level: 'warning',
    what: 'a log processor on an existing bucket that the app does not show to send events to EventBridge',
    reason: 'its log files are processed only if the bucket sends events to EventBridge',
    fix: 'set eventBridgeEnabled of the bucket, or enable it where the bucket is defined, then acknowledge this warning',
  },
  keyWithoutAlias: {
    level: 'warning',
    what: 'guardrails of a stack with a key that has no alias',
    reason: 'guardrails know a key by its alias, so none of them protects the key',
    fix: 'add an alias to the key, or name the key in keyArns',
  },
  cloudTrailAccess: {
    level: 'note',
    what: 'an organization trail, or an event data store of an organization',
    reason: 'CloudTrail creates it only where it has trusted access to the organization',
    fix:
      'enable the access once, in the management account: aws organizations enable-aws-service-access --service-principal ' +
      'cloudtrail.amazonaws.com',
  },
  telemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of one account',
    reason:
      'CloudWatch creates rules only where telemetry evaluation is on, which CloudFormation cannot turn on',
    fix: 'turn it on once in the account and Region: aws observabilityadmin start-telemetry-evaluation',
  },
  cloudWatchAccess: {
    level: 'note',
    what: 'a centralization rule of CloudWatch',
    reason: 'CloudWatch creates it only where it has trusted access to the organization',
    fix:
      'enable the access once, in the management account: aws organizations enable-aws-service-access --service-principal ' +
      'observabilityadmin.amazonaws.com',
  },
  organizationTelemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of an organization',
    reason:
      'CloudWatch creates it only where it has trusted access to the organization, and telemetry evaluation of the organization is on',
    fix:
      'in the management account: aws organizations enable-aws-service-access --service-principal observabilityadmin.amazonaws.com; then, ' +
      'in the account and Region of the rule: aws observabilityadmin start-telemetry-evaluation-for-organization',
  },
  stackSetsAccess: {
    level: 'note',
    what: 'a StackSet with service-managed permissions',
    reason: 'CloudFormation creates it only where StackSets have trusted access to the organization',
    fix: 'enable the access once, in the management account: aws cloudformation activate-organizations-access',
  },
  policyTypes: {
    level: 'note',
    what: 'guardrails that are attached to targets',
    reason: 'AWS Organizations attaches policies only of types that are enabled on the root',
    fix:
      'enable both types once, in the management account: aws organizations enable-policy-type --root-id r-… --policy-type ' +
      'SERVICE_CONTROL_POLICY, and RESOURCE_CONTROL_POLICY',
  },
  ruleWarning: {
    level: 'warning',
    what: 'a rule file or an allow list with a warning',
    reason: 'the rule works, but may not mean what its author intended',
    fix: 'see the message, which names file, line and column, or the entry of the allow list',
  },
  tamperingMissed: {
    level: 'warning',
    what: 'resources with names of their own that were created after TamperDetection',
    reason: 'calls on them raise no alert',
    fix: 'name them in resourceNames, or create TamperDetection after them',
  },
  deploymentsUnknown: {
    level: 'warning',
    what: 'TamperDetection does not know the roles that deploy its stacks',
    reason: 'every deployment of them raises alerts',
    fix: 'set deploymentRoleArns',
  },
} as const satisfies Record<string, PreflightCheck>;

/** The id of a check. */
export type PreflightId = keyof typeof PREFLIGHT_CHECKS;

/** The ids of one level. */
export type IdOfLevel<Level extends PreflightCheck['level']> = {
  readonly [Id in PreflightId]: (typeof PREFLIGHT_CHECKS)[Id]['level'] extends Level ? Id : never;
}[PreflightId];
