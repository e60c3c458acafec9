/** The folder of an account in which CloudTrail puts an object: one for each kind of content. */
export type ObjectFolder =
  | 'CloudTrail'
  | 'CloudTrail-Digest'
  | 'CloudTrail-Insight'
  | 'CloudTrail-NetworkActivity'
  | 'CloudTrail-Aggregated';

/** The content of the last part of an object key. Times are UTC, as `YYYY-MM-DDTHH:MM:SSZ`. */
export type ObjectFile =
  /** `ACCOUNT_FOLDER_REGION_YYYYMMDDTHHMMZ_UNIQUE.json.gz`, delivered in that minute. */
  | { readonly kind: 'log'; readonly deliveryTime: string; readonly unique: string }
  /** `ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_YYYYMMDDTHHMMSSZ[_backfill].json.gz`. */
  | {
      readonly kind: 'digest';
      readonly trailName: string;
      readonly homeRegion: string;
      readonly endTime: string;
      readonly isBackfill: boolean;
    }
  /** Any other name in one of the folders, or one that names another account, Region or day of delivery than the folders do. */
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * The key of an object in CloudTrail's layout:
 *
 *     [PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/FOLDER/REGION/YYYY/MM/DD/FILE
 *
 * Control Tower takes the organization's id as the prefix too: `o-…/AWSLogs/o-…/…`.
 */
export interface ObjectKey {
  /** Without its last slash; may contain slashes. Absent if the key begins with `AWSLogs/`. */
  readonly prefix?: string;
  readonly organizationId?: string;
  readonly accountId: string;
  readonly folder: ObjectFolder;
  readonly region: string;
  /** The day of delivery, `YYYY-MM-DD`, which may be later than that of the records inside. */
  readonly date: string;
  readonly file: ObjectFile;
}

/**
 * CloudTrail tries for 30 days to deliver a log file, which is then in the folder of the day on which it comes: records of a day are in
 * the folders of that day and of so many more.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-s3-bucket-policy-and-permissions.html
 */
export const LATE_DELIVERY_DAYS = 31;

const ROOT = 'AWSLogs';

/** The text up to the last folder in which CloudTrail's layout begins, such as `prefix/AWSLogs/`; undefined if it has none. */
export function layoutRootOf(text: string): string | undefined {
  const at = `/${text}`.lastIndexOf(`/${ROOT}/`);
  return at < 0 ? undefined : text.slice(0, at + ROOT.length + 1);
}

/** S3's longest key, in bytes; no character takes less than one. */
const MAX_KEY = 1024;

const FOLDERS: readonly string[] = [
  'CloudTrail',
  'CloudTrail-Digest',
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
] satisfies readonly ObjectFolder[];

/** Behind a root such as `AWSLogs/`: an organization, an account, and the beginning of a folder, which a slash ends. */
const BEHIND_ROOT = /^(?:o-[a-z0-9]*(?:\/|$))?(?:\d*(?:\/|$))?([^/]*)(\/?)/;

/**
 * Whether keys of CloudTrail below a root may begin with a prefix: other services write `AWSLogs/ACCOUNT/vpcflowlogs/` beside them.
 *
 * @param root the prefix of every key of CloudTrail, with its slash
 */
export function mayBeginKeys(prefix: string, root: string): boolean {
  if (root.startsWith(prefix)) return true;
  if (!prefix.startsWith(root)) return false;
  const [, folder = '', slash] = BEHIND_ROOT.exec(prefix.slice(root.length)) ?? [];
  return FOLDERS.some((name) => (slash === '/' ? name === folder : name.startsWith(folder)));
}

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z0-9-]{1,32}$/;
const LOG_ENDING = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_([A-Za-z0-9_-]{1,128})\.json\.gz$/;
const DIGEST_ENDING =
  /^([A-Za-z0-9._-]{3,128})_([a-z0-9-]{1,32})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(_backfill)?\.json\.gz$/;

