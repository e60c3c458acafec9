import { RULES_PREFIX, SEARCH_FILES, SENT_PREFIX } from '../../../lib/core/archive-search/search-place';
import { type LogFolder, RECORD_FOLDERS } from '../../../lib/core/policy/log-key-patterns';
import { partitionOf } from '../../../lib/core/record/region';
import { type Call, type CallsOf, keyCalls, type Surroundings } from './call';
import type { DeployedFunction } from './deployed-function';
import { setting } from './worker-calls';

/** The folders of accounts below `AWSLogs/` whose files a function reads, with the organization where there is one. */
function accountFolders(
  { environment, at }: DeployedFunction,
  { resources }: Surroundings,
): readonly string[] {
  const { TRAILWATCH_BUCKET_NAME: bucket } = environment;
  const sharing = resources.functions().filter((one) => one.environment.TRAILWATCH_BUCKET_NAME === bucket);
  const folders = sharing.flatMap(({ environment: known }) => [
    ...(known.TRAILWATCH_EXPECTED_FOLDERS ?? '').split(',').map((text) => text.replace(/\/[^/]*$/, '')),
    ...(known.TRAILWATCH_DIGEST_FOLDERS ?? '')
      .split(',')
      .map((text) => /AWSLogs\/(.*)\/CloudTrail-Digest\//.exec(text)?.[1] ?? ''),
  ]);
  const found = new Set(folders.filter((folder) => /\d{12}$/.test(folder)));
  if (found.size === 0) found.add(at.accountId);
  // A trail of the management account wrote below its account before it became that of the organization.
  return [...found].flatMap((folder) =>
    folder.includes('/') ? [folder, folder.replace(/\d{12}$/, '111122223333'), folder.slice(-12)] : [folder],
  );
}

function bucketArn({ at }: DeployedFunction, name: string): string {
  return `arn:${partitionOf(at.region)}:s3:::${name}`;
}

/** What the keys of an archive begin with, as far as a function knows it: from its own setting, or from the folders that it expects. */
function rootOf({ environment }: DeployedFunction): string {
  const { TRAILWATCH_ROOT, TRAILWATCH_KEY_PREFIX: prefix, TRAILWATCH_DIGEST_FOLDERS = '' } = environment;
  if (prefix !== undefined) return `${prefix}/AWSLogs/`;
  return TRAILWATCH_ROOT ?? /^external\/AWSLogs\//.exec(TRAILWATCH_DIGEST_FOLDERS)?.[0] ?? 'AWSLogs/';
}

/** Reads of the files of an archive. */
function ofArchive(folders: readonly LogFolder[], actions = ['GetObject']): CallsOf {
  return (at, around) => {
    const bucket = bucketArn(at, setting(at, 'TRAILWATCH_BUCKET_NAME'));
    const root = rootOf(at);
    const { region } = at.at;
    const keys = accountFolders(at, around).flatMap((account) =>
      folders.map((folder) => `${root}${account}/${folder}/${region}/2026/11/30/file.json.gz`),
    );
    const reads = keys.flatMap((key) =>
      actions.map((action) => ({ action: `s3:${action}`, arn: `${bucket}/${key}` })),
    );
    return [...reads, ...keyCalls(bucket, ['Decrypt'], around)];
  };
}

/** Digest files come in the Region of the trail; the processor reads those that are expected there. */
const withDigests: CallsOf = (at, around) => {
  const bucket = bucketArn(at, setting(at, 'TRAILWATCH_BUCKET_NAME'));
  const { TRAILWATCH_DIGEST_FOLDERS: expected = 'none' } = at.environment;
  const folders = expected === 'none' ? [] : expected.split(',');
  const older = folders.map((folder) => folder.replace(/AWSLogs\/o-[a-z0-9]+\//, 'AWSLogs/'));
  return [...new Set([...folders, ...older])]
    .flatMap((folder) =>
      ['GetObject', 'GetObjectVersion'].map((action) => ({
        ...{ action: `s3:${action}`, arn: `${bucket}/${folder}2026/11/30/file.json.gz` },
      })),
    )
    .concat(ofArchive(RECORD_FOLDERS, ['GetObject', 'GetObjectVersion'])(at, around) as never[]);
};

/** The lists of addresses of rules. */
const addressLists: CallsOf = (at, around) => {
  const [bucket, , ...keys] = (at.environment.TRAILWATCH_ADDRESS_LISTS ?? '').split('|');
  if (bucket === undefined || bucket === '') return [];
  const arn = bucketArn(at, bucket);
  const reads: Call[] = keys.map((key) => ({ action: 's3:GetObject', arn: `${arn}/${key}` }));
  return [...reads, ...keyCalls(arn, ['Decrypt'], around)];
};

const { request, summary, problems, alertFiles, plan, outcomes, alerts, contributions, lessons } =
  SEARCH_FILES;
const RULES = `${RULES_PREFIX}rules.json`;
const SENT = `${SENT_PREFIX}search.json`;
const inSearch = (name: string) => `searches/search/${name}${name.endsWith('/') ? '1.json' : ''}`;

/** What each function of a search reads and writes in the bucket of its results, and which folders it lists there. */
const RESULTS: Readonly<
  Record<
    string,
    {
      readonly reads: readonly string[];
      readonly writes: readonly string[];
      readonly lists: readonly string[];
    }
  >
> = {
  'archive-search-plan': {
    reads: [RULES, ...[request, plan].map(inSearch)],
    writes: [RULES, ...[request, plan].map(inSearch)],
    // S3 answers that an object is not there only where its bucket may be listed.
    lists: [RULES, inSearch(request)],
  },
  'archive-search': {
    reads: [RULES, inSearch(plan)],
    writes: [alerts, contributions, lessons, outcomes].map(inSearch),
    lists: [],
  },
  'archive-search-summary': {
    reads: [RULES, ...[plan, outcomes, contributions].map(inSearch)],
    writes: [`${alerts}correlations/`, summary, problems, alertFiles].map(inSearch),
    lists: [RULES, inSearch(plan)],
  },
  'archive-search-send': {
    reads: [RULES, SENT, ...[alertFiles, alerts, lessons].map(inSearch)],
    writes: [SENT],
    lists: [RULES, SENT, inSearch(lessons)],
  },
};

function onResults(
  action: 's3:GetObject' | 's3:PutObject',
  at: DeployedFunction,
  around: Surroundings,
): readonly Call[] {
  const { reads = [], writes = [] } = RESULTS[at.job ?? ''] ?? {};
  const keys = action === 's3:GetObject' ? reads : writes;
  const arn = bucketArn(at, setting(at, 'TRAILWATCH_RESULTS_BUCKET_NAME'));
  const ofKey = action === 's3:GetObject' ? ['Decrypt'] : ['GenerateDataKey', 'Decrypt'];
  return [...keys.map((key) => ({ action, arn: `${arn}/${key}` })), ...keyCalls(arn, ofKey, around)];
}

function listing(arn: string, prefix: string): Call {
  return { action: 's3:ListBucket', arn, context: { 's3:prefix': prefix } };
}

/** The function that signs digest files of events from outside AWS works in its own account and Region alone. */
const inOwnFolder = ({ at }: DeployedFunction, folder: string): string =>
  `external/AWSLogs/${at.accountId}/${folder}/${at.region}/2026/11/30/`;

const READS: Readonly<Record<string, CallsOf>> = {
  'sign-digests': ofArchive(['CloudTrail', 'CloudTrail-Digest']),
  'log-processor': (at, around) => [...withDigests(at, around), ...addressLists(at, around)],
  integrity: ofArchive(['CloudTrail', 'CloudTrail-Digest']),
  'delivery-health': (at, around) =>
    at.environment.TRAILWATCH_RULES_FILE === 'none'
      ? []
      : ofArchive(['CloudTrail', 'CloudTrail-NetworkActivity'])(at, around),
  'archive-search': (at, around) => [
    ...ofArchive(RECORD_FOLDERS.filter((folder) => folder !== 'CloudTrail-Insight'))(at, around),
    ...onResults('s3:GetObject', at, around),
  ],
};

function withSigningKey(action: string): CallsOf {
  return (at) => [{ action: `kms:${action}`, arn: setting(at, 'TRAILWATCH_SIGNING_KEY_ARN') }];
}

/** What functions do in the archive, and in the bucket of the results of searches. */
export const ARCHIVE_CALLS: Readonly<Record<string, CallsOf>> = {
  GetObject: (at, around) => READS[at.job ?? '']?.(at, around) ?? onResults('s3:GetObject', at, around),
  PutObject: (at, around) => {
    if (at.job !== 'sign-digests') return onResults('s3:PutObject', at, around);
    const bucket = bucketArn(at, setting(at, 'TRAILWATCH_BUCKET_NAME'));
    const arn = `${bucket}/${inOwnFolder(at, 'CloudTrail-Digest')}file.json.gz`;
    return [{ action: 's3:PutObject', arn }, ...keyCalls(bucket, ['GenerateDataKey', 'Decrypt'], around)];
  },
  Sign: withSigningKey('Sign'),
  GetPublicKey: (at, around) =>
    'TRAILWATCH_SIGNING_KEY_ARN' in at.environment ? withSigningKey('GetPublicKey')(at, around) : [],
  ListObjectsV2: (at) => {
    if (at.job === 'sign-digests')
      return ['CloudTrail', 'CloudTrail-Digest'].map((folder) =>
        listing(bucketArn(at, setting(at, 'TRAILWATCH_BUCKET_NAME')), inOwnFolder(at, folder)),
      );
    const { TRAILWATCH_ROOT: root = 'AWSLogs/', TRAILWATCH_BUCKET_NAME: archive } = at.environment;
    const { lists = [] } = RESULTS[at.job ?? ''] ?? {};
    const results = lists.map((prefix) =>
      listing(bucketArn(at, setting(at, 'TRAILWATCH_RESULTS_BUCKET_NAME')), prefix),
    );
    return archive === undefined ? results : [...results, listing(bucketArn(at, archive), root)];
  },
  ListPublicKeys: ({ environment }) =>
    'TRAILWATCH_SIGNING_KEY_ARN' in environment ? [] : [{ action: 'cloudtrail:ListPublicKeys', arn: '*' }],
  ListObjectVersions: (at) => {
    const prefix =
      at.job === 'sign-digests' ? inOwnFolder(at, 'CloudTrail-Digest') : setting(at, 'TRAILWATCH_ROOT');
    const arn = bucketArn(at, setting(at, 'TRAILWATCH_BUCKET_NAME'));
    return [{ ...listing(arn, prefix), action: 's3:ListBucketVersions' }];
  },
};
