import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { NoSuchEntityException } from '@aws-sdk/client-iam';
import { KMSInvalidStateException } from '@aws-sdk/client-kms';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { ResourceConflictException } from '@aws-sdk/client-securityhub';
import type { ResponseActionName } from '../../../lib/core/settings/responder-settings';
import { DETECTOR } from '../../core/response/response-samples';

/** The resources of an account, by name. Those of trailwatch itself begin with `own`: no undo command removes them. */
export type Account = Record<string, string>;

/** An alert that an action answers, and the account at that time. */
export interface Attack {
  readonly action: ResponseActionName;
  readonly account: Account;
  /** The members of the record that differ from those of the sample. */
  readonly record?: Record<string, unknown>;
  /** What the account has, at the end, of its resources; an empty text for one that is gone. */
  readonly safe: Account;
}

const BLOCKED =
  'BlockPublicAcls=true,BlockPublicPolicy=true,IgnorePublicAcls=true,RestrictPublicBuckets=true';
const HALF_BLOCKED = BLOCKED.replace('Policy=true', 'Policy=false');
const [RULE, OTHER_RULE] = ['sgr-00000000000000001', 'sgr-00000000000000002'];
const NEW_DETECTOR = 'f0e9d8c7b6a5948372615049382716a5';
const FOREIGN_DETECTOR = '00e9d8c7b6a5948372615049382716a5';
const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';
const OWN = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 's3:GetObject' };
const OWN_ONLY = JSON.stringify({ Statement: [OWN] });
const PUBLIC = JSON.stringify({ Statement: [{ ...OWN, Principal: '*' }, OWN] });
const DELETED = { eventName: 'DeleteDetector', requestParameters: { detectorId: DETECTOR } };
const LESS_PUBLIC = JSON.stringify({ Statement: [OWN, { ...OWN, Principal: '*', Action: 's3:ListBucket' }] });
/** What the action leaves, under a name of its own. */
const REVOKED = { TrailwatchRevokeOlderSessions: 'denied' };
const GROUPS = { 'eni-1': 'sg-a sg-b', 'eni-2': 'sg-c' };

const ISOLATED = {
  ...{ 'eni-1': 'sg-iso', 'eni-2': 'sg-iso', 'own group': 'closed' },
  ...{ 'own tag eni-1': GROUPS['eni-1'], 'own tag eni-2': GROUPS['eni-2'] },
};

/** One action in several accounts. */
function inEach(action: ResponseActionName, accounts: readonly Account[], safe: Account): readonly Attack[] {
  return accounts.map((account) => ({ action, account, safe }));
}

/** Each action after an attack and, where AWS says so to a call, after someone else has answered it already. */
export const ATTACKS: readonly Attack[] = [
  ...inEach('start-logging', [{ trail: 'stopped' }], { trail: 'logging' }),
  ...inEach('block-public-bucket', [{}, { block: HALF_BLOCKED }, { block: BLOCKED }], { block: BLOCKED }),
  ...inEach(
    'revoke-ingress',
    [{ [RULE]: 'open', [OTHER_RULE]: 'open' }, { [RULE]: 'open' }, { [OTHER_RULE]: 'open' }, {}],
    { [RULE]: '', [OTHER_RULE]: '' },
  ),
  ...inEach('disable-access-key', [{ accessKey: 'Active' }], { accessKey: 'Inactive' }),
  ...inEach(
    'revoke-sessions',
    // where people have revoked older sessions in the console
    [{}, { AWSRevokeOlderSessions: 'denied before' }],
    REVOKED,
  ),
  ...inEach('attach-guardrail', [{}, { guardrail: 'attached' }], { guardrail: 'attached' }),
  ...inEach('isolate-instance', [GROUPS, { ...ISOLATED, 'eni-1': GROUPS['eni-1'] }, ISOLATED], ISOLATED),
  ...inEach('cancel-key-deletion', [{ key: 'pending' }, { key: 'disabled' }], { key: 'disabled' }),
  ...inEach('detach-administrator-policy', [{ attached: `mallory ${POLICY}` }, {}], { attached: '' }),
  ...inEach('enable-guardduty', [{ [DETECTOR]: 'off' }], { [DETECTOR]: 'on' }),
  { action: 'enable-guardduty', record: DELETED, account: {}, safe: { [NEW_DETECTOR]: 'on' } },
  {
    ...{ action: 'enable-guardduty', record: DELETED },
    ...{ account: { [FOREIGN_DETECTOR]: 'off' }, safe: { [FOREIGN_DETECTOR]: 'on', [NEW_DETECTOR]: '' } },
  },
  ...inEach('start-config-recorder', [{ recorder: 'stopped' }], { recorder: 'started' }),
  ...inEach('enable-security-hub', [{}, { hub: 'enabled' }], { hub: 'enabled' }),
  ...inEach('remove-public-statements', [{ policy: PUBLIC }, { policy: LESS_PUBLIC }, { policy: OWN_ONLY }], {
    policy: OWN_ONLY,
  }),
  ...inEach('start-state-machine', [{}], { execution: 'started' }),
  ...inEach('start-automation', [{}], { automation: 'started' }),
];

