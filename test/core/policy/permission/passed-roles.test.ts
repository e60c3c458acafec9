import { UsedPermissions } from '../../../../lib/core/policy/permission/used-permissions';
import { readCalls } from '../../calls/read-calls';

const ROLE = 'arn:aws:iam::111122223333:role/r';

test.each([
  ['cloudformation', 'DeleteStack', { roleARN: ROLE }, true],
  ['cognito-identity', 'SetIdentityPoolRoles', { roles: { authenticated: ROLE } }, true],
  ['ec2', 'CreateFlowLogs', { CreateFlowLogsRequest: { DeliverLogsPermissionArn: ROLE } }, true],
  ['redshift', 'CreateCluster', { iamRoles: [ROLE] }, true],
  ['ssm', 'SendCommand', { serviceRoleArn: ROLE }, true],
  ['kms', 'CreateGrant', { granteePrincipal: ROLE }, false],
  ['iam', 'CreateRole', { roleArn: ROLE }, false],
])('%s %s %j passes a role: %s', (service, eventName, requestParameters, passes) => {
  const used = new UsedPermissions(readCalls);
  used.take({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters });
  const found = used.actions.find(({ action }) => action === 'iam:PassRole');
  expect(found === undefined ? [] : [...found.resources]).toEqual(passes ? [ROLE] : []);
});
