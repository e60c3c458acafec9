import { DescribeTrailsCommand, type Trail } from '@aws-sdk/client-cloudtrail';
import { getTrailStatus } from '../../lambda/aws/trail/get-trail';
import { judgeTrail, type TrailFinding, type TrailStatus } from '../../lib/core/delivery/trail-status';
import { groupBy } from '../../lib/core/keyed/grouped';
import { toEventTime } from '../../lib/core/record/to-event-time';
import {
  toCsvCell,
  toCsvLine,
  toJsonText,
  toPrintable,
  toVisibleJson,
} from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { renderTable } from '../outputs/table';
import { askPlace, PlaceError } from '../places/ask-place';
import type { AskedAccount, Place } from '../places/find-places';

export const TRAILS_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;

export type TrailsFormat = (typeof TRAILS_FORMATS)[number];

/** The rows as a text. A table has one line for each trail of an account, with all its Regions; other formats one for each Region. */
export function trailsText(
  format: TrailsFormat,
  rows: readonly TrailRow[],
  stdout: CommandIo['stdout'],
): string {
  switch (format) {
    case 'ndjson':
      return rows.map((row) => `${toJsonText(toDocument(row))}\n`).join('');
    case 'json':
      return `${toVisibleJson(JSON.stringify(rows.map(toDocument), undefined, 2))}\n`;
    case 'csv':
      return toCsv(rows);
    case 'table':
      return toTable(rows, stdout);
    default:
      return format satisfies never;
  }
}

/** A row with its times as texts. */
function toDocument({ trail, status, findings, ...place }: TrailRow): object {
  if (status === undefined) return { ...place, findings };
  const texts = Object.entries(status).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [typeof value === 'number' ? [name.replace(/Ms$/, ''), toEventTime(value)] : [name, value]];
  });
  return { ...place, trail, status: Object.fromEntries(texts), findings };
}

const COLUMNS: readonly (readonly [name: string, cell: (row: TrailRow) => string | undefined])[] = [
  ['Region', ({ region }) => region],
  ['Role ARN', ({ roleArn }) => roleArn],
  ['Trail ARN', ({ trail }) => trail?.arn],
  ['Home Region', ({ trail }) => trail?.homeRegion],
  ['Multi-Region', ({ trail }) => trail && String(trail.isMultiRegion)],
  ['Organization', ({ trail }) => trail && String(trail.isOrganization)],
  ['Bucket', ({ trail }) => trail?.bucket],
  ['Logging', ({ status }) => status && String(status.isLogging)],
  ['Validation', ({ status }) => status && String(status.hasValidation)],
  ['Last log file', ({ status }) => timeOf(status?.lastLogFileMs)],
  ['Last digest', ({ status }) => timeOf(status?.lastDigestMs)],
  ['Findings', ({ findings }) => findings.map(({ text }) => text).join('; ')],
];

/** Further columns where the organization was asked. */
const ACCOUNT_COLUMNS: typeof COLUMNS = [
  ['Account', ({ account }) => account?.id],
  ['Account name', ({ account }) => account?.name],
];

function toCsv(rows: readonly TrailRow[]): string {
  const hasAccounts = rows.some(({ account }) => account !== undefined);
  const columns = hasAccounts ? [...COLUMNS, ...ACCOUNT_COLUMNS] : COLUMNS;
  const cells = rows.map((row) => columns.map(([, cell]) => toCsvCell(cell(row) ?? '')));
  return [columns.map(([name]) => name), ...cells].map(toCsvLine).join('');
}

function timeOf(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : toEventTime(timeMs);
}

const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 80;
/** Of KIND, REGIONS, VALIDATION, LAST LOG FILE and FINDINGS; the name of the trail has the rest. */
const WIDTHS = [14, 9, 12, 22, 9] as const;
const FINDING_WIDTHS = [16, 22] as const;

function toTable(rows: readonly TrailRow[], { columns = DEFAULT_COLUMNS }: CommandIo['stdout']): string {
  const width = Math.max(columns, MIN_COLUMNS);
  const widths = [width - sum(WIDTHS), ...WIDTHS];
  const ofTrails = rows.filter(({ trail }) => trail !== undefined);
  const trails = groupBy(ofTrails, ({ trail, roleArn }) => `${roleArn} ${trail?.arn}`);
  const lines = [...trails.values()].map(toLine);
  const head = ['TRAIL', 'KIND', 'REGIONS', 'VALIDATION', 'LAST LOG FILE', 'FINDINGS'];
  const list = lines.length === 0 ? '' : renderTable(widths, [head, ...lines]);
  const found = rows.flatMap((row) => row.findings.map(({ text }) => toFinding(row, text)));
  if (found.length === 0) return list;
  const findingWidths = [...FINDING_WIDTHS, width - sum(FINDING_WIDTHS)];
  const gap = list === '' ? '' : '\n';
  return `${list}${gap}${renderTable(findingWidths, [['REGION', 'TRAIL', 'FINDING'], ...found])}`;
}

