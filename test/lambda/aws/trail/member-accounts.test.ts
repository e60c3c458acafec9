import {
  DescribeOrganizationalUnitCommand,
  ListAccountsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { listMembers, readAccountTags } from '../../../../lambda/aws/trail/member-accounts';

const organizations = mockClient(OrganizationsClient);
const client = new OrganizationsClient({ region: 'us-east-1' });
const [WORKLOADS, PRODUCTION] = ['ou-ab12-11111111', 'ou-ab12-22222222'];

beforeEach(() => organizations.reset());

test('accounts have their units from the root down, each unit asked for once', async () => {
  const path = `o-exampleorgid/r-ab12/${WORKLOADS}/`;
  organizations
    .on(ListAccountsCommand)
    .resolves({
      Accounts: [{ Id: '444455556666', Name: 'payments', Paths: [`${path}${PRODUCTION}/444455556666/`] }],
      NextToken: 'more',
    })
    .on(ListAccountsCommand, { NextToken: 'more' })
    .resolves({
      Accounts: [
        { Id: '555566667777', Name: 'tools', Paths: [`${path}555566667777/`] },
        { Id: '111122223333', Name: 'management', Paths: ['o-exampleorgid/r-ab12/111122223333/'] },
        { Id: '666677778888', Name: 'older' },
      ],
    })
    .on(DescribeOrganizationalUnitCommand, { OrganizationalUnitId: WORKLOADS })
    .resolves({ OrganizationalUnit: { Name: 'Workloads' } })
    .on(DescribeOrganizationalUnitCommand, { OrganizationalUnitId: PRODUCTION })
    .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const workloads = { id: WORKLOADS, name: 'Workloads' };
  expect(await listMembers(client)).toEqual([
    {
      id: '444455556666',
      account: { name: 'payments', organizationalUnits: [workloads, { id: PRODUCTION, name: PRODUCTION }] },
    },
    { id: '555566667777', account: { name: 'tools', organizationalUnits: [workloads] } },
    { id: '111122223333', account: { name: 'management', organizationalUnits: [] } },
    { id: '666677778888', account: { name: 'older' } },
  ]);
  expect(organizations.commandCalls(DescribeOrganizationalUnitCommand)).toHaveLength(2);
});

test('tags are those that are asked for, on whatever page', async () => {
  organizations
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: [{ Key: 'cost', Value: '17' }], NextToken: 'more' })
    .on(ListTagsForResourceCommand, { NextToken: 'more' })
    .resolves({ Tags: [{ Key: 'owner', Value: 'alice' }] });
  expect(await readAccountTags(client, '444455556666', ['owner', 'team'])).toEqual({
    owner: 'alice',
    team: '',
  });
});
