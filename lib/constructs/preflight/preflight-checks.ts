/** What is wrong in a way that synth can tell, and what comes of it. */
export interface PreflightCheck {
  /** An error ends the synth. A warning may be meant, and can be acknowledged by its id; so can a note. */
  readonly level: 'error' | 'warning' | 'note';
  /** What is found. */
  readonly what: string;
  /** What comes of it. */
  readonly reason: string;
  /** What to do. */
  readonly fix: string;
}

/**
 * Every check of more than one property, by its id; `docs/preflight.md` is made from it. Rules of a single property
 * (a name, a bound) stand at the property.
 */
export const PREFLIGHT_CHECKS = {
  archiveTrust: {
    level: 'error',
    what: 'a trail delivers to an archive that does not list it',
    reason: 'CloudTrail may not write there, and CloudFormation could not create the trail',
    fix: "add the identity to the archive's 'trails'",
  },
  deliveryTopicTrust: {
    level: 'error',
    what: 'a trail announces its deliveries on a topic that does not list it',
    reason: 'CloudTrail may not publish there, and CloudFormation could not create the trail',
    fix: "add the identity to the topic's 'trails'",
  },
  nameNeededElsewhere: {
    level: 'error',
    what: "a stack of another account or Region refers to an archive's bucket that has no name of its own",
    reason: 'such a reference needs a name, and CloudFormation replaces what gets one later',
    fix: 'set deployedBucketName, which replaces nothing, or name the bucket before its first deployment',
  },
  noTrails: {
    level: 'error',
    what: 'an archive, key or delivery topic for no trail',
    reason: 'its policy would let no trail write',
    fix: 'list the identities of the trails that deliver there',
  },
  homeRegion: {
    level: 'error',
    what: "a trail's stack deploys to another Region than the trail's home",
    reason: 'a trail is created in its home Region',
    fix: 'move the trail to a stack of that Region or change the identity',
  },
  ownerAccount: {
    level: 'error',
    what: "a trail's stack deploys to another account than the trail's owner",
    reason: 'only the trail of an organization can be created in another account than its owner',
    fix: 'move the trail to a stack of that account or change the identity',
  },
  logGroupElsewhere: {
    level: 'error',
    what: 'log group and delivery role are in another account or Region than the trail',
    reason: 'CloudTrail takes a log group of the home Region and of the account that creates the trail only',
    fix: "give a log group of the trail's own account and home Region",
  },
  alarmsElsewhere: {
    level: 'error',
    what: 'alarms of Trailwatch on a trail that is created in another stack',
    reason:
      "the alarms, and the function that tells who is behind them, must be where the trail's log group is",
    fix: 'leave out alarms, and put AuditTrail with cloudWatchLogs, MetricAlarms and AlarmContext into the stack of the trail',
  },
  eventSelection: {
    level: 'error',
    what: 'an event selection that CloudTrail refuses',
    reason: 'CloudTrail refuses it',
    fix: 'change each place that is named',
  },
  repeatedItem: {
    level: 'error',
    what: 'an event selection with a basic selector, a resource or a value that stands there twice',
    reason: 'CloudFormation takes no list with an item twice',
    fix: 'remove one',
  },
  archiveInBasicSelectors: {
    level: 'error',
    what: "basic selectors log the objects of the archive's own bucket",
    reason:
      'each delivery would be logged, and delivered, as an event of its own, and basic selectors cannot leave a bucket out',
    fix: 'select by dataEvents(DataEventType.S3_OBJECT), or call includingArchive() if this is meant',
  },
  trailQuota: {
    level: 'error',
    what: 'more than five trails in one account and Region; multi-Region trails count in every Region',
    reason: 'CloudTrail takes 5, and the quota cannot be raised',
    fix: 'join trails: one trail can log every kind of event',
  },
  delegatedAdministrator: {
    level: 'warning',
    what: 'an organization trail in a stack of another account than the management account',
    reason:
      'that works only where the account is registered as a delegated administrator for CloudTrail, which CloudFormation cannot do; ' +
      'nor can such an account turn the trail into one of an account and back',
    fix:
      'run aws cloudtrail register-organization-delegated-admin in the management account before the first deployment, or ' +
      'move the trail there',
  },
  optInHomeRegion: {
    level: 'warning',
    what: 'an organization trail whose home Region is an opt-in Region',
    reason:
      'accounts of the organization that have not enabled the Region are not logged, and nothing says so',
    fix: 'choose a home Region that every account has, such as us-east-1',
  },
  controlTowerTrail: {
    level: 'warning',
    what: "a trail in Control Tower's place: its bucket, its name, or the organization's id as prefix",
    reason:
      'Control Tower has a trail of the organization already, guards its bucket, and a second copy of management events is paid for',
    fix: "read Control Tower's archive with LogArchive.fromBucket and create no trail, or give the trail an archive of its own",
  },
  controlTowerPrefix: {
    level: 'warning',
    what: "Control Tower's bucket as an archive without the organization's id as prefix",
    reason: "Control Tower's trail writes below o-…/AWSLogs/o-…/, so none of its files would be found",
    fix: "set keyPrefix to the organization's id",
  },
  secondManagementCopy: {
    level: 'warning',
    what: 'a second trail that logs management events of the same account and Region',
    reason: 'the first copy is free, every other one is paid for',
    fix: 'leave managementEvents() to one of the trails, or let one log what reads and the other what writes',
  },
  singleRegion: {
    level: 'warning',
    what: 'a single-Region trail outside us-east-1',
    reason: 'it misses IAM, STS and the other global services, and whatever is done in other Regions',
    fix: 'leave out multiRegion: false, or have a trail in us-east-1 as well',
  },
  stopped: {
    level: 'warning',
    what: 'a trail that is stopped',
    reason: 'it logs nothing',
    fix: 'leave out logging: false',
  },
  noLogFileValidation: {
    level: 'warning',
    what: 'a trail without log file validation',
    reason: 'nobody can prove afterwards that its files are whole and unchanged',
    fix: 'leave out logFileValidation: false',
  },
  noEncryptionKey: {
    level: 'warning',
    what: 'a trail whose files no KMS key encrypts',
    reason: 'whoever may read the bucket may read the files, and Security Hub reports CloudTrail.2',
    fix: "set the archive's encryptionKey",
  },
  insightsOfStopped: {
    level: 'warning',
    what: 'Insights of a trail that is stopped',
    reason: 'nothing is analysed, and the baseline of 28 days is not learnt',
    fix: 'leave out logging: false, or the Insights',
  },
  literalWildcard: {
    level: 'warning',
    what: "a '*' in a selector's value",
    reason: 'it means a star and nothing else',
    fix: 'use startsWith or endsWith',
  },
  unlistedType: {
    level: 'warning',
    what: "a resource type that CloudTrail's guide did not list in November 2026",
    reason: 'a misspelled type logs nothing, or CloudTrail refuses it',
    fix: 'check its spelling',
  },
  unlistedSource: {
    level: 'warning',
    what: "an event source of network activity that CloudTrail's guide did not list in April 2026",
    reason: 'a service without network activity events logs nothing, or CloudTrail refuses it',
    fix: 'check that it has them',
  },
  idleSelector: {
    level: 'warning',
    what: 'a selector or a name that stands there twice, or conditions that nothing can meet',
    reason: 'it logs nothing, and may be meant otherwise',
    fix: 'remove it',
  },
  networkActivity: {
    level: 'note',
    what: 'network activity events of S3',
    reason: 'calls through Multi-Region Access Points are not among them',
    fix: 'log data events of DataEventType.S3_OBJECT as well, if there are any',
  },
  insights: {
    level: 'note',
    what: 'Insights',
    reason: 'CloudTrail learns for up to 36 hours before the first one, and from 28 days once they are there',
    fix: 'expect none at first',
  },
  noSubscriber: {
    level: 'warning',
    what: 'an alert topic without subscribers',
    reason: 'no alert and no alarm reaches anybody',
    fix: 'set emails, or call addEmail or addSubscription',
  },
  noChatChannel: {
    level: 'warning',
    what: 'a chat topic without channels',
    reason: 'no alert reaches a chat application',
    fix: 'call addSlackChannel or addTeamsChannel',
  },
  unknownSubscribers: {
    level: 'warning',
    what: 'metric alarms on a topic that was made elsewhere',
    reason:
      "nobody in this app is subscribed to it, and without a subscriber no alarm reaches anybody and Security Hub's controls fail",
    fix: 'see that somebody is subscribed, and then acknowledge this',
  },
  controlsOfOneRegion: {
    level: 'warning',
    what: "Security Hub's alarms on the log group of a trail of one Region",
    reason: 'the controls CloudWatch.1 to .14 pass on a multi-Region trail only',
    fix: 'leave out multiRegion: false',
  },
  controlsWithoutKms: {
    level: 'warning',
    what: "Security Hub's alarm on KMS keys on the log group of a trail without KMS events",
    reason: 'CloudWatch.7 fails, and nothing that happens to a key raises the alarm',
    fix: 'leave out withoutKms() and excludeManagementEventSources, or the alarm',
  },
  rulesWithoutAlarm: {
    level: 'note',
    what: 'an alarm set with leaveOutOthers, and rules that no metric filter expresses',
    reason: 'no metric filter expresses them; AlarmSet.leftOut lists them, and docs/rules.md has the reasons',
    fix: 'a log processor searches for all rules',
  },
  rulesNotLogged: {
    level: 'warning',
    what: 'rules that look for events which no trail of the archive logs',
    reason: 'no route can see them, and they never raise an alert',
    fix: "select these events (EventSelection.dataEvents, networkActivity, withInsights), or leave the rules out; the rule set's placement() has the whole table",
  },
  ruleNotOnEventBus: {
    level: 'warning',
    what: 'a rule that no event pattern can say',
    reason: 'realtime alerts leave it out',
    fix: 'let the log processor look for it',
  },
  correlationsOffTheBus: {
    level: 'warning',
    what: 'realtime alerts whose rules hold correlations, without a log processor',
    reason: 'realtime alerts look at one record at a time, and nobody counts',
    fix: 'let the log processor count, and give it as processor',
  },
  globalEventsElsewhere: {
    level: 'warning',
    what: 'realtime alerts that hear nothing from us-east-1',
    reason: 'events of IAM, of the root user and of other global services come in us-east-1 only',
    fix: 'add a RealtimeAlertsRegion in us-east-1, or a RealtimeAlertsStackSet with that Region',
  },
  memberEventsNotForwarded: {
    level: 'warning',
    what: "realtime alerts beside the archive of an organization's trail that hear nothing from its members",
    reason:
      "EventBridge tells of an event in the member's own account only, and the organization's trail changes nothing in that",
    fix: 'set organizationId and add a RealtimeAlertsStackSet; until then the log processor sees what the members do',
  },
  busRejectsAccount: {
    level: 'error',
    what: 'a RealtimeAlertsRegion in an account that the home bus takes no events of',
    reason: 'the bus refuses them',
    fix: "set organizationId of RealtimeAlerts, or add the account to its 'accounts'",
  },
  eventBridgeNotifications: {
    level: 'warning',
    what: 'a log processor on a bucket that LogArchive did not make',
    reason: 'its log files are looked at only if its EventBridge notifications are on',
    fix: 'turn them on where the bucket is defined, and then acknowledge this',
  },
  ruleWarning: {
    level: 'warning',
    what: "a rule's file with something odd in it",
    reason: 'the rule works, and may mean something else than its author thought',
    fix: 'see the sentence, which names file, line and column',
  },
} as const satisfies Record<string, PreflightCheck>;

/** Which check is meant. */
export type PreflightId = keyof typeof PREFLIGHT_CHECKS;

/** The ids of one level. */
export type IdOfLevel<Level extends PreflightCheck['level']> = {
  readonly [Id in PreflightId]: (typeof PREFLIGHT_CHECKS)[Id]['level'] extends Level ? Id : never;
}[PreflightId];
