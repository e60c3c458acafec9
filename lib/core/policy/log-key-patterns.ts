import { ANY_ACCOUNT, type TrailCoordinates, toKeyRoot } from './trail-coordinates';

/** The files of a trail, by the name of the folder below the account. */
export type LogFolder =
  | 'CloudTrail'
  | 'CloudTrail-Insight'
  | 'CloudTrail-NetworkActivity'
  | 'CloudTrail-Aggregated'
  | 'CloudTrail-Digest';

/** The folders whose files have records; digests prove them and have none. */
export const RECORD_FOLDERS: readonly LogFolder[] = [
  'CloudTrail',
  'CloudTrail-Insight',
  'CloudTrail-NetworkActivity',
  'CloudTrail-Aggregated',
];

/** Which keys of an archive are meant. */
export interface LogKeySelection {
  readonly keyPrefix?: string;
  /** The trails that deliver there; none means that they are not known, and any account may be meant. */
  readonly trails: readonly TrailCoordinates[];
  /** Only files of these accounts, 12 digits each; of all accounts if absent. */
  readonly accounts?: readonly string[];
  /** Only files of these Regions; of all Regions if absent. */
  readonly regions?: readonly string[];
  readonly folders: readonly LogFolder[];
}

/**
 * The selected object keys as patterns in which `*` matches any text, slashes too: the one spelling that IAM
 * resources, `s3:prefix` conditions and EventBridge wildcards share. For an account
 * `AWSLogs/<account>/CloudTrail/` and its sisters; for an organization also `AWSLogs/<organization>/<any
 * account>/CloudTrail/`. Regions are the folders below.
 */
export function toLogKeyPatterns(selection: LogKeySelection): readonly string[] {
  const root = toKeyRoot(selection.keyPrefix);
  const ends = selection.regions?.map((region) => `${region}/*`) ?? ['*'];
  const folders = selection.folders.flatMap((folder) => ends.map((end) => `${folder}/${end}`));
  const owners = new Set(toOwners(selection));
  return [...owners].flatMap((owner) => folders.map((folder) => `${root}${owner}/${folder}`));
}

function toOwners({ trails, accounts }: LogKeySelection): readonly string[] {
  const organizations = trails.flatMap((trail) => trail.organizationId ?? []);
  if (accounts === undefined) {
    // Any account includes all that are listed, and what is below the folder of an organization.
    if (trails.length === 0 || trails.some(({ ownerAccount }) => ownerAccount === ANY_ACCOUNT)) return ['*'];
    return [...trails.map((trail) => trail.ownerAccount), ...organizations.map((id) => `${id}/*`)];
  }
  const parents = trails.length === 0 ? ['*/'] : organizations.map((id) => `${id}/`);
  return accounts.flatMap((account) => [account, ...parents.map((parent) => `${parent}${account}`)]);
}
