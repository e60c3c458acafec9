import type { ComplianceTopicName } from './compliance-topics';

/** A requirement of a framework that CloudTrail helps to meet. */
export interface FrameworkControl {
  readonly id: string;
  /** What it asks, in short. The framework's own text decides. */
  readonly asks: string;
  readonly topic: ComplianceTopicName;
}

/** A framework that asks for audit logs. */
export interface Framework {
  /** As `--framework` takes it. */
  readonly name: string;
  readonly title: string;
  /** The page of whoever publishes it. */
  readonly source: string;
  readonly controls: readonly FrameworkControl[];
}

type Row = readonly [id: string, asks: string, topic: ComplianceTopicName];

function framework(name: string, title: string, source: string, rows: readonly Row[]): Framework {
  return { name, title, source, controls: rows.map(([id, asks, topic]) => ({ id, asks, topic })) };
}

const CIS_SOURCE = 'https://www.cisecurity.org/benchmark/amazon_web_services';

/** The section on logging of versions 3.0.0 to 5.0.0, whose numbers are the same. */
const CIS_LOGGING: readonly Row[] = [
  ['3.1', 'CloudTrail is enabled in all Regions', 'allRegions'],
  ['3.2', 'log file validation is enabled', 'integrity'],
  ['3.4', 'server access logging is enabled on the bucket of CloudTrail', 'logAccess'],
  ['3.5', 'log files are encrypted at rest with a KMS key', 'encryption'],
  ['3.6', 'customer managed symmetric keys rotate', 'rotation'],
  ['3.8', 'events that write S3 objects are logged', 'objectWrites'],
  ['3.9', 'events that read S3 objects are logged', 'objectReads'],
];

/** Controls of the moderate baseline of FedRAMP, with NIST's own ids. */
const MODERATE: readonly Row[] = [
  ['AC-2(4)', 'creation, change and removal of accounts are audited', 'identities'],
  ['AC-6(9)', 'the use of privileged functions is logged', 'administrators'],
  ['AU-2', 'the system can log the event types that matter', 'logging'],
  ['AU-3', 'records say what, when, where, from where, who and the outcome', 'content'],
  ['AU-5', 'failures of logging raise an alert', 'failures'],
  ['AU-6', 'audit records are reviewed, analyzed and reported', 'review'],
  ['AU-7', 'records can be reduced and reported on without changing them', 'reduction'],
  ['AU-8', 'records have time stamps of the system clock, in UTC or with an offset', 'time'],
  ['AU-9', 'audit information is protected from access, change and deletion', 'protection'],
  ['AU-9(4)', 'few privileged users manage audit logging', 'readers'],
  ['AU-11', 'records are kept for the time that the organization defines', 'retention'],
  ['AU-12', 'the components of the system generate audit records', 'logging'],
  ['IR-5', 'incidents are tracked and documented', 'response'],
  ['SI-4', 'the system is monitored for attacks', 'review'],
  ['SI-7', 'unauthorized changes of information are detected', 'integrity'],
];