/** The members of a call that the account reads. */
export interface CallInput {
  readonly PolicyName: string;
  readonly DetectorId: string;
  readonly Groups: readonly string[];
  readonly NetworkInterfaceId: string;
  readonly Policy: string;
  readonly PublicAccessBlockConfiguration: object;
  readonly Resources: readonly string[];
  readonly SecurityGroupRuleIds: readonly string[];
  readonly Status: string;
  readonly Tags: readonly { readonly Value: string }[];
}

const DETECTORS = [DETECTOR, NEW_DETECTOR, FOREIGN_DETECTOR];
const OF_CLIENT = { $fault: 'client', $metadata: {} } as const;
const errorOf = (name: string) => Object.assign(new Error(name), { name });
const notFoundByEc2 = (name: string) => new EC2ServiceException({ ...OF_CLIENT, name, message: name });
const notFoundByS3 = (name: string) => new S3ServiceException({ ...OF_CLIENT, name, message: name });

/** Removes a resource; throws if there is none. */
function take(account: Account, name: string, error: Error): object {
  if (account[name] === undefined) throw error;
  delete account[name];
  return {};
}

/** Adds a resource; throws if it is there. */
function add(account: Account, name: string, value: string, error: Error): object {
  if (account[name] !== undefined) throw error;
  return Object.assign(account, { [name]: value });
}

/** Calls that set a state, whatever it was. */
const SETTING: Readonly<Record<string, (input: CallInput) => Account>> = {
  StartLogging: () => ({ trail: 'logging' }),
  PutPublicAccessBlock: ({ PublicAccessBlockConfiguration: block }) => ({
    block: String(Object.entries(block).map((entry) => entry.join('='))),
  }),
  PutBucketPolicy: ({ Policy: policy }) => ({ policy }),
  UpdateDetector: ({ DetectorId }) => ({ [DetectorId]: 'on' }),
  StartConfigurationRecorder: () => ({ recorder: 'started' }),
  CreateTags: ({ Resources: [id], Tags: [tag] }) => ({ [`own tag ${id}`]: tag?.Value ?? '' }),
  ModifyNetworkInterfaceAttribute: (input) => ({ [input.NetworkInterfaceId]: input.Groups.join(' ') }),
  'iam:updateAccessKey': ({ Status: accessKey }) => ({ accessKey }),
  'iam:putRolePolicy': ({ PolicyName }) => ({ [PolicyName]: 'denied' }),
  'ssm:startAutomationExecution': () => ({ automation: 'started' }),
};

