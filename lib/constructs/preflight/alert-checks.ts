import type { PreflightCheck } from './preflight-check';

/** Checks of the routes of alerts: log files, the event bus and alarms. */
export const ALERT_CHECKS = {
  tableNotShared: {
    level: 'error',
    what: 'an AlarmContext in a different account than its processor',
    reason: 'the policy of the table must name its role, and the table needs a name',
    fix: 'set sharedTableName of the processor, before its first deployment',
  },
  topicElsewhere: {
    level: 'error',
    what: 'an alert topic in a different Region than its publishers',
    reason:
      'alarms can publish only to a topic in their own Region, and functions send alerts to their own Region',
    fix: 'use an AlertTopic in a stack of that Region',
  },
  alarmsElsewhere: {
    level: 'error',
    what: 'alarms on a trail in a different Region than their alert topic and log processor',
    reason: 'an alarm can publish only to a topic in its own Region',
    fix: "put Trailwatch into the trail's home Region, or leave out alarms",
  },
  noSubscriber: {
    level: 'warning',
    what: 'an alert topic without subscribers',
    reason: 'alerts and alarms are not delivered',
    fix: 'set emails, or call addEmail or addSubscription',
  },
  filterPolicies: {
    level: 'acknowledgeable error',
    what: 'an alert topic with more than 200 subscriptions that have a filter policy',
    reason:
      'SNS allows 200 filter policies per topic by default; with hourly tests, every subscription has one',
    fix: 'filter behind fewer subscriptions, such as an EventBusSink whose bus has rules, or request a quota increase and acknowledge this',
  },
  filterOfUnknownRule: {
    level: 'warning',
    what: 'a filter of alerts by the name or id of a rule that is nearly that of another',
    reason: 'an unknown name matches nothing, so its subscriber receives no alert of the rule that is meant',
    fix: 'correct the name, or acknowledge this if another app has such a rule',
  },
  rulesOnBus: {
    level: 'acknowledgeable error',
    what: 'more EventBridge rules of the app than the default bus of an account and Region allows',
    reason: 'a bus allows 300 rules by default, and 100 in af-south-1 and eu-south-1',
    fix: 'let one onEvent rule match more, or request a quota increase and acknowledge this',
  },
  busPolicySize: {
    level: 'acknowledgeable error',
    what: 'more accounts of realtime alerts than the policy of their bus can name',
    reason: 'EventBridge allows 10,240 characters per bus policy by default, about 300 accounts',
    fix: 'set organizationId in place of accounts, or request a quota increase and acknowledge this',
  },
  topicKeyPolicy: {
    level: 'warning',
    what: 'an alert topic with an imported key',
    reason: 'the app cannot change the key policy; without the statement, alarms are not delivered',
    fix: 'add the statement where the key is defined, then acknowledge this warning',
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
      'the app has no subscriptions to it; without a subscriber, alarms are not delivered and Security Hub controls fail',
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
      'its alarms go only to the alert topic, so anyone who stops deliveries of that topic also silences these alarms',
    fix: 'set alarmActions to another channel, such as an SNS topic with other subscribers',
  },
  rulesWithoutAlarm: {
    level: 'note',
    what: 'an alarm set with leaveOutOthers and with rules that a metric filter cannot express',
    reason:
      'no metric filter expresses them; AlarmSet.leftOut lists them, and docs/reference/rules.md has the reasons',
    fix: 'a log processor searches for all rules',
  },
  allowsEverybody: {
    level: 'acknowledgeable error',
    what: 'rules with an allow list or a filter that applies to everyone: any text of a field, every principal of a kind, all accounts, or more than a /8 of public addresses',
    reason: 'the rules that it applies to raise no alert, no matter who makes the call',
    fix: 'name your accounts, roles or networks, combine lists with AllowList.allOf, or leave a rule out with RuleSet.without',
  },
  everybodyAllowed: {
    level: 'warning',
    what: 'an acknowledged allow list or filter that applies to everyone',
    reason: 'the rules that it applies to raise no alert, no matter who makes the call',
    fix: 'remove the list once it has served its purpose',
  },
  rulesNotLogged: {
    level: 'warning',
    what: 'your own rules, or built-in rules that are named, for events that no trail of the archive logs',
    reason: 'no route receives these events, so the rules never raise an alert',
    fix: 'select these events (EventSelection.dataEvents, networkActivity, withInsights), or remove the rules; placement() of the rule set lists every rule',
  },
  rulesSilent: {
    level: 'warning',
    what: 'selections that leave out management events, read or write, which rules look for',
    reason: 'the log files do not contain these events',
    fix: 'add EventSelection.managementEvents() with plus() to the selection of a trail of the archive, or acknowledge this if another tool searches for them',
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
      'events of IAM, of the root user and of other global services occur in only one Region: us-east-1, in GovCloud us-gov-west-1, ' +
      'in China cn-north-1',
    fix: 'add a RealtimeAlertsRegion of that account and Region, or a RealtimeAlertsStackSet with that Region',
  },
  managementAccountNotForwarded: {
    level: 'warning',
    what: 'a RealtimeAlertsStackSet without a RealtimeAlertsRegion in the management account',
    reason:
      'a service-managed StackSet has no stack in the management account, so no event of that account raises a realtime alert there',
    fix: 'remove includeManagementAccount: false, or add a RealtimeAlertsRegion for each of these Regions to stacks of the management account',
  },
  forwardedTwice: {
    level: 'warning',
    what: 'two RealtimeAlertsRegion in one account and Region that send to one home bus',
    reason: 'each event is sent, charged and searched twice; its alert is raised once',
    fix: 'remove one of them; a RealtimeAlertsStackSet leaves out Regions of the management account whose RealtimeAlertsRegion is created before it',
  },
  memberEventsNotForwarded: {
    level: 'warning',
    what: 'realtime alerts of an organization, without a StackSet for its members',
    reason:
      "CloudTrail sends an event to EventBridge in the account of the call only, and an organization's trail does not change that",
    fix: 'set organizationId and add a RealtimeAlertsStackSet; until then only the log processor sees the events of the members',
  },
  busRejectsAccount: {
    level: 'error',
    what: 'a RealtimeAlertsRegion or a RealtimeAlertsStackSet in accounts whose events the home bus rejects',
    reason: 'the bus policy does not allow them',
    fix: "set organizationId of RealtimeAlerts, or add the accounts to its 'accounts'",
  },
  eventBridgeNotifications: {
    level: 'warning',
    what: 'a log processor on an existing bucket that the app does not show to send events to EventBridge',
    reason: 'its log files are processed only if the bucket sends events to EventBridge',
    fix:
      'set eventBridgeEnabled of the bucket, or let its owner enable it (aws s3api put-bucket-notification-configuration with ' +
      '{"EventBridgeConfiguration":{}} beside what get-bucket-notification-configuration shows), then acknowledge this warning',
  },
  announcedElsewhere: {
    level: 'note',
    what: 'a log processor that is notified by a topic of another account, or by the bucket itself, or reads a replica of a bucket of another app',
    reason: 'no file is announced to the processor before their owner allows it',
    fix: 'let the owner add what the note shows to what is there',
  },
  stackSetsAccess: {
    level: 'note',
    what: 'a StackSet with service-managed permissions',
    reason: 'CloudFormation can create it only if StackSets have trusted access to the organization',
    fix:
      'add an OrganizationAdministration with stackSets that it depends on, or enable the access once, in the management account: aws ' +
      'cloudformation activate-organizations-access',
  },
  ruleWarning: {
    level: 'warning',
    what: 'a rule file or an allow list with a warning',
    reason: 'the rule works, but may not mean what its author intended',
    fix: 'see the message, which names file, line and column, or the entry of the allow list',
  },
} as const satisfies Record<string, PreflightCheck>;
