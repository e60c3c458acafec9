/** Which rules of the catalogue stand for a rule of Panther: they catch its positive tests, and not its negative ones. */
export const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  'AWS.CloudTrail.AMIModifiedForPublicAccess': ['image-or-snapshot-made-public', 'image-or-snapshot-shared'],
  'AWS.CloudTrail.DNSLogsDeleted': ['dns-query-logging-deleted'],
  'AWS.CloudTrail.EnableRegion': ['region-enabled'],
  'AWS.CloudTrail.EventSelectorsDisabled': ['trail-blinded-by-selectors'],
  'AWS.CloudTrail.IAMCompromisedKeyQuarantine': ['access-key-quarantined'],
  'AWS.CloudTrail.IMDSCredentialExfiltration': ['instance-credentials-used-from-public-address'],
  'AWS.CloudTrail.Password.Policy.Discovery': ['iam-inventory-read'],
  'AWS.CloudTrail.PasswordSpraying': ['console-login-failed'],
  'AWS.CloudTrail.SES.CheckSESSendingEnabled': ['email-sending-probed'],
  'AWS.CloudTrail.ShortLifecycle': ['bucket-lifecycle-shortened'],
  'AWS.CloudTrail.UnauthorizedAPICall': ['call-denied'],
  'AWS.CloudTrail.UserAccessKeyAuth': ['access-key-tried-out'],
  'AWS.CloudTrail.VPCE.AccessDenied': ['network-perimeter-denied'],
  'AWS.Console.LoginWithoutSAML': ['console-login-by-iam-user'],
  'AWS.Console.RootLoginFailed': ['root-console-login-failed'],
  'AWS.EC2.DownloadInstanceUserData': ['instance-user-data-read'],
  'AWS.EC2.Monitoring': ['instance-copied-to-image'],
  'AWS.EC2.Traffic.Mirroring': ['traffic-mirroring-created', 'traffic-mirroring-removed'],
  'AWS.IAM.AttachAdminUserPolicy': ['administrator-policy-attached'],
  'AWS.IAM.Backdoor.User.Keys': ['access-key-for-another-user'],
  'AWS.IAM.BackdoorRole': ['role-trust-opened-to-everyone'],
  'AWS.IAM.CreateUser': ['iam-user-created'],
  'AWS.IAM.Group.Read.Only.Events': ['iam-inventory-read'],
  'AWS.IPSet.Modified': ['guardduty-findings-hidden'],
  'AWS.Potential.Backdoor.Lambda': ['function-shared-with-another-account'],
  'AWS.RDS.ActivityStreamStopped': ['database-activity-stream-stopped'],
  'AWS.RDS.ClusterFailover': ['database-failed-over-or-rebooted'],
  'AWS.RDS.InstanceDeletion': ['database-deleted'],
  'AWS.RDS.InstanceRebooted': ['database-failed-over-or-rebooted'],
  'AWS.RDS.SecurityGroupIngressAuthorized': ['database-security-group-opened'],
  'AWS.RDS.SnapshotCopiedCrossRegion': ['database-snapshot-copied-to-another-region'],
  'AWS.RDS.SnapshotExport': ['database-snapshot-exported'],
  'AWS.RDS.SnapshotShared': ['database-snapshot-shared'],
  'AWS.S3.BucketDeleted': ['bucket-deleted'],
  'AWS.S3.DeleteBucketEncryption': ['bucket-encryption-removed'],
  'AWS.S3.SuspendVersioning': ['bucket-versioning-suspended'],
  'AWS.SecretsManager.RetrieveSecretsMultiRegion': ['secret-batch-read'],
  'AWS.SecurityHub.Finding.Evasion': ['security-hub-findings-tampered'],
  'AWS.WAF.Disassociation': ['web-acl-removed'],
};

const LOWER_CASE =
  'its fields have names in lower case, which CloudTrail never writes; with the right names it is caught';
