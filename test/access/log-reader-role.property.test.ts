import { App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { type Account, roleSession } from '../../lib/core/policy/evaluation/request';
import { LogArchive, LogFolder, LogReader, LogReaderRole, TrailIdentity } from '../../lib/index';
import { MANAGEMENT, ORGANIZATION, REGION } from '../constructs/synthesize';
import { cases } from '../jest/cases';
import { askFor } from './ask';
import { arnOf, deploymentsOf } from './reference-stacks';
import { collectPolicies } from './template/template-policies';

const OWNER: Account = { id: MANAGEMENT };
// small sets, so that what is asked for is often what is shared, and often nearly
const ACCOUNTS = ['111122223333', '111122223334'];
const REGIONS = ['eu-central-1', 'eu-central-2'];
const FOLDERS = Object.values(LogFolder);
// the long one makes several policies of what is short otherwise
const PREFIXES = [undefined, 'audit', ORGANIZATION, `audit/${'a'.repeat(190)}`];

const someOf = <T>(all: readonly T[]) =>
  fc.option(fc.subarray([...all], { minLength: 1 }), { nil: undefined });
const sharing = fc.oneof(
  fc.record({
    isOrganization: fc.boolean(),
    keyPrefix: fc.constantFrom(...PREFIXES),
    accounts: someOf(ACCOUNTS),
    regions: someOf(REGIONS),
    folders: someOf(FOLDERS),
  }),
  // takes several policies
  fc.record({
    isOrganization: fc.constant(true),
    keyPrefix: fc.constant(PREFIXES[3]),
    accounts: fc.constant(ACCOUNTS),
    regions: fc.constant(REGIONS),
    folders: fc.subarray(FOLDERS, { minLength: FOLDERS.length - 1 }),
  }),
);
const file = fc.record({
  keyPrefix: fc.constantFrom(...PREFIXES),
  isOrganization: fc.boolean(),
  account: fc.constantFrom(...ACCOUNTS, MANAGEMENT),
  region: fc.constantFrom(...REGIONS),
  folder: fc.constantFrom(...FOLDERS),
  rest: fc.constantFrom('2026/06/01/file.json.gz', '', '2026/'),
  isNear: fc.boolean(),
});

type Sharing = typeof sharing extends fc.Arbitrary<infer T> ? T : never;
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

function share({ isOrganization, keyPrefix, accounts, regions, folders }: Sharing) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Sharing', { env: { account: OWNER.id, region: REGION } });
  const known = { trailName: 'primary', homeRegion: REGION };
  const trail = isOrganization
    ? TrailIdentity.organization({ ...known, managementAccount: MANAGEMENT, organizationId: ORGANIZATION })
    : TrailIdentity.account({ ...known, ownerAccount: MANAGEMENT });
  const archive = new LogArchive(stack, 'Archive', { trails: [trail], keyPrefix });
  const reader = LogReader.ownAccount({ account: '222233334444' });
  const readable = { accounts, regions, folders };
  new LogReaderRole(stack, 'Reader', { archive, reader, readable, roleName: 'Reader' });
  const deployments = deploymentsOf(app, [stack]);
  const bucketArn = arnOf(deployments[0]!, 'AWS::S3::Bucket', /^ArchiveBucket/);
  const policies = collectPolicies(deployments);
  const count = policies.identity.get(roleSession(OWNER, 'Reader').arn)?.length ?? 0;
  return { policies, count, owner: OWNER, bucketArn };
}

function keyOf({ keyPrefix, isOrganization, account, region, folder, rest }: File): string {
  const start = keyPrefix === undefined ? '' : `${keyPrefix}/`;
  return `${start}AWSLogs/${isOrganization ? `${ORGANIZATION}/` : ''}${account}/${folder}/${region}/${rest}`;
}

/** Half of the files differ from what is shared in the account, Region or folder at most: few of the others are shared. */
function near(shared: Sharing, wanted: File): File {
  if (!wanted.isNear) return wanted;
  const { keyPrefix, isOrganization, accounts: [account = wanted.account] = [] } = shared;
  return { ...wanted, keyPrefix, isOrganization, account };
}

/** Said once more, without patterns. */
function isShared(shared: Sharing, wanted: File): boolean {
  const isLogged = shared.isOrganization ? true : !wanted.isOrganization;
  const isOwnersAlone = !wanted.isOrganization && shared.accounts === undefined;
  return (
    isLogged &&
    shared.keyPrefix === wanted.keyPrefix &&
    (isOwnersAlone ? wanted.account === MANAGEMENT : (shared.accounts?.includes(wanted.account) ?? true)) &&
    (shared.regions?.includes(wanted.region) ?? true) &&
    (shared.folders?.includes(wanted.folder) ?? true)
  );
}

test('a reader gets and lists what is shared with it, never more and never less', () => {
  const counts = { allowed: 0, refused: 0, allowedBySeveral: 0 };
  fc.assert(
    fc.property(sharing, fc.array(file, { minLength: 30, maxLength: 30 }), (shared, files) => {
      const scenario = share(shared);
      const caller = { principal: roleSession(OWNER, 'Reader'), identity: [] };
      for (const wanted of files.map((each) => near(shared, each))) {
        const key = keyOf(wanted);
        const expected = isShared(shared, wanted) ? 'allowed' : 'not allowed';
        counts[expected === 'allowed' ? 'allowed' : 'refused'] += 1;
        if (expected === 'allowed' && scenario.count > 1) counts.allowedBySeveral += 1;
        const get = { action: 's3:GetObject', arn: `${scenario.bucketArn}/${key}` };
        const list = { action: 's3:ListBucket', arn: scenario.bucketArn, context: { 's3:prefix': key } };
        expect([key, askFor(scenario, caller, get).verdict]).toEqual([key, expected]);
        expect([key, askFor(scenario, caller, list).verdict]).toEqual([key, expected]);
      }
    }),
    { numRuns: 40 },
  );
  expect(counts.allowed).toBeGreaterThan(cases(40));
  expect(counts.allowedBySeveral).toBeGreaterThan(cases(10));
  expect(counts.refused).toBeGreaterThan(cases(500));
});
