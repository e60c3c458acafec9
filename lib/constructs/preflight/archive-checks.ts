import type { PreflightCheck } from './preflight-check';

/** Checks of archives, their names and policies, and of their readers. */
export const ARCHIVE_CHECKS = {
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
    what: "a stack of another account or Region refers to an archive's bucket without an explicit name",
    reason: 'such a reference requires a name, and CloudFormation replaces a resource that gets one later',
    fix: 'where the archive is deployed, set deployedBucketName to the name of the bucket in S3, which replaces nothing; if it is not deployed yet, set bucketName',
  },
  nameNeeded: {
    level: 'error',
    what: 'a stack of another account or Region refers to a resource of the app without an explicit name',
    reason: 'CloudFormation passes no reference there, so the template contains the name',
    fix: 'set the property where the resource is created, which replaces one that is deployed; where there is none, put both into stacks of one account and Region, or give an imported resource by its ARN',
  },
  nameTaken: {
    level: 'error',
    what: 'two trails, event data stores, channels, rules of CloudWatch, home buses, databases or sets of alarms with one name in one account and Region',
    reason: 'CloudFormation creates the first one; for the second one it fails or overwrites the first',
    fix: 'give each a unique name with the property in parentheses',
  },
  secondBucketPolicy: {
    level: 'error',
    what: "a bucket that already has a policy in the app, to which the archive's statements cannot be added",
    reason: 'a bucket has one policy, so the last deployed policy replaces the other',
    fix: 'add the statements to that policy (trailwatch trails policy bucket prints them), and set policyManagedElsewhere',
  },
  otherPartition: {
    level: 'error',
    what: 'an ARN, a Region or a trail of a different partition than the stack',
    reason:
      'partitions share no principals or resources, so a statement or setting that names it never applies',
    fix: "give one of the stack's own partition, or deploy to the other",
  },
  recheckReach: {
    level: 'error',
    what: 'an integrity monitor that would check files again after they expire, or after they move to an archive storage class',
    reason: 'it would report expired files as missing, and archived files as unverified',
    fix: 'set recheckReach to at least a day less, or move and expire files later',
  },
  s3ManagedKeys: {
    level: 'note',
    what: 'an archive whose files are encrypted with keys of S3 (encryption)',
    reason:
      'every principal that can read the bucket can read the files: no key policy says who decrypts, no key can be disabled, no use of a ' +
      'key is logged, and Security Hub reports CloudTrail.2; S3 encrypts new files of a replica with keys of its own, too, and not with the key ' +
      'of the replica',
    fix: 'keep the readers of the bucket few, or use ArchiveEncryption.KMS',
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
      'the policies of its bucket and key would have to name the roles of the functions, whose names CloudFormation generates later',
    fix: "put ArchiveSearch into a stack of the archive's account, or give it LogArchive.fromBucket, whose owner then grants access to the roles",
  },
  unusableKey: {
    level: 'error',
    what: 'a key for trails that is disabled, or not a symmetric key for encryption',
    reason: 'CloudTrail cannot encrypt with it, and CloudFormation cannot create the trail',
    fix: 'give a key with enabled, keySpec and keyUsage as they are by default, such as a TrailKey',
  },
  publicEvidence: {
    level: 'warning',
    what: 'a bucket or key of evidence that everyone can use, or a bucket that does not block public access, in the final template',
    reason: 'log files contain the names of people, roles and resources, and their addresses',
    fix: 'set blockPublicAccess: BlockPublicAccess.BLOCK_ALL, and remove publicReadAccess and statements for everyone, also in Aspects and overrides',
  },
  unprotectedEvidence: {
    level: 'warning',
    what: "a bucket or key of evidence with a fault of at least medium severity among the checks of 'trailwatch trails --check', in the final template",
    reason:
      'evidence that is changed, deleted or read unseen proves less; docs/prove/trails.md has the reason for each check',
    fix: 'use LogArchive and TrailKey, which have none of them, or set versioned, enforceSSL, serverAccessLogsBucket, enableKeyRotation and a later expiration where the resource is defined, also in Aspects and overrides',
  },
  evidenceRemoved: {
    level: 'warning',
    what: 'a bucket or key of evidence that is deleted with its stack, in the final template; not where removalPolicy of LogArchive, TrailKey or Trailwatch says so',
    reason: 'a mistake in a deployment ends the evidence: without the key, no log file can be read',
    fix: 'set removalPolicy: RemovalPolicy.RETAIN where the resource is defined, without autoDeleteObjects; acknowledge this for short-lived environments',
  },
  changesUnannounced: {
    level: 'warning',
    what: 'an integrity monitor on a bucket that does not send its changes to EventBridge, as far as the app shows',
    reason:
      "changes of old files are reported within minutes only if the bucket sends events to EventBridge, which S3 does in the bucket's account and Region; the daily sweep of versions finds them otherwise",
    fix: 'put the monitor into a stack of that account and Region, enable EventBridge notifications where the bucket is defined, then acknowledge this warning',
  },
} as const satisfies Record<string, PreflightCheck>;

/** Checks of CloudTrail Lake. */
export const LAKE_CHECKS = {
  storeCannotBeDeleted: {
    level: 'error',
    what: 'an event data store with RemovalPolicy.DESTROY and termination protection',
    reason: 'CloudTrail does not delete a protected store, so the stack cannot be deleted',
    fix: 'set terminationProtection: false for short-lived test environments, or remove removalPolicy',
  },
  storeElsewhere: {
    level: 'error',
    what: 'a dashboard of event data stores, or an import into one, in another account or Region',
    reason: 'CloudTrail supports both only in the account and Region of the event data store',
    fix: 'put it into a stack of that account and Region',
  },
  insightsDestination: {
    level: 'error',
    what: 'an event data store with Insights but no destination for them, or a destination but no Insights',
    reason: 'CloudTrail writes the Insights events of a store to another store, which collects nothing else',
    fix: 'set insightsDestination to a store of LakeEvents.insights(), and select by withInsights(…)',
  },
  pausedIngestion: {
    level: 'error',
    what: 'a stopped event data store of Insights events, evidence or integrations',
    reason: "CloudTrail stops only stores of its own events and of Config's configuration items",
    fix: 'remove ingestion: false; to receive no events, stop their source',
  },
  lakeClosed: {
    level: 'warning',
    what: 'a new event data store of CloudTrail Lake',
    reason:
      'since 2026-05-31 AWS creates event data stores only for accounts that used Lake before, and adds no features to Lake; its successor is ' +
      'CloudWatch, which collects the same events with telemetry rules',
    fix: 'use EventDataStore.fromEventDataStoreArn for an existing store, and AuditTrail or UnifiedIngestion for new events; acknowledge this if the account uses Lake',
  },
  lakePricing: {
    level: 'warning',
    what: 'an event data store with seven-year retention pricing',
    reason:
      'it can change to one-year extendable retention pricing, but never back, and events beyond a shortened retention are deleted',
    fix: 'decide before the first deployment; after it, change retention only deliberately',
  },
  unprotectedStore: {
    level: 'warning',
    what: 'an event data store without termination protection',
    reason: 'one call deletes it, and its events are lost after seven days',
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
    what: 'an import of a longer period than its event data store keeps events',
    reason: 'retention counts from the time of the event: the oldest events are charged, and expire at once',
    fix: 'set a later startTime, or a longer retention for the event data store',
  },
  stoppedIngestion: {
    level: 'warning',
    what: 'an event data store whose ingestion is stopped',
    reason: 'it ingests no events; existing events can still be queried',
    fix: 'remove ingestion: false',
  },
} as const satisfies Record<string, PreflightCheck>;