/** Reads the key of an object, not URL-encoded; undefined if it does not fit the layout. */
export function parseObjectKey(key: string): ObjectKey | undefined {
  if (key.length > MAX_KEY) return undefined;
  const names = key.split('/');
  const [accountId = '', folder = '', region = '', year = '', month = '', day = '', name = ''] =
    names.splice(-7);
  const organizationId = ORGANIZATION.test(names.at(-1) ?? '') ? names.pop() : undefined;
  if (names.pop() !== ROOT) return undefined;
  if (!ACCOUNT.test(accountId) || !REGION.test(region) || !isFolder(folder)) return undefined;
  const date = `${year}-${month}-${day}`;
  if (!isTime(`${date}T00:00:00Z`) || name === '') return undefined;
  return {
    ...(names.length === 0 ? {} : { prefix: names.join('/') }),
    ...(organizationId === undefined ? {} : { organizationId }),
    accountId,
    folder,
    region,
    date,
    file: parseFile(name, { accountId, folder, region, date }),
  };
}

/** When a log file was delivered, from its name. */
export function deliveryTimeMs(key: string): number | undefined {
  const file = parseObjectKey(key)?.file;
  return file?.kind === 'log' ? Date.parse(file.deliveryTime) : undefined;
}

/** Writes the key. What {@link parseObjectKey} read becomes the same text again. */
export function renderObjectKey(key: ObjectKey): string {
  const { prefix, organizationId, accountId, folder, region, date } = key;
  const names = [ROOT, organizationId, accountId, folder, region, ...date.split('-'), renderFile(key)];
  return [prefix, ...names].filter((name) => name !== undefined).join('/');
}

type FileOwner = Pick<ObjectKey, 'accountId' | 'folder' | 'region' | 'date'>;

function parseFile(name: string, owner: FileOwner): ObjectFile {
  const beginning = fileBeginning(owner);
  const ending = name.startsWith(beginning) ? name.slice(beginning.length) : '';
  const file =
    owner.folder === 'CloudTrail-Digest' ? parseDigestEnding(ending) : parseLogEnding(ending, owner.date);
  return file ?? { kind: 'unknown', name };
}

function parseLogEnding(ending: string, date: string): ObjectFile | undefined {
  const match = LOG_ENDING.exec(ending);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, unique = ''] = match;
  const deliveryTime = `${year}-${month}-${day}T${hour}:${minute}:00Z`;
  // The folder is that of the day of delivery: otherwise a listing by days would miss files by name, and the reverse.
  return isTime(deliveryTime) && deliveryTime.startsWith(date)
    ? { kind: 'log', deliveryTime, unique }
    : undefined;
}

function parseDigestEnding(ending: string): ObjectFile | undefined {
  const match = DIGEST_ENDING.exec(ending);
  if (match === null) return undefined;
  const [, trailName = '', homeRegion = '', year, month, day, hour, minute, second, backfill] = match;
  const endTime = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  if (!isTime(endTime)) return undefined;
  return { kind: 'digest', trailName, homeRegion, endTime, isBackfill: backfill !== undefined };
}

function renderFile(key: ObjectKey): string {
  const { file } = key;
  switch (file.kind) {
    case 'log':
      return `${fileBeginning(key)}${compactTime(file.deliveryTime, 'minute')}_${file.unique}.json.gz`;
    case 'digest': {
      const backfill = file.isBackfill ? '_backfill' : '';
      const time = compactTime(file.endTime, 'second');
      return `${fileBeginning(key)}${file.trailName}_${file.homeRegion}_${time}${backfill}.json.gz`;
    }
    case 'unknown':
      return file.name;
  }
}

function fileBeginning({ accountId, folder, region }: Omit<FileOwner, 'date'>): string {
  return `${accountId}_${folder}_${region}_`;
}

function compactTime(time: string, precision: 'minute' | 'second'): string {
  return `${time.slice(0, precision === 'minute' ? 16 : 19).replaceAll(/[:-]/g, '')}Z`;
}

/** Whether the calendar has such a time: `Date.parse` takes the 30th of February for a day of March. */
function isTime(text: string): boolean {
  if (!TIME.test(text)) return false;
  const day = Number(text.slice(8, 10));
  return day <= 28 || new Date(Date.parse(text)).getUTCDate() === day;
}

function isFolder(name: string): name is ObjectFolder {
  return FOLDERS.includes(name);
}