function toLine(rows: readonly TrailRow[]): readonly string[] {
  const [first] = rows;
  const { trail, status } = first ?? {};
  const kind = trail?.isOrganization ? 'organization' : trail?.isMultiRegion ? 'multi-Region' : 'one Region';
  const lastMs = Math.max(...rows.map((row) => row.status?.lastLogFileMs ?? 0));
  const findings = sum(rows.map((row) => row.findings.length));
  return [
    toPrintable(`${trail?.name ?? ''}${first === undefined ? '' : accountOf(first)}`),
    kind,
    String(rows.length),
    status?.hasValidation ? 'on' : 'off',
    lastMs === 0 ? 'never' : toEventTime(lastMs),
    findings === 0 ? '-' : String(findings),
  ];
}

function toFinding(row: TrailRow, text: string): readonly string[] {
  const name = `${row.trail?.name ?? ''}${accountOf(row)}`;
  return [row.region, toPrintable(name.trim() || '-'), toPrintable(text)];
}

/** Such as ` (111122223333)` or ` (111122223333 payments)`: the account of a role, or the role itself if it names none. */
function accountOf({ account, roleArn }: TrailRow): string {
  if (account !== undefined) return ` (${account.id} ${account.name})`;
  return roleArn === undefined ? '' : ` (${roleArn.split(':')[4] ?? roleArn})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * The trails of a Region, with what CloudTrail says of each there: those at home in the Region, those of other Regions that log it, too,
 * and those of the organization. A Region that no trail logs has a row of its own.
 *
 * @param onProblem called for a trail whose status is not available, such as one that the caller may not read
 * @throws {@link PlaceError} if the Region does not answer
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export async function trailsOf(
  place: Place,
  { wait, currentTime }: Pick<CommandIo, 'wait' | 'currentTime'>,
  onProblem: (sentence: string) => void,
): Promise<readonly TrailRow[]> {
  const { region, roleArn, account, client } = place;
  const where = {
    ...{ region, ...(roleArn === undefined ? {} : { roleArn }) },
    ...(account === undefined ? {} : { account }),
  };
  const { trailList = [] } = await askPlace(place, {
    send: () => client.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
    needs: 'cloudtrail:DescribeTrails',
    wait,
  });
  const rows: TrailRow[] = [];
  let isAnyUnknown = false;
  for (const found of trailList) {
    try {
      const status = await askPlace(place, {
        send: () =>
          getTrailStatus(client, {
            arn: found.TrailARN ?? '',
            hasValidation: found.LogFileValidationEnabled ?? false,
          }),
        needs: 'cloudtrail:GetTrailStatus',
        wait,
      });
      const findings = judgeTrail(status, currentTime().getTime());
      rows.push({ ...where, trail: toSettings(found), status, findings });
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      isAnyUnknown = true;
      onProblem(`trail ${found.TrailARN}: ${error.message}`);
    }
  }
  if (isAnyUnknown || rows.some(({ status }) => status?.isLogging)) return rows;
  return [...rows, { ...where, findings: [NO_TRAIL] }];
}

const NO_TRAIL: TrailFinding = { kind: 'no-trail', text: 'no trail logs the events of this Region' };

function toSettings(trail: Trail): TrailSettings {
  return {
    arn: trail.TrailARN ?? '',
    name: trail.Name ?? '',
    homeRegion: trail.HomeRegion ?? '',
    isMultiRegion: trail.IsMultiRegionTrail ?? false,
    isOrganization: trail.IsOrganizationTrail ?? false,
    bucket: trail.S3BucketName ?? '',
    ...(trail.S3KeyPrefix === undefined ? {} : { prefix: trail.S3KeyPrefix }),
    ...(trail.KmsKeyId === undefined ? {} : { kmsKeyArn: trail.KmsKeyId }),
    ...(trail.CloudWatchLogsLogGroupArn === undefined
      ? {}
      : { logGroupArn: trail.CloudWatchLogsLogGroupArn }),
    ...(trail.SnsTopicARN === undefined ? {} : { topicArn: trail.SnsTopicARN }),
  };
}

/** A trail in a Region of an account, or a Region without one that logs. */
export interface TrailRow {
  readonly region: string;
  /** The role by which the account was asked. */
  readonly roleArn?: string;
  /** The account that was queried, if the accounts were read from the organization. */
  readonly account?: AskedAccount;
  readonly trail?: TrailSettings;
  readonly status?: TrailStatus;
  /** What is wrong; nothing of a trail that works. */
  readonly findings: readonly TrailFinding[];
}

/** The settings of a trail that say what kind it is and where it delivers. */
interface TrailSettings {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly bucket: string;
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
  readonly logGroupArn?: string;
  readonly topicArn?: string;
}
