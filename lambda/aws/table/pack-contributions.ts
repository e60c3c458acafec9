import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  type Contribution,
  type CountedRecord,
  contributionId,
  recordName,
} from '../../../lib/core/correlation/contribution';
import { timeOf } from '../../../lib/core/correlation/event-times';

/** An item holds so many characters of JSON at most; DynamoDB takes 400 KB, and JSON that nothing compresses is three bytes a character. */
const MAX_TEXT = 100_000;

/** Of one item, unpacked. */
const MAX_UNPACKED_BYTES = 4 * MAX_TEXT;

/**
 * What most records have, so that an item of few contributions need not say it. It never changes: what is in a table was packed
 * with it. What is most frequent comes last, where it takes the fewest bits to point to.
 */
const DICTIONARY = Buffer.from(
  [
    'WebIdentityUser|SAMLUser|FederatedUser|AWSAccount|AWSService|Root|IdentityCenterUser|root user of account ',
    'AWS::Lambda::Function|AWS::DynamoDB::Table|AWS::SecretsManager::Secret|AWS::KMS::Key|AWS::IAM::Role|AWS::EC2::Instance|',
    'tried to call |tried to list |tried to assume role |, and failed (|, and was denied (UnauthorizedOperation)|, and was denied (AccessDenied)|console.amazonaws.com|AWS Internal|cloudformation.amazonaws.com|',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36|',
    'aws-cli/2.15.30 md/awscrt#0.19.19 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#standard|',
    'Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.11.6 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.0|',
    'APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.0.0 aws-sdk-go-v2/1.26.1 os/linux lang/go#1.21.8 md/GOOS#linux md/GOARCH#amd64|',
    'us-west-2|eu-west-1|us-east-1|AWSLogs/o-/123456789012/CloudTrail/us-east-1/2026/01/01/123456789012_CloudTrail_us-east-1_20260101T0000Z_.json.gz|',
    "m|IAM user  (account |m-|AssumedRole|role |, session |arn:aws:sts::|:assumed-role/|IAMUser|arn:aws:iam::|:user/|read object '|' in bucket '|",
    '"],["AWS::S3::Object\\tarn:aws:s3:::|AWS::S3::Bucket\\tarn:aws:s3:::|"],[null],["GetObject"],["2026-',
  ].join(''),
);

/** A member of a record, or a line of what is shown of it; null where the record has none. */
type Cell = string | null;

/** The cells of all contributions: of one value where all have the same, in one text where that takes less. */
type Column = string | readonly Cell[];

const SEPARATOR = '|';

/** Contributions that fit into one item, and how they are written there. */
export interface PackedContributions {
  readonly contributions: readonly Contribution[];
  readonly packed: Uint8Array;
}

/**
 * Packs contributions, as many per item as fit, in their order. They are written column by column: those of a group are mostly
 * the same calls by the same people, and writes are charged per kilobyte.
 */
export function packContributions(contributions: readonly Contribution[]): readonly PackedContributions[] {
  const rows = contributions.map(cellsOf);
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0);
  const columns = Array.from({ length: width }, (_, at) => columnOf(rows.map((cells) => cells[at] ?? null)));
  const text = JSON.stringify([rows.length, ...columns]);
  if (text.length <= MAX_TEXT || rows.length < 2) {
    return [{ contributions, packed: deflateRawSync(text, { dictionary: DICTIONARY }) }];
  }
  const half = Math.ceil(rows.length / 2);
  return [contributions.slice(0, half), contributions.slice(half)].flatMap(packContributions);
}

/** Reads what {@link packContributions} wrote. */
export function unpackContributions(packed: Uint8Array): readonly Contribution[] {
  const options = { dictionary: DICTIONARY, maxOutputLength: MAX_UNPACKED_BYTES };
  const [count, ...columns] = JSON.parse(inflateRawSync(packed, options).toString()) as [number, ...Column[]];
  const cells = columns.map((column) => (typeof column === 'string' ? column.split(SEPARATOR) : column));
  return Array.from({ length: count }, (_, row) =>
    toContribution(cells.map((values) => (values.length === 1 ? values[0] : values[row]) ?? null)),
  );
}

function columnOf(cells: readonly Cell[]): Column {
  const [first = null] = cells;
  if (cells.every((cell) => cell === first)) return [first];
  const areJoined = cells.every((cell) => cell !== null && !cell.includes(SEPARATOR));
  return areJoined ? cells.join(SEPARATOR) : cells;
}

/** All else of a contribution follows from its record, and so does what is counted where that is the record. */
function cellsOf({ countKey, record }: Contribution): readonly Cell[] {
  const { eventID, recipientAccountId, eventTime, eventName, ruleId, ...found } = record;
  const { awsRegion = null, bucket = null, key = null, index, shown, ...others } = found;
  others satisfies Record<string, never>;
  return [
    ...[fromEventId(eventID), recipientAccountId, eventTime, eventName, ruleId],
    ...[awsRegion, bucket, key, index === undefined ? null : String(index)],
    countKey === recordName(record) ? null : countKey,
    ...(typeof shown === 'string' ? shown.split('\n') : []),
  ];
}

function toContribution(cells: readonly Cell[]): Contribution {
  const [id, recipientAccountId, eventTime, eventName, ruleId, ...found] = cells;
  const [awsRegion, bucket, key, index, counted, ...lines] = found;
  const shown = lines.filter((line) => line !== null);
  const record: CountedRecord = {
    eventID: toEventId(id ?? ''),
    recipientAccountId: recipientAccountId ?? '',
    eventTime: eventTime ?? '',
    eventName: eventName ?? '',
    ruleId: ruleId ?? '',
    ...known({ bucket, key }),
    ...(index === null ? {} : { index: Number(index) }),
    ...known({ awsRegion }),
    ...(shown.length === 0 ? {} : { shown: shown.join('\n') }),
  };
  const name = recordName(record);
  const countKey = counted ?? name;
  // What has no time is not counted.
  return { id: contributionId(name, countKey), timeMs: timeOf(record) as number, countKey, record };
}

/** Without the dashes of a UUID: what nothing can compress takes most of an item. */
function fromEventId(eventID: string): string {
  const digits = eventID.replaceAll('-', '');
  return toEventId(digits) === eventID ? digits : `=${eventID}`;
}

function toEventId(cell: string): string {
  if (cell.startsWith('=')) return cell.slice(1);
  return [cell.slice(0, 8), cell.slice(8, 12), cell.slice(12, 16), cell.slice(16, 20), cell.slice(20)].join(
    '-',
  );
}

function known<Name extends string>(
  members: Readonly<Record<Name, Cell | undefined>>,
): { readonly [Key in Name]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, cell]) => cell !== null)) as never;
}