const BY_CONTROL = 'a control of CIS counts the call, and its filter counts attempts as well as successes';

/** Rules of Panther that nothing in the catalogue stands for alone, and why; their positive tests are caught all the same. */
export const STANDS_FOR_NOTHING: Readonly<Record<string, string>> = {
  'AWS.CloudTrail.Created': BY_CONTROL,
  'AWS.CloudTrail.IAMAnythingChanged': BY_CONTROL,
  'AWS.CloudTrail.IAMAssumeRoleBlacklistIgnored': 'it needs a list of roles that only their owner can write',
  'AWS.CloudTrail.IAMEntityCreatedWithoutCloudFormation':
    'a new user is told of whoever creates it, CloudFormation too',
  'AWS.CloudTrail.LoginProfileCreatedOrModified':
    "that a role's session has the name of a user does not prove that it is the user, so changing 'alice' from a session 'alice' is told of",
  'AWS.CloudTrail.NetworkACLPermissiveEntry':
    'an entry that lets one port in from everywhere is ordinary; one that lets in all of them is told of',
  'AWS.CloudTrail.ResourceMadePublic': 'three rules stand for it; see the test of its own',
  'AWS.CloudTrail.Stopped': 'who is denied to stop a trail has tried to; that is told of as loudly',
  'AWS.ConfigService.Created': BY_CONTROL,
  'AWS.ConfigService.DisabledDeleted': BY_CONTROL,
  'AWS.EC2.ManualSecurityGroupChange': BY_CONTROL,
  'AWS.EC2.RouteTableModified': BY_CONTROL,
  'AWS.EC2.SecurityGroupModified': BY_CONTROL,
  'AWS.ECR.CRUD':
    'it needs lists of accounts and Regions that only their owner can write; images pushed by hand are told of',
  'AWS.IAM.PolicyModified': BY_CONTROL,
  'AWS.Lambda.UpdateFunctionConfiguration':
    'a layer that a pipeline attaches is told of too: what the pipeline may do is what an intruder wants',
  'AWS.SSM.DistributedCommand': 'its tests replace the cache that counts; a correlation counts here',
};

/** Positive tests that no rule catches, as `rule | test`, and why. */
export const NOT_CAUGHT: Readonly<Record<string, string>> = {
  'AWS.CloudTrail.EnableRegion | EnableRegion':
    'it comes from cloudtrail.amazonaws.com; AWS reports the call from account.amazonaws.com',
  'AWS.CloudTrail.IAMAssumeRoleBlacklistIgnored | IAM Blocklisted Role Assumed':
    'only the list of roles makes it differ from every other assumed role',
  'AWS.CloudTrail.Password.Policy.Discovery | Password Discovery ARN': LOWER_CASE,
  'AWS.CloudTrail.UnauthorizedAPICall | Unauthorized API Call from Within AWS (IP)':
    'services ask for their service-linked roles on every first use; that it is denied is no attempt of anyone',
  'AWS.EC2.Traffic.Mirroring | CreateTrafficMirrorSession': 'the call failed, and nothing is mirrored',
  'AWS.IPSet.Modified | CreateIPSet Event': LOWER_CASE,
  'AWS.IPSet.Modified | UpdateIPSet': LOWER_CASE,
  'AWS.S3.BucketDeleted | An S3 Bucket was deleted':
    'its errorCode is the empty text; records of calls that succeeded have none',
  'AWS.S3.SuspendVersioning | Versioning Disabled Successfully':
    "S3 knows the states 'Enabled' and 'Suspended' only, and refuses 'Disabled'",
};

/** Negative tests that the rule which stands for it catches, as `rule | test`, and why. */
export const CAUGHT: Readonly<Record<string, string>> = {
  'AWS.EC2.DownloadInstanceUserData | Panther Cloud Security Scanning':
    "the scanner is Panther's own; one call raises no alert, and users leave their scanners out with a filter",
};
