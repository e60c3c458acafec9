import { partitionOf } from '../../../lib/core/record/region';
import type { REGIONAL_PARAMETERS } from '../../../lib/core/response/regional-request';
import { decodeResponderSettings } from '../../../lib/core/settings/responder-settings';
import type { Call, CallsOf, Surroundings } from './call';
import type { DeployedFunction } from './deployed-function';
import { setting } from './worker-calls';

/** Where an action is taken. */
interface Acting {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

type OfPlace = (place: Acting) => readonly Omit<Call, 'roleArn'>[];

function one(action: string, toArn: (place: Acting) => string, context?: Call['context']): OfPlace {
  return (place) => [{ action, arn: toArn(place), ...(context === undefined ? {} : { context }) }];
}

const inEc2 =
  (rest: string) =>
  ({ partition, region, account }: Acting) =>
    `arn:${partition}:ec2:${region}:${account}:${rest}`;
const inIam =
  (rest: string) =>
  ({ partition, account }: Acting) =>
    `arn:${partition}:iam::${account}:${rest}`;
const bucket = ({ partition }: Acting) => `arn:${partition}:s3:::public`;
const anything = () => '*';
const isolation = { 'aws:ResourceTag/trailwatch-isolation': 'true' };
const group = inEc2('security-group/sg-0123456789abcdef0');
const face = inEc2('network-interface/eni-0123456789abcdef0');
const detector = ({ partition, region, account }: Acting) =>
  `arn:${partition}:guardduty:${region}:${account}:detector/0123456789abcdef0123456789abcdef`;
const all =
  (...many: readonly OfPlace[]): OfPlace =>
  (place) =>
    many.flatMap((each) => each(place));

function detached(kind: string): OfPlace {
  return (place) => [
    {
      ...{ action: `iam:Detach${kind}Policy`, arn: inIam(`${kind.toLowerCase()}/somebody`)(place) },
      context: { 'iam:PolicyARN': `arn:${place.partition}:iam::aws:policy/AdministratorAccess` },
    },
  ];
}

/** The operations of each action, and what they are made on. */
const ACTIONS: Readonly<Record<keyof typeof REGIONAL_PARAMETERS, Readonly<Record<string, OfPlace>>>> = {
  'start-logging': {
    StartLogging: one(
      'cloudtrail:StartLogging',
      ({ partition, region, account }) => `arn:${partition}:cloudtrail:${region}:${account}:trail/any`,
    ),
  },
  'block-public-bucket': {
    GetPublicAccessBlock: one('s3:GetBucketPublicAccessBlock', bucket),
    PutPublicAccessBlock: one('s3:PutBucketPublicAccessBlock', bucket),
  },
  'revoke-ingress': { RevokeSecurityGroupIngress: one('ec2:RevokeSecurityGroupIngress', group) },
  'isolate-instance': {
    DescribeNetworkInterfaces: one('ec2:DescribeNetworkInterfaces', anything),
    DescribeSecurityGroups: one('ec2:DescribeSecurityGroups', anything),
    CreateSecurityGroup: all(
      one('ec2:CreateSecurityGroup', group, { 'aws:RequestTag/trailwatch-isolation': 'true' }),
      one('ec2:CreateSecurityGroup', inEc2('vpc/vpc-0123456789abcdef0')),
      one('ec2:CreateTags', group, { 'ec2:CreateAction': 'CreateSecurityGroup' }),
    ),
    CreateTags: one('ec2:CreateTags', face, { 'aws:TagKeys': ['trailwatch-former-groups'] }),
    RevokeSecurityGroupIngress: one('ec2:RevokeSecurityGroupIngress', group, isolation),
    RevokeSecurityGroupEgress: one('ec2:RevokeSecurityGroupEgress', group, isolation),
    ModifyNetworkInterfaceAttribute: all(
      one('ec2:ModifyNetworkInterfaceAttribute', face),
      one('ec2:ModifyNetworkInterfaceAttribute', inEc2('instance/i-0123456789abcdef0')),
      one('ec2:ModifyNetworkInterfaceAttribute', group, isolation),
    ),
  },
  'cancel-key-deletion': {
    CancelKeyDeletion: one(
      'kms:CancelKeyDeletion',
      ({ partition, region, account }) => `arn:${partition}:kms:${region}:${account}:key/any`,
    ),
  },
  'detach-administrator-policy': {
    DetachUserPolicy: detached('User'),
    DetachRolePolicy: detached('Role'),
    DetachGroupPolicy: detached('Group'),
  },
  'enable-guardduty': {
    UpdateDetector: one('guardduty:UpdateDetector', detector),
    CreateDetector: one('guardduty:CreateDetector', anything),
    ListDetectors: one('guardduty:ListDetectors', anything),
  },
  'start-config-recorder': {
    StartConfigurationRecorder: one(
      'config:StartConfigurationRecorder',
      ({ partition, region, account }) =>
        `arn:${partition}:config:${region}:${account}:configuration-recorder/default/abcdefgh12345678`,
    ),
  },
  'enable-security-hub': {
    EnableSecurityHub: one(
      'securityhub:EnableSecurityHub',
      ({ partition, region, account }) => `arn:${partition}:securityhub:${region}:${account}:hub/default`,
    ),
  },
  'remove-public-statements': {
    GetBucketPolicy: one('s3:GetBucketPolicy', bucket),
    PutBucketPolicy: one('s3:PutBucketPolicy', bucket),
    DeleteBucketPolicy: one('s3:DeleteBucketPolicy', bucket),
  },
};

/** The roles of other accounts that a function takes; undefined if it acts in its own account, with its own role. */
function memberRoles(
  { at, roleArn }: DeployedFunction,
  { resources }: Surroundings,
  action: string,
): readonly string[] | undefined {
  const responders = resources.functions().filter((one) => one.job === 'responder' && one.at === at);
  const settings = responders.map(({ environment }) => decodeResponderSettings(environment));
  const isOwn = settings.some(({ actingRoles }) => actingRoles.includes(roleArn.split('/').at(-1) ?? ''));
  const outer = settings.find(({ memberAccounts }) => memberAccounts.length > 0);
  if (isOwn || outer === undefined) return undefined;
  const { memberAccounts, memberRoleStart, accountId } = outer;
  return [accountId, ...memberAccounts].map(
    (account) => `arn:${partitionOf(at.region)}:iam::${account}:role/${memberRoleStart}${action}`,
  );
}

/** What the function of an action does with an operation that its bundle has; nothing if the action does not need it. */
export function responseCalls(operation: string): CallsOf {
  return (at, around) => {
    const action = setting(at, 'TRAILWATCH_RESPONSE_ACTION') as keyof typeof ACTIONS;
    const make = ACTIONS[action][operation];
    if (make === undefined) return [];
    const { region, accountId } = at.at;
    const partition = partitionOf(region);
    const roles = memberRoles(at, around, action);
    if (roles === undefined) return make({ partition, region, account: accountId });
    return roles.flatMap((roleArn) => [
      { action: 'sts:AssumeRole', arn: roleArn },
      ...make({ partition, region, account: roleArn.split(':')[4] ?? '' }).map((call) => ({
        ...call,
        roleArn,
      })),
    ]);
  };
}

/** The operations that are made by some action. */
export const RESPONSE_OPERATIONS: ReadonlySet<string> = new Set(
  Object.values(ACTIONS).flatMap((operations) => Object.keys(operations)),
);
