/** What answers a kind of requirement. */
export interface ComplianceTopic {
  /** The parts that answer it, as a sentence without a full stop. */
  readonly answer: string;
  /** Names of the posture checks that show it on live resources. */
  readonly checks: readonly string[];
  /** The command whose output is the evidence. */
  readonly evidence: string;
}

const CHECK = 'trailwatch trails --check --format csv';

/** Kinds of requirements that frameworks have for audit logs. */
export const COMPLIANCE_TOPICS = {
  logging: {
    answer: '`AuditTrail` logs management events of all Regions and, in an organization, of all accounts',
    checks: ['multi-region-trail', 'any-trail', 'every-region', 'logging', 'management-sources'],
    evidence: CHECK,
  },
  allRegions: {
    answer: '`AuditTrail` logs management events that read and write, in all Regions',
    checks: ['multi-region-trail', 'every-region', 'logging'],
    evidence: CHECK,
  },
  content: {
    answer:
      'every record has the identity, the call, its time, source address, target and outcome; log files are kept as CloudTrail wrote them',
    checks: ['multi-region-trail', 'management-sources'],
    evidence: 'trailwatch view PATH --format json',
  },
  time: {
    answer: '`eventTime` of a record is the time of AWS, in UTC',
    checks: ['delivery'],
    evidence: 'trailwatch view PATH --format csv',
  },
  administrators: {
    answer:
      'management events have the calls of administrators; rules raise alerts on the root user and on wide permissions',
    checks: ['multi-region-trail', 'management-sources'],
    evidence: 'trailwatch actor ACTOR PATH',
  },
  objectWrites: {
    answer: '`eventSelection` adds data events that write S3 objects',
    checks: ['s3-write-events'],
    evidence: CHECK,
  },
  objectReads: {
    answer: '`eventSelection` adds data events that read S3 objects',
    checks: ['s3-read-events'],
    evidence: CHECK,
  },
  dataAccess: {
    answer: '`eventSelection` adds data events of the buckets, tables and functions that hold the data',
    checks: ['s3-read-events', 's3-write-events'],
    evidence: 'trailwatch query run object-readers PATH --param bucket=BUCKET',
  },
  logAccess: {
    answer: 'server access logs of the archive record each request to the log files',
    checks: ['bucket-access-logging'],
    evidence: CHECK,
  },
  failedAccess: {
    answer: 'records have denied calls and failed sign-ins; correlations raise alerts on many of them',
    checks: ['multi-region-trail'],
    evidence: 'trailwatch query run failed-sign-ins PATH',
  },
  identities: {
    answer: 'built-in rules raise alerts on new and changed users, keys, roles and policies',
    checks: ['multi-region-trail', 'management-sources'],
    evidence: 'trailwatch scan PATH --format json',
  },
  loggingChanges: {
    answer:
      'built-in rules and `TamperDetection` raise alerts when logging is stopped or changed; `AuditGuardrails` deny it',
    checks: ['logging', 'delivery'],
    evidence: 'trailwatch query run trail-changes PATH',
  },
  changes: {
    answer: 'management events have each creation, change and deletion',
    checks: ['multi-region-trail', 'management-sources'],
    evidence: 'trailwatch resource NAME PATH',
  },
  readers: {
    answer:
      'only named readers have access to the archive (`LogReaderRole`); `AuditGuardrails` deny changes of it',
    checks: ['bucket-not-public', 'bucket-public-access-block', 'key-not-public'],
    evidence: CHECK,
  },
  notPublic: {
    answer: '`LogArchive` blocks public access',
    checks: ['bucket-not-public', 'bucket-public-access-block'],
    evidence: CHECK,
  },
  protection: {
    answer:
      '`LogArchive` has versions, TLS, Block Public Access and writers limited to the trail; Object Lock is a choice',
    checks: [
      ...['bucket-exists', 'bucket-not-public', 'bucket-public-access-block', 'bucket-tls', 'bucket-writers'],
      ...['bucket-versioning', 'bucket-object-lock', 'bucket-customer-keys'],
    ],
    evidence: 'trailwatch validate s3://BUCKET',
  },
  separate: {
    answer:
      'the archive of an organization is in an account of its own; `LogArchiveReplica` copies it to another Region or account',
    checks: ['bucket-exists', 'bucket-versioning'],
    evidence: CHECK,
  },
  integrity: {
    answer: 'digest files prove each log file; `IntegrityMonitor` verifies them continuously',
    checks: ['log-file-validation'],
    evidence: 'trailwatch validate s3://BUCKET --format json',
  },
  encryption: {
    answer: 'log files are encrypted with a customer managed KMS key (`TrailKey`)',
    checks: ['log-file-encryption', 'key-enabled', 'key-not-public'],
    evidence: CHECK,
  },
  rotation: { answer: '`TrailKey` rotates each year', checks: ['key-rotation'], evidence: CHECK },
  cloudWatch: {
    answer: '`alarms` of `Trailwatch` or `cloudWatchLogs` of `AuditTrail` deliver to a log group',
    checks: ['cloudwatch-logs', 'log-group-exists'],
    evidence: CHECK,
  },
  retention: {
    answer: '`LogArchive` keeps log files for ever by default; `ArchiveLifecycle` sets another time',
    checks: ['bucket-lifecycle', 'bucket-expiration', 'log-group-retention'],
    evidence: 'trailwatch validate s3://BUCKET --start DATE',
  },
  review: {
    answer:
      '`LogProcessor` matches every record with the built-in rules and sends alerts, and a summary each day',
    checks: ['logging', 'delivery'],
    evidence: 'trailwatch report PATH --out report.html',
  },
  reduction: {
    answer: 'the archive can be searched without changing it: rules, SQL, `LogTable` in Athena',
    checks: ['delivery'],
    evidence: 'trailwatch query "SELECT …" PATH',
  },
  failures: {
    answer: '`DeliveryMonitor` and alarms report a trail that stops, fails to deliver or falls silent',
    checks: ['logging', 'delivery'],
    evidence: 'trailwatch trails',
  },
  otherLogging: {
    answer: '`SecurityHubSink` imports alerts as findings; the checks name the controls of Security Hub',
    checks: ['multi-region-trail', 'log-file-validation', 'log-file-encryption'],
    evidence: CHECK,
  },
  sourceArn: {
    answer:
      'the policies of `LogArchive`, `TrailKey` and `DeliveryTopic` let CloudTrail in for known trails only (`aws:SourceArn`)',
    checks: ['bucket-writers'],
    evidence: CHECK,
  },
  mfaDelete: {
    answer:
      'the root user can turn MFA delete on; `objectLock` of `LogArchive` is stronger, and allows lifecycle rules',
    checks: ['bucket-mfa-delete', 'bucket-object-lock', 'bucket-versioning'],
    evidence: CHECK,
  },
  fullAccess: {
    answer:
      '`AuditGuardrails` deny changes of trails and archives whatever policies allow; rules report administrators that are made',
    checks: ['logging'],
    evidence: 'trailwatch query run administrators-made PATH',
  },
  response: {
    answer: 'alerts name the actor and first steps; `Responder` runs approved actions',
    checks: ['delivery'],
    evidence: 'trailwatch case PATH --alert ALERT_ID',
  },
} as const satisfies Readonly<Record<string, ComplianceTopic>>;

export type ComplianceTopicName = keyof typeof COMPLIANCE_TOPICS;
