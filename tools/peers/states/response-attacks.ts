import { CloudTrailClient, CreateTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import {
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  ListPoliciesForTargetCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import type { ResponseActionName } from '../../../lib/core/settings/responder-settings';

/** The account of the emulator for calls that name none. */
export const EMULATED_ACCOUNT = '123456789012';

/** Where the attacks are: not where the state machines are. */
export const EMULATED_REGION = 'us-west-2';

/** A resource that was attacked. */
export interface Attacked {
  /** What the record of the attack has. */
  readonly record: Record<string, unknown>;
  readonly guardrail?: { readonly policyId: string; readonly managementAccount: string };
  /** What the action is to change, as the emulator has it. */
  readonly read: () => Promise<unknown>;
  readonly expected: unknown;
}

const optionsOf = (endpoint: string) => ({
  ...{ endpoint, region: EMULATED_REGION },
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/** The emulator has no policies of AWS, nor what users of trailwatch start; its detection services do nothing that could be stopped, and S3 blocks
 * the bucket of another attack. */
type Unattacked =
  | 'detach-administrator-policy'
  | 'enable-guardduty'
  | 'start-config-recorder'
  | 'enable-security-hub'
  | 'remove-public-statements'
  | 'start-state-machine'
  | 'start-automation';

/** Attacks that each other action answers. */
export const ATTACKS: Readonly<
  Record<Exclude<ResponseActionName, Unattacked>, (endpoint: string) => Promise<Attacked>>
> = {
  'start-logging': async (endpoint) => {
    const trails = new CloudTrailClient(optionsOf(endpoint));
    await createBucket(endpoint, 'trail-logs');
    await trails.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'trail-logs' }));
    return {
      record: {},
      read: async () => (await trails.send(new GetTrailStatusCommand({ Name: 'main' }))).IsLogging,
      expected: true,
    };
  },
  'block-public-bucket': async (endpoint) => {
    const s3 = await createBucket(endpoint, 'payments-reports');
    const Bucket = 'payments-reports';
    return {
      record: {},
      read: async () =>
        (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
      expected: {
        ...{ BlockPublicAcls: true, IgnorePublicAcls: true },
        ...{ BlockPublicPolicy: true, RestrictPublicBuckets: true },
      },
    };
  },
  'revoke-ingress': async (endpoint) => {
    const ec2 = new EC2Client(optionsOf(endpoint));
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }),
    );
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: ['0.0.0.0/0', '10.0.0.0/8'].map((CidrIp, index) => ({
          ...{ IpProtocol: 'tcp', FromPort: 22 + index, ToPort: 22 + index },
          IpRanges: [{ CidrIp }],
        })),
      }),
    );
    // The emulator's answer to the call above has no networks.
    const readRules = async () => {
      const Filters = [{ Name: 'group-id', Values: [GroupId] }];
      const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      return SecurityGroupRules.filter(({ IsEgress }) => IsEgress !== true);
    };
    const items = (await readRules()).map((rule) => ({
      ...{ groupId: GroupId, securityGroupRuleId: rule.SecurityGroupRuleId, cidrIpv4: rule.CidrIpv4 },
    }));
    return {
      record: { requestParameters: {}, responseElements: { securityGroupRuleSet: { items } } },
      read: async () => (await readRules()).map(({ CidrIpv4 }) => CidrIpv4),
      expected: ['10.0.0.0/8'],
    };
  },
  'disable-access-key': async (endpoint) => {
    const iam = new IAMClient(optionsOf(endpoint));
    const UserName = 'alice';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const accessKey = { userName: UserName, accessKeyId: AccessKey?.AccessKeyId };
    return {
      record: { eventName: 'CreateAccessKey', responseElements: { accessKey } },
      read: async () => {
        const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
        return AccessKeyMetadata.map(({ Status }) => Status);
      },
      expected: ['Inactive'],
    };
  },
  'revoke-sessions': async (endpoint) => {
    const iam = new IAMClient(optionsOf(endpoint));
    const RoleName = 'web';
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' }));
    const arn = `arn:aws:iam::${EMULATED_ACCOUNT}:role/${RoleName}`;
    const sessionIssuer = { type: 'Role', arn, userName: RoleName };
    return {
      record: { userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer } } },
      read: async () => {
        const PolicyName = 'TrailwatchRevokeOlderSessions';
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument));
        const [{ Effect, Condition }] = Statement;
        return [Effect, Number.isFinite(Date.parse(Condition.DateLessThan['aws:TokenIssueTime']))];
      },
      expected: ['Deny', true],
    };
  },
  'attach-guardrail': async (endpoint) => {
    const organizations = new OrganizationsClient(optionsOf(endpoint));
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: 'member', Email: 'member@example.com' }),
    );
    const TargetId = CreateAccountStatus?.AccountId ?? '';
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        ...{ Name: 'deny', Description: 'deny', Type: 'SERVICE_CONTROL_POLICY' },
        Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
      }),
    );
    const policyId = Policy?.PolicySummary?.Id ?? '';
    return {
      record: { recipientAccountId: TargetId },
      guardrail: { policyId, managementAccount: EMULATED_ACCOUNT },
      read: async () => {
        const { Policies = [] } = await organizations.send(
          new ListPoliciesForTargetCommand({ TargetId, Filter: 'SERVICE_CONTROL_POLICY' }),
        );
        return Policies.filter(({ Id }) => Id === policyId).length;
      },
      expected: 1,
    };
  },
  'isolate-instance': isolatedInstance,
  'cancel-key-deletion': async (endpoint) => {
    const kms = new KMSClient(optionsOf(endpoint));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    return {
      record: { requestParameters: { keyId: KeyId }, responseElements: null },
      read: async () => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState,
      expected: 'Disabled',
    };
  },
};

async function createBucket(endpoint: string, Bucket: string): Promise<S3Client> {
  const s3 = new S3Client({ ...optionsOf(endpoint), forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: EMULATED_REGION } }),
  );
  return s3;
}

/** An instance with two network interfaces: that of its launch, and one of a group of its own. */
async function isolatedInstance(endpoint: string): Promise<Attacked> {
  const ec2 = new EC2Client(optionsOf(endpoint));
  const { Instances: [launched] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }),
  );
  const { InstanceId = '', SubnetId, VpcId } = launched ?? {};
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'database', Description: 'database', VpcId }),
  );
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId] }),
  );
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
  await ec2.send(new AttachNetworkInterfaceCommand({ InstanceId, NetworkInterfaceId, DeviceIndex: 1 }));
  return {
    record: { responseElements: { instancesSet: { items: [{ instanceId: InstanceId }] } } },
    read: async () => {
      const Filters = [{ Name: 'attachment.instance-id', Values: [InstanceId] }];
      const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      const { SecurityGroups = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({
          Filters: [{ Name: 'group-name', Values: ['trailwatch-isolation'] }],
        }),
      );
      return {
        groups: NetworkInterfaces.map(({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName)),
        former: NetworkInterfaces.flatMap(({ TagSet = [] }) => TagSet.map(({ Value }) => Value)).includes(
          GroupId,
        ),
        rules: SecurityGroups.map((group) => [group.IpPermissions, group.IpPermissionsEgress]),
      };
    },
    expected: {
      groups: [['trailwatch-isolation'], ['trailwatch-isolation']],
      ...{ former: true, rules: [[[], []]] },
    },
  };
}