/** Calls whose answer depends on what is there, as AWS documents it. */
const CALLS: Readonly<Record<string, (account: Account, input: CallInput) => object>> = {
  GetPublicAccessBlock: ({ block }) => {
    if (block === undefined) throw notFoundByS3('NoSuchPublicAccessBlockConfiguration');
    const settings = block.split(',').map((one) => one.split('='));
    const values = settings.map(([name = '', value]) => [name, value === 'true']);
    return { PublicAccessBlockConfiguration: Object.fromEntries(values) };
  },
  GetBucketPolicy: ({ policy }) => ({ Policy: policy }),
  RevokeSecurityGroupIngress: (account, { SecurityGroupRuleIds: ids }) => {
    if (ids.some((id) => account[id] === undefined))
      throw notFoundByEc2('InvalidSecurityGroupRuleId.NotFound');
    for (const id of ids) delete account[id];
    return {};
  },
  CancelKeyDeletion: (account) => {
    const message = 'key is not pending deletion.';
    if (account.key !== 'pending') throw new KMSInvalidStateException({ $metadata: {}, message });
    return Object.assign(account, { key: 'disabled' });
  },
  DetachUserPolicy: (account) =>
    take(account, 'attached', new NoSuchEntityException({ $metadata: {}, message: 'not attached' })),
  CreateDetector: (account) => {
    if (DETECTORS.some((id) => id in account)) throw new Error('a detector already exists');
    account[NEW_DETECTOR] = 'on';
    return { DetectorId: NEW_DETECTOR };
  },
  ListDetectors: (account) => ({ DetectorIds: DETECTORS.filter((id) => id in account) }),
  EnableSecurityHub: (account) =>
    add(account, 'hub', 'enabled', new ResourceConflictException({ $metadata: {}, message: 'enabled' })),
  DescribeNetworkInterfaces: (account) => ({
    NetworkInterfaces: Object.keys(GROUPS).map((id) => ({
      ...{ NetworkInterfaceId: id, VpcId: 'vpc-1' },
      TagSet: [{ Key: 'trailwatch-former-groups', Value: account[`own tag ${id}`] ?? '' }],
      Groups: account[id]?.split(' ').map((GroupId) => ({ GroupId })),
    })),
  }),
  DescribeSecurityGroups: ({ 'own group': group }) => ({
    SecurityGroups: [group].flatMap((rules) => (rules === undefined ? [] : toGroup(rules))),
  }),
  CreateSecurityGroup: (account) =>
    add(account, 'own group', 'open', notFoundByEc2('InvalidGroup.Duplicate')),
  RevokeSecurityGroupEgress: (account) => {
    if (account['own group'] === 'closed') throw notFoundByEc2('InvalidPermission.NotFound');
    return Object.assign(account, { 'own group': 'closed' });
  },
  'organizations:attachPolicy': (account) =>
    add(account, 'guardrail', 'attached', errorOf('Organizations.DuplicatePolicyAttachmentException')),
  'sfn:startExecution': (account) =>
    add(account, 'execution', 'started', errorOf('Sfn.ExecutionAlreadyExistsException')),
};

function toGroup(rules: string): object {
  const open = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  return {
    ...{ GroupId: 'sg-iso', Tags: [{ Key: 'trailwatch-isolation', Value: 'true' }] },
    IpPermissionsEgress: rules === 'open' ? open : [],
  };
}

/** Carries out a call in an account. */
export function carryOut(account: Account, name: string, input: CallInput): object {
  const setting = SETTING[name];
  if (setting !== undefined) return Object.assign(account, setting(input));
  const call = CALLS[name];
  if (call === undefined) throw new Error(`the account knows no call ${name}`);
  return call(account, input);
}

/** The rules that were open before, which the records of RevokeSecurityGroupIngress show. */
function openedOf(before: Account): Account {
  return Object.fromEntries([RULE, OTHER_RULE].map((id) => [id, before[id] ?? '']));
}

