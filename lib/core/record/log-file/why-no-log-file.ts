/** Why an object of an archive is not read as a log file. */
export type NoLogFileReason =
  | 'digest-file'
  /** An object of another service in the layout of `AWSLogs/`, or an empty one that marks a folder. */
  | 'not-a-log-file';

/** The folder of an account in the layout that AWS services share; CloudTrail's are the first few. */
const SERVICE_FOLDER = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]{10,32}\/)?\d{12}\/([^/]+)\//;

/** In small letters. A folder of digest files has no log files, unless its name only looks like it. */
const FOLDERS: readonly string[] = [
  'cloudtrail',
  'cloudtrail-digest',
  'cloudtrail-insight',
  'cloudtrail-networkactivity',
  'cloudtrail-aggregated',
];

/** Characters that are invisible, or nearly so, in a name. */
const UNSEEN = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Whether the object with this key, or the file at this path, is read as a log file if it looks like one: undefined, or why not.
 * Everything that reads an archive uses this function, and validation reports what it admits outside CloudTrail's layout. So a
 * folder whose name only looks like one of CloudTrail's is not skipped, and an object whose key ends with a slash only if it is empty.
 *
 * @param sizeBytes of the object, as far as it is known; such a key is then not that of a folder's mark
 */
export function whyNoLogFile(key: string, sizeBytes = 0): NoLogFileReason | undefined {
  if (key.endsWith('/') && sizeBytes === 0) return 'not-a-log-file';
  const folder = SERVICE_FOLDER.exec(key)?.[1];
  if (folder === 'CloudTrail-Digest') return 'digest-file';
  if (folder === undefined) return undefined;
  const name = folder.normalize('NFKC').replace(UNSEEN, '').toLowerCase();
  return FOLDERS.includes(name) ? undefined : 'not-a-log-file';
}