/** The frameworks, in the order of the page. */
export const FRAMEWORKS: readonly Framework[] = [
  framework(
    'cloudtrail-best-practices',
    'Security best practices in AWS CloudTrail',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
    [
      ['Create a trail', 'events are kept longer than 90 days', 'logging'],
      ['Create a multi-Region trail', 'events of all Regions are recorded', 'allRegions'],
      ['Log file integrity', 'log file validation is enabled', 'integrity'],
      ['CloudWatch Logs', 'trails are integrated with CloudWatch Logs', 'cloudWatch'],
      ['Security Hub', 'Security Hub checks the configuration of CloudTrail', 'otherLogging'],
      ['Dedicated bucket', 'log files are in a dedicated bucket of a central account', 'separate'],
      ['SSE-KMS', 'log files are encrypted with keys of AWS KMS', 'encryption'],
      ['Condition key', 'policies that let CloudTrail in have aws:SourceArn', 'sourceArn'],
      ['Least privilege', 'few principals have access to the buckets of log files', 'readers'],
      ['MFA delete', 'the deletion of log files needs a second factor', 'mfaDelete'],
      ['Lifecycle', 'the bucket has a lifecycle that fits the required retention', 'retention'],
      ['AWSCloudTrail_FullAccess', 'few principals have this policy', 'fullAccess'],
    ],
  ),
  framework('cis-1.4.0', 'CIS AWS Foundations Benchmark 1.4.0', CIS_SOURCE, [
    ['3.1', 'CloudTrail is enabled in all Regions', 'allRegions'],
    ['3.2', 'log file validation is enabled', 'integrity'],
    ['3.3', 'the bucket of CloudTrail is not publicly accessible', 'notPublic'],
    ['3.4', 'trails are integrated with CloudWatch Logs', 'cloudWatch'],
    ['3.6', 'access logging is enabled on the bucket of CloudTrail', 'logAccess'],
    ['3.7', 'log files are encrypted at rest with a KMS key', 'encryption'],
    ['3.8', 'customer managed keys rotate', 'rotation'],
    ['3.10', 'events that write S3 objects are logged', 'objectWrites'],
    ['3.11', 'events that read S3 objects are logged', 'objectReads'],
  ]),
  ...['3.0.0', '4.0.1', '5.0.0'].map((version) =>
    framework(`cis-${version}`, `CIS AWS Foundations Benchmark ${version}`, CIS_SOURCE, CIS_LOGGING),
  ),
  framework('pci-dss-4.0.1', 'PCI DSS 4.0.1', 'https://www.pcisecuritystandards.org/document_library/', [
    ['10.2.1', 'audit logs are enabled and active', 'logging'],
    ['10.2.1.1', 'access of individuals to cardholder data is logged', 'dataAccess'],
    ['10.2.1.2', 'actions of users with administrative access are logged', 'administrators'],
    ['10.2.1.3', 'access to audit logs is logged', 'logAccess'],
    ['10.2.1.4', 'invalid access attempts are logged', 'failedAccess'],
    ['10.2.1.5', 'changes of credentials and accounts are logged', 'identities'],
    ['10.2.1.6', 'starting, stopping and pausing of audit logs is logged', 'loggingChanges'],
    ['10.2.1.7', 'creation and deletion of system-level objects are logged', 'changes'],
    ['10.2.2', 'records have user, type, time, outcome, origin and target', 'content'],
    ['10.3.1', 'read access to audit logs is limited to those with a need', 'readers'],
    ['10.3.2', 'audit logs are protected from modification by individuals', 'protection'],
    ['10.3.3', 'audit logs are promptly backed up to a central server', 'separate'],
    ['10.3.4', 'change detection covers audit logs', 'integrity'],
    ['10.4.1', 'audit logs are reviewed at least daily', 'review'],
    ['10.4.1.1', 'automated mechanisms review audit logs', 'review'],
    ['10.5.1', 'audit logs are kept for 12 months, the latest three at hand', 'retention'],
    ['10.7.2', 'failures of audit logging are detected and reported', 'failures'],
  ]),
  framework(
    'nist-800-53-r5',
    'NIST SP 800-53 revision 5',
    'https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final',
    [
      ...MODERATE,
      ['AU-9(2)', 'audit records are stored on a separate system', 'separate'],
      ['AU-9(3)', 'cryptography protects the integrity of audit information', 'integrity'],
      ['AU-10', 'an action cannot be denied by whoever performed it', 'integrity'],
      ['AU-14', 'the sessions of a user can be reviewed', 'administrators'],
      ['SC-28(1)', 'information at rest is protected by cryptography', 'encryption'],
    ],
  ),
  framework('fedramp-moderate', 'FedRAMP revision 5, moderate', 'https://www.fedramp.gov/', MODERATE),
  framework(
    'soc-2',
    'SOC 2 (Trust Services Criteria)',
    'https://www.aicpa-cima.com/topic/audit-assurance/audit-and-assurance-greater-than-soc-2',
    [
      ['CC6.1', 'logical access to information assets is restricted', 'readers'],
      ['CC6.2', 'users are registered, authorized and removed', 'identities'],
      ['CC7.2', 'system components are monitored for anomalies', 'review'],
      ['CC7.3', 'security events are evaluated', 'reduction'],
      ['CC7.4', 'incidents are responded to', 'response'],
      ['CC8.1', 'changes are authorized and tracked', 'changes'],
    ],
  ),
  framework('iso-27001-2022', 'ISO/IEC 27001:2022, Annex A', 'https://www.iso.org/standard/27001', [
    ['5.28', 'evidence of events is identified, collected and preserved', 'integrity'],
    ['5.33', 'records are protected from loss, destruction and falsification', 'protection'],
    ['8.2', 'the use of privileged access rights is managed', 'administrators'],
    ['8.15', 'logs of activities are produced, stored, protected and analyzed', 'logging'],
    ['8.16', 'systems are monitored for anomalous behaviour', 'review'],
    ['8.17', 'clocks are synchronized', 'time'],
  ]),
  framework(
    'hipaa',
    'HIPAA Security Rule',
    'https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C',
    [
      ['164.308(a)(1)(ii)(D)', 'records of system activity are reviewed regularly', 'review'],
      ['164.308(a)(5)(ii)(C)', 'sign-in attempts are monitored', 'failedAccess'],
      ['164.308(a)(6)(ii)', 'security incidents are responded to and documented', 'response'],
      ['164.312(b)', 'activity in systems with health information is recorded and examined', 'logging'],
      ['164.312(c)(1)', 'health information is protected from improper change', 'objectWrites'],
      ['164.312(c)(2)', 'improper change can be detected', 'integrity'],
      ['164.316(b)(2)(i)', 'documentation is kept for six years', 'retention'],
    ],
  ),
  framework(
    'ffiec-cat',
    'FFIEC Cybersecurity Assessment Tool (withdrawn on August 31, 2025)',
    'https://www.ffiec.gov/cyberassessmenttool.htm',
    [
      ['D2.MA.Ma.B.1', 'audit logs are reviewed and kept in a secure manner', 'protection'],
      ['D2.MA.Ma.B.2', 'event logs are used for investigations', 'reduction'],
      ['D3.DC.An.B.3', 'logs of logical access are reviewed after events', 'failedAccess'],
      ['D3.DC.Ev.B.1', 'a baseline of normal activity exists', 'review'],
    ],
  ),
];

/** As `--framework` takes them. */
export const FRAMEWORK_NAMES: readonly string[] = FRAMEWORKS.map(({ name }) => name);
