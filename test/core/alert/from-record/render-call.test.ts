import { renderCall } from '../../../../lib/core/alert/from-record/render-call';

describe('renderCall', () => {
  it.each([
    ['StopLogging', 'stopped logging', 'stop logging'],
    ['PutBucketPolicy', 'changed the policy of bucket', 'change the policy of bucket'],
    ['UpdateAssumeRolePolicy', 'changed the trust policy of role', 'change the trust policy of role'],
    ['GetCallerIdentity', 'checked its own identity', 'check its own identity'],
    ['ModifyDBSnapshotAttribute', 'modified DB snapshot attribute', 'modify DB snapshot attribute'],
    ['DisassociateWebACL', 'disassociated web ACL', 'disassociate web ACL'],
    ['ListWebACLs', 'listed web ACLs', 'list web ACLs'],
    ['CopyImage', 'copied image', 'copy image'],
    ['TransferDomain', 'transferred domain', 'transfer domain'],
    ['LeaveOrganization', 'left organization', 'leave organization'],
    ['DeactivateMFADevice', 'deactivated MFA device', 'deactivate MFA device'],
    ['UpdateFunctionCode20150331v2', 'updated function code', 'update function code'],
    ['CreateFunction20150331', 'created function', 'create function'],
    ['CreateDistribution2020_05_31', 'created distribution', 'create distribution'],
    ['BatchGetSecretValue', 'got secret value', 'get secret value'],
    ['AdminDeleteUser', 'deleted user', 'delete user'],
    ['FailoverDBCluster', 'failed over DB cluster', 'fail over DB cluster'],
    ['LookupEvents', 'looked up events', 'look up events'],
    ['RollbackStack', 'rolled back stack', 'roll back stack'],
    ['RebuildWorkspaces', 'rebuilt workspaces', 'rebuild workspaces'],
    ['OptInPhoneNumber', 'opted in phone number', 'opt in phone number'],
    ['DescribeDhcpOptions', 'described DHCP options', 'describe DHCP options'],
    ['Decrypt', 'decrypted', 'decrypt'],
  ])('reads %s as: %s', (eventName, done, tried) => {
    expect(renderCall(eventName)).toEqual({ done, tried });
  });

  it.each([
    'SharedSnapshotVolumeCreated',
    'constructor',
    '',
    '__proto__',
    'Batch',
    'stop logging',
    'x'.repeat(9999),
  ])('leaves %j, which is no verb phrase, to the caller', (eventName) => {
    expect(renderCall(eventName)).toBeUndefined();
  });
});
