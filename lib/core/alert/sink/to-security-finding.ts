import type { Severity } from '../../rule/rule';
import { LIMITS } from '../../safe-text/destination-limits';
import { cutLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { alarmOf, IN_RUNBOOK, isOver, type Notice, OPERATIONAL_SEVERITY, runbookIn, timeOf } from './notice';

/** The account and Region whose Security Hub takes the findings. */
export interface FindingPlace {
  /** The default product of the account, which takes findings of that account only. */
  readonly productArn: string;
  readonly accountId: string;
}

/** How many the AWS Security Finding Format allows. @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html */
const MAX_RESOURCES = 32;
const MAX_TYPES = 50;

/** The types of findings in Security Hub's taxonomy, by ATT&CK's tactics. */
const TYPES: Readonly<Record<string, string>> = {
  'initial-access': 'TTPs/Initial Access',
  execution: 'TTPs/Execution',
  persistence: 'TTPs/Persistence',
  'privilege-escalation': 'TTPs/Privilege Escalation',
  'defense-evasion': 'TTPs/Defense Evasion',
  'credential-access': 'TTPs/Credential Access',
  discovery: 'TTPs/Discovery',
  'lateral-movement': 'TTPs/Lateral Movement',
  collection: 'TTPs/Collection',
  'command-and-control': 'TTPs/Command and Control',
  exfiltration: 'Effects/Data Exfiltration',
};

const OTHER_ALERT = 'Unusual Behaviors/User';
const OPERATIONAL = 'Software and Configuration Checks';

/** A finding in the AWS Security Finding Format, as `BatchImportFindings` takes it. */
export interface SecurityFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Types: string[];
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity: { readonly Label: Uppercase<Severity>; readonly Original: string };
  readonly Title: string;
  readonly Description: string;
  readonly Resources: { readonly Type: string; readonly Id: string }[];
  readonly ProductFields: Record<string, string>;
  readonly Remediation?: { readonly Recommendation: { readonly Text: string; readonly Url?: string } };
  readonly Workflow: { readonly Status: 'NEW' };
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

/**
 * The finding of a notice. The default product takes findings of its own account only, so `AwsAccountId` is the account of the
 * sink; the account of the alert is a resource and a product field. A repetition has the same id, and updates the finding.
 *
 * An alarm has one finding, which is archived when the alarm is over, and so has an alert that another one closes. Security Hub makes
 * an archived finding new again once it is active, and ignores an update whose `UpdatedAt` is not later than what it has: in whatever
 * order messages come, the last change decides. An alert is closed after it was published, so its end is later. Any other message has
 * its time in the id: nothing says that it is over.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Workflow.html
 */
export function toSecurityFinding(notice: Notice, { productArn, accountId }: FindingPlace): SecurityFinding {
  const { id, title, summary, happenedAt, publishedAt, alert } = notice;
  const changedAt = changeOf(notice);
  const isNamed = alert !== undefined || changedAt !== undefined;
  // the first severity of a finding stays, and an alarm may be over when it is first heard of
  const severity = changedAt === undefined ? (alert?.severity ?? notice.severity) : OPERATIONAL_SEVERITY;
  return {
    SchemaVersion: '2018-10-08',
    Id: isNamed ? `trailwatch/${id}` : `trailwatch/${id}/${publishedAt}`,
    ProductArn: productArn,
    GeneratorId: `trailwatch/${cutLine(alert?.ruleId ?? 'operational', LIMITS.findingId.most / 2)}`,
    AwsAccountId: accountId,
    Types: typesOf(alert),
    CreatedAt: changedAt ?? happenedAt,
    UpdatedAt: changedAt ?? publishedAt,
    Severity: { Label: severity.toUpperCase() as Uppercase<Severity>, Original: severity },
    Title: filled(title, LIMITS.findingTitle.most),
    Description: filled(summary, LIMITS.findingDescription.most),
    Resources: resourcesOf(notice, accountId),
    ProductFields: fieldsOf(notice),
    ...remediationOf(notice),
    Workflow: { Status: 'NEW' },
    RecordState: isOver(notice) ? 'ARCHIVED' : 'ACTIVE',
  };
}

/** When an alarm changed, if CloudWatch is proven to have said so. */
function changeOf({ alert, message, isVerified }: Notice): string | undefined {
  const alarm = isVerified && alert === undefined ? alarmOf(message) : undefined;
  return alarm === undefined ? undefined : timeOf(String(alarm.StateChangeTime));
}

function typesOf(alert: Alert | undefined): string[] {
  if (alert === undefined) return [OPERATIONAL];
  const known = alert.tags.flatMap(
    (tag) =>
      TYPES[
        tag
          .toLowerCase()
          .replace(/^attack\./, '')
          .replaceAll('_', '-')
      ] ?? [],
  );
  return known.length === 0 ? [OTHER_ALERT] : [...new Set(known)].slice(0, MAX_TYPES);
}

/** The account first, then what of the alert's resources has an ARN; Security Hub wants one at least. */
function resourcesOf({ alert, accountId }: Notice, ownAccount: string): SecurityFinding['Resources'] {
  const account = /^\d{12}$/.test(accountId) ? accountId : ownAccount;
  const arns = (alert?.resources ?? []).filter(
    (arn) => arn.length <= LIMITS.findingId.most && /^arn:[!-~]+$/.test(arn),
  );
  const types = new Map(alert?.resourceDetails?.map(({ arn, type }) => [arn, type]));
  return [
    { Type: 'AwsAccount', Id: `AWS::::Account:${account}` },
    ...[...new Set(arns)]
      .slice(0, MAX_RESOURCES - 1)
      .map((Id) => ({ Type: securityHubType(types.get(Id)), Id })),
  ];
}

/** Security Hub's names of some types; it takes any, and has details for these. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'AwsCloudTrailTrail',
  'AWS::DynamoDB::Table': 'AwsDynamoDbTable',
  'AWS::EC2::Instance': 'AwsEc2Instance',
  'AWS::EC2::NetworkAcl': 'AwsEc2NetworkAcl',
  'AWS::EC2::SecurityGroup': 'AwsEc2SecurityGroup',
  'AWS::EC2::Volume': 'AwsEc2Volume',
  'AWS::EC2::VPC': 'AwsEc2Vpc',
  'AWS::IAM::ManagedPolicy': 'AwsIamPolicy',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
  'AWS::KMS::Key': 'AwsKmsKey',
  'AWS::Lambda::Function': 'AwsLambdaFunction',
  'AWS::RDS::DBCluster': 'AwsRdsDbCluster',
  'AWS::RDS::DBInstance': 'AwsRdsDbInstance',
  'AWS::S3::Bucket': 'AwsS3Bucket',
  'AWS::S3::Object': 'AwsS3Object',
  'AWS::SecretsManager::Secret': 'AwsSecretsManagerSecret',
  'AWS::SNS::Topic': 'AwsSnsTopic',
  'AWS::SQS::Queue': 'AwsSqsQueue',
};

function securityHubType(type = ''): string {
  return RESOURCE_TYPES[type] ?? 'Other';
}

/** Facts for filters and for people: alert lines by their names, those with the same name in one text. */
function fieldsOf({ lines, ruleName, isVerified, id }: Notice): Record<string, string> {
  const names = [...new Set(lines.map(([name]) => name))];
  const named = names.map((each) => {
    const values = lines.flatMap(([name, value]) => (name === each ? [value] : []));
    return [`trailwatch/${each}`, filled(values.join('; '), LIMITS.findingField.most)];
  });
  return {
    ...Object.fromEntries(named),
    ...(ruleName === undefined ? {} : { 'trailwatch/RuleName': filled(ruleName, LIMITS.findingField.most) }),
    'trailwatch/Id': id,
    'trailwatch/IsVerified': String(isVerified),
  };
}

function remediationOf(notice: Notice): Pick<SecurityFinding, 'Remediation'> {
  const [firstStep] = notice.firstSteps;
  const Url = runbookIn(notice);
  if (firstStep === undefined && Url === undefined) return {};
  const Text = stepInWords(firstStep ?? IN_RUNBOOK);
  return { Remediation: { Recommendation: { Text, ...(Url === undefined ? {} : { Url }) } } };
}

/** A part of a command would do nothing, or something else. */
function stepInWords(step: string): string {
  if (step.length <= LIMITS.findingStep.most) return filled(step, LIMITS.findingStep.most);
  return 'The first step is too long for Security Hub: it is in the e-mail and in the alert document';
}

/** Text of one line that is not blank: Security Hub refuses blank texts. */
function filled(text: string, maxLength: number): string {
  const line = cutLine(text, maxLength);
  return line === '' ? '-' : line;
}
