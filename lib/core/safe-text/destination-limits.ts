/** What a destination counts. No text has more characters than UTF-16 code units, so a text cut to units fits either. */
export type LengthUnit = 'characters' | 'UTF-16 units' | 'bytes';

/** The most that a destination takes of a text. */
export interface DestinationLimit {
  readonly most: number;
  readonly unit: LengthUnit;
  /** The page, or what was seen. */
  readonly source: string;
}

const SLACK = 'https://docs.slack.dev/reference/block-kit/blocks';
const OPSGENIE = 'https://docs.opsgenie.com/docs/alert-api#create-alert';
const JIRA = 'https://support.atlassian.com/jira/kb/jira-text-field-character-limit/';
const SERVICE_NOW = 'the length of the column in the table incident, as ServiceNow delivers it';
const PAGER_DUTY = 'https://developer.pagerduty.com/docs/send-alert-event';
const FINDING = 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html';

/** The limits of every destination of a text: whatever cuts a text for one reads them here. */
export const LIMITS = {
  snsMessage: limit(256 * 1024, 'bytes', 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html'),
  /** Less than 100, all of ASCII. */
  snsSubject: limit(99, 'characters', 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html'),
  /** Source, detail type and bus name count, too. */
  eventEntry: limit(
    256 * 1024,
    'bytes',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html',
  ),
  /** Before it is encoded. */
  firehoseRecord: limit(1_000 * 1024, 'bytes', 'https://docs.aws.amazon.com/firehose/latest/dev/limits.html'),
  ocsfText: limit(65_535, 'characters', 'https://schema.ocsf.io/1.3.0/data_types'),
  /** 2,800 characters of four bytes were refused where 3,000 are allowed. */
  slackSection: limit(3_000, 'UTF-16 units', SLACK),
  slackHeader: limit(150, 'UTF-16 units', SLACK),
  jiraSummary: limit(255, 'characters', JIRA),
  jiraText: limit(32_767, 'characters', JIRA),
  opsgenieMessage: limit(130, 'characters', OPSGENIE),
  opsgenieDescription: limit(15_000, 'characters', OPSGENIE),
  /** All names and values together. */
  opsgenieDetails: limit(8_000, 'characters', OPSGENIE),
  serviceNowShort: limit(160, 'characters', SERVICE_NOW),
  serviceNowText: limit(4_000, 'characters', SERVICE_NOW),
  pagerDutySummary: limit(1_024, 'characters', PAGER_DUTY),
  findingId: limit(512, 'characters', FINDING),
  findingTitle: limit(256, 'characters', FINDING),
  findingDescription: limit(1_024, 'characters', FINDING),
  findingField: limit(2_048, 'characters', FINDING),
  findingStep: limit(512, 'characters', FINDING),
  finding: limit(
    240 * 1_000,
    'bytes',
    'https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html',
  ),
  alarmDescription: limit(
    1_024,
    'characters',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
  ),
  stackResponse: limit(
    4_096,
    'bytes',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html',
  ),
  comment: limit(65_536, 'characters', 'what GitHub answers to a longer comment'),
} as const satisfies Readonly<Record<string, DestinationLimit>>;

function limit(most: number, unit: LengthUnit, source: string): DestinationLimit {
  return { most, unit, source };
}

/** How much of its limit a text takes. */
export function lengthIn(unit: LengthUnit, text: string): number {
  switch (unit) {
    case 'characters':
      return Array.from(text).length;
    case 'UTF-16 units':
      return text.length;
    case 'bytes':
      return Buffer.byteLength(text);
    default: {
      const unknown: never = unit;
      throw new Error(`nothing is counted in ${JSON.stringify(unknown)}`);
    }
  }
}