/** What a person who enters an undo command does to the account; `''` removes. `before` is what a person has to look up. */
const UNDO: readonly (readonly [RegExp, (before: Account, now: Account, ...parts: string[]) => Account])[] = [
  [/^cloudtrail stop-logging --name \S+:trail\/main /, () => ({ trail: 'stopped' })],
  [/^s3api delete-public-access-block /, () => ({ block: '' })],
  [/^s3api put-public-access-block .+-configuration (\S+)$/, (_before, _now, block = '') => ({ block })],
  [/^s3api put-public-access-block .+, with its earlier settings$/, ({ block = '' }) => ({ block })],
  [
    /^s3api put-bucket-policy .+, with the policy of the record, or of a later PutBucketPolicy$/,
    ({ policy = '' }) => ({ policy }),
  ],
  [/^ec2 authorize-.+ of the record that the response revoked$/, openedOf],
  [
    /^ec2 authorize-.+ of the record, but those of (\S+) only if the response revoked them$/,
    (before, _now, id = '') => ({ [RULE]: 'open', [OTHER_RULE]: 'open', [id]: before[id] ?? '' }),
  ],
  [
    /^ec2 modify-network-interface-attribute --network-interface-id (\S+) .+, if the response isolated it$/,
    (before, _now, id = '') => ({ [id]: before[id] ?? '' }),
  ],
  [
    /^ec2 modify-network-interface-attribute --network-interface-id (\S+) --groups (.+) --region eu-west-1$/,
    (_before, _now, id = '', groups = '') => ({ [id]: groups }),
  ],
  [
    /^ec2 describe-network-interfaces .+ has the groups to set again, where the response replaced them$/,
    (before, now) =>
      Object.fromEntries(
        Object.keys(GROUPS).map((id) => [
          id,
          before[id] === 'sg-iso' ? 'sg-iso' : (now[`own tag ${id}`] ?? now[id] ?? ''),
        ]),
      ),
  ],
  [/^iam update-access-key .+ --status Active/, () => ({ accessKey: 'Active' })],
  [/^iam delete-role-policy .+ --policy-name (\S+)$/, (_before, _now, name = '') => ({ [name]: '' })],
  [
    /^iam attach-user-policy --user-name (\S+) --policy-arn (\S+)$/,
    (_before, _now, ...parts) => ({ attached: parts.join(' ') }),
  ],
  [/^organizations detach-policy /, () => ({ guardrail: '' })],
  [/^kms schedule-key-deletion /, () => ({ key: 'pending' })],
  [
    /^guardduty delete-detector --detector-id (\S+) --region \S+$/,
    (_before, _now, id = '') => ({ [id]: '' }),
  ],
  [
    /^guardduty delete-detector --region \S+, with the id of the new detector, or .+ if it was there before$/,
    (before, now) =>
      Object.fromEntries(DETECTORS.filter((id) => id in now).map((id) => [id, id in before ? 'off' : ''])),
  ],
  [
    /^guardduty update-detector --no-enable --detector-id (\S+) --region \S+$/,
    (_before, _now, id = '') => ({ [id]: 'off' }),
  ],
  [
    /^guardduty update-detector --no-enable --detector-id (\S+) --region \S+, or delete-detector if the response created it$/,
    (before, _now, id = '') => ({ [id]: before[id] === undefined ? '' : 'off' }),
  ],
  [/^configservice stop-configuration-recorder /, () => ({ recorder: 'stopped' })],
  [/^securityhub disable-security-hub /, () => ({ hub: '' })],
  [/^stepfunctions stop-execution /, () => ({ execution: '' })],
  [/^ssm describe-automation-executions /, () => ({ automation: '' })],
];

/** The account after a person has entered a command. */
export function afterCommand(command: string, before: Account, now: Account): Account {
  for (const [form, change] of UNDO) {
    const [whole, ...parts] = form.exec(command.replace(/^aws /, '')) ?? [];
    if (whole === undefined) continue;
    const changed = Object.entries({ ...now, ...change(before, now, ...parts) });
    return Object.fromEntries(changed.filter(([, value]) => value !== ''));
  }
  throw new Error(`the account knows no command '${command}'`);
}
