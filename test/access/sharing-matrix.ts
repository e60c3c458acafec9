import type { Decision } from '../../lib/core/policy/evaluation/decide';
import { type Account, type Request, roleSession } from '../../lib/core/policy/evaluation/request';
import { ACCOUNT, MANAGEMENT, ORGANIZATION, REGION } from '../constructs/synthesize';
import { ORGANIZATION_ROOT } from '../scenarios/guardrails';
import { EXTERNAL_ID, READER_ROLES, SECURITY, VENDOR, WORKLOAD } from '../scenarios/sharing';
import { askFor } from './ask';
import { type Caller, STRANGER } from './matrix-callers';
import type { Wish } from './matrix-requests';
import { guardedScenario } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';

const MANAGED: Account['organization'] = {
  id: ORGANIZATION,
  managementAccount: MANAGEMENT,
  rootId: ORGANIZATION_ROOT,
};
const scenario = guardedScenario(MANAGED);
const { bucketArn, keyArn, owner } = scenario;
const AFTER_THE_END = { 'aws:CurrentTime': '2099-01-01T00:00:00Z' };

/** The roles that are shared, by who they are for. */
export type Shared = keyof typeof READER_ROLES;

/** Who asks for a role, each an administrator of the account. */
export const TAKERS = {
  'the security account, with a second factor': taker(SECURITY, MANAGED, {
    'aws:MultiFactorAuthPresent': 'true',
  }),
  'the security account, without a second factor': taker(SECURITY, MANAGED),
  'the security account, once it has left the organization': taker(SECURITY, undefined, {
    'aws:MultiFactorAuthPresent': 'true',
  }),
  'the workload account': taker(WORKLOAD, MANAGED),
  'the third party, with its external id': taker(VENDOR, undefined, { 'sts:ExternalId': EXTERNAL_ID }),
  'the third party, without an external id': taker(VENDOR, undefined),
  'the third party, with that of another customer': taker(VENDOR, undefined, {
    'sts:ExternalId': 'customer/4712',
  }),
  'the third party, after the end': taker(VENDOR, undefined, {
    'sts:ExternalId': EXTERNAL_ID,
    ...AFTER_THE_END,
  }),
  'an account of another organization, with the external id': taker(STRANGER.id, STRANGER.organization, {
    'sts:ExternalId': EXTERNAL_ID,
  }),
  "an administrator of the archive's account": taker(owner.id, MANAGED),
  'anonymous (unsigned)': { principal: { kind: 'anonymous' }, identity: [] } as Caller,
};

/** Sessions of the roles. */
export const READERS = {
  'the security account': session('security'),
  'the workload account': session('workload'),
  'the third party': session('vendor'),
  'the third party, after the end': session('vendor', AFTER_THE_END),
  'the third party, without TLS': session('vendor', {
    'aws:SecureTransport': 'false',
    's3:TlsVersion': undefined,
  }),
};

const files = (account: string, folder: string, region: string): string =>
  `AWSLogs/${ORGANIZATION}/${account}/${folder}/${region}/`;
const get = (account: string, folder = 'CloudTrail', region = REGION): Wish => ({
  action: 's3:GetObject',
  arn: `${bucketArn}/${files(account, folder, region)}2026/06/01/file.json.gz`,
});
const list = (prefix: string): Wish => ({
  action: 's3:ListBucket',
  arn: bucketArn,
  context: { 's3:prefix': prefix },
});

/** What a reader asks for. */
export const READINGS = {
  'get a log file of the workload account': get(WORKLOAD),
  'get an older version of it': { ...get(WORKLOAD), action: 's3:GetObjectVersion' },
  'get a log file of the workload account in another Region': get(WORKLOAD, 'CloudTrail', 'us-east-1'),
  'get a log file of another account': get(ACCOUNT),
  'get a digest of the workload account': get(WORKLOAD, 'CloudTrail-Digest'),
  'get an Insights file of the workload account': get(WORKLOAD, 'CloudTrail-Insight'),
  'get something that no trail delivered': { action: 's3:GetObject', arn: `${bucketArn}/other/file` },
  'list the folder of the workload account': list(files(WORKLOAD, 'CloudTrail', REGION)),
  'list a day of the workload account': list(`${files(WORKLOAD, 'CloudTrail', REGION)}2026/06/01/`),
  'list the folder of another account': list(files(ACCOUNT, 'CloudTrail', REGION)),
  'list the digests of the workload account': list(files(WORKLOAD, 'CloudTrail-Digest', REGION)),
  'list the archive': list('AWSLogs/'),
  'list without a prefix': { action: 's3:ListBucket', arn: bucketArn },
  'decrypt a file of the archive': decrypt(bucketArn),
  'decrypt a file of another bucket': decrypt(`${bucketArn}-2`),
  'put a log file': { ...get(WORKLOAD), action: 's3:PutObject' },
  'delete a log file': { ...get(WORKLOAD), action: 's3:DeleteObject' },
} satisfies Record<string, Wish>;

/** Whether somebody gets a role. */
export function decideTaking(who: keyof typeof TAKERS, shared: Shared): Decision {
  return askFor(scenario, TAKERS[who], { action: 'sts:AssumeRole', arn: roleArn(shared) });
}

/** Whether a reader gets what it asks for. */
export function decideReading(who: keyof typeof READERS, what: keyof typeof READINGS): Decision {
  return askFor(scenario, READERS[who], READINGS[what]);
}

function taker(id: string, organization: Account['organization'], context?: Request['context']): Caller {
  const account: Account = organization === undefined ? { id } : { id, organization };
  return {
    principal: roleSession(account, 'Administrator'),
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
    ...(context === undefined ? {} : { context }),
  };
}

function session(shared: Shared, context?: Request['context']): Caller {
  const principal = roleSession(owner, READER_ROLES[shared]);
  return { principal, identity: [], ...(context === undefined ? {} : { context }) };
}

function roleArn(shared: Shared): string {
  return `arn:aws:iam::${owner.id}:role/${READER_ROLES[shared]}`;
}

function decrypt(bucket: string): Wish {
  return { action: 'kms:Decrypt', arn: keyArn, context: { 'kms:EncryptionContext:aws:s3:arn': bucket } };
}
