import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  EC2ServiceException,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';
import {
  parseFormerGroupsTags,
  toFormerGroupsTags,
} from '../../../lib/core/response/action/isolate-instance';

const INSTANCE = 'i-0123456789abcdef0';
const OPEN = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const TAGGED = { GroupId: 'sg-iso', Tags: [{ Key: 'trailwatch-isolation', Value: 'true' }] };

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
  ec2.on(CreateSecurityGroupCommand).resolves({ GroupId: 'sg-iso' });
  ec2.on(CreateTagsCommand).resolves({});
  ec2.on(ModifyNetworkInterfaceAttributeCommand).resolves({});
  ec2.on(RevokeSecurityGroupEgressCommand).resolves({});
  ec2.on(RevokeSecurityGroupIngressCommand).resolves({});
});

/** An interface of the instance, as EC2 describes it. */
const interfaceOf = (id: string, groupIds: string[], former: string[] = []) => ({
  ...{ NetworkInterfaceId: id, VpcId: 'vpc-1', TagSet: [...toFormerGroupsTags(former)] },
  Groups: groupIds.map((GroupId) => ({ GroupId })),
});

function world(interfaces: ReturnType<typeof interfaceOf>[], ...groups: (SecurityGroup | undefined)[]) {
  ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: interfaces });
  const answers = groups.map((group) => ({ SecurityGroups: group === undefined ? [] : [group] }));
  const described = ec2.on(DescribeSecurityGroupsCommand);
  for (const answer of answers.slice(0, -1)) described.resolvesOnce(answer);
  described.resolves(answers.at(-1) ?? {});
}

const isolate = () => actInRegion('isolate-instance', { InstanceId: INSTANCE }, { region: 'us-west-2' });

/** The calls that change something, in their order. */
const changes = () =>
  ec2
    .calls()
    .map(({ args: [command] }) => [command.constructor.name, command.input] as const)
    .filter(([name]) => !name.startsWith('Describe'));

const undoOf = (id: string, groups: string) =>
  `aws ec2 modify-network-interface-attribute --network-interface-id ${id} --groups ${groups} --region us-west-2`;

test('the group is created without rules, and replaces the groups of every interface once its tag has them', async () => {
  world([interfaceOf('eni-1', ['sg-a', 'sg-b']), interfaceOf('eni-2', ['sg-c'])], undefined, {
    ...TAGGED,
    IpPermissionsEgress: OPEN,
  });
  expect(await isolate()).toEqual({ undo: [undoOf('eni-1', 'sg-a sg-b'), undoOf('eni-2', 'sg-c')] });
  expect(changes().map(([name]) => name)).toEqual([
    ...['CreateSecurityGroupCommand', 'RevokeSecurityGroupEgressCommand'],
    ...['CreateTagsCommand', 'ModifyNetworkInterfaceAttributeCommand'],
    ...['CreateTagsCommand', 'ModifyNetworkInterfaceAttributeCommand'],
  ]);
  expect(changes().map(([, input]) => input)).toContainEqual({
    NetworkInterfaceId: 'eni-1',
    Groups: ['sg-iso'],
  });
});

test('an instance that is isolated is not changed, and the way back is that of the first time', async () => {
  world([interfaceOf('eni-1', ['sg-iso'], ['sg-a', 'sg-b'])], TAGGED);
  expect(await isolate()).toEqual({ undo: [`${undoOf('eni-1', 'sg-a sg-b')}, if the response isolated it`] });
  expect(changes()).toEqual([]);
});

test('what was half done is completed, with the way back of all interfaces', async () => {
  world([interfaceOf('eni-1', ['sg-iso'], ['sg-a']), interfaceOf('eni-2', ['sg-b', 'sg-iso'])], TAGGED);
  expect(await isolate()).toEqual({
    undo: [`${undoOf('eni-1', 'sg-a')}, if the response isolated it`, undoOf('eni-2', 'sg-b')],
  });
  expect(changes()).toHaveLength(2);
});

test('rules that others added to the group are revoked', async () => {
  world([interfaceOf('eni-1', ['sg-a'])], { ...TAGGED, IpPermissions: OPEN });
  await isolate();
  expect(changes()[0]).toEqual([
    'RevokeSecurityGroupIngressCommand',
    { GroupId: 'sg-iso', IpPermissions: OPEN },
  ]);
});

test('fails on a group of that name which others created, on an instance without interfaces, and on an unknown action', async () => {
  world([interfaceOf('eni-1', ['sg-a'])], { GroupId: 'sg-other' });
  await expect(isolate()).rejects.toThrow(
    "security group sg-other of vpc-1 has the name 'trailwatch-isolation'",
  );
  world([]);
  await expect(isolate()).rejects.toThrow(`instance ${INSTANCE} has no network interface in us-west-2`);
  await expect(actInRegion('format-disk', {}, { region: 'us-west-2' })).rejects.toThrow(
    "'format-disk' is not an action",
  );
  expect(changes()).toEqual([]);
});

test.each([
  CreateSecurityGroupCommand,
  RevokeSecurityGroupEgressCommand,
  CreateTagsCommand,
  ModifyNetworkInterfaceAttributeCommand,
])('fails with the error of %p, and nothing follows it', async (Command) => {
  world([interfaceOf('eni-1', ['sg-a'])], undefined, { ...TAGGED, IpPermissionsEgress: OPEN });
  ec2.on(Command as typeof CreateTagsCommand).rejects(new Error('UnauthorizedOperation'));
  await expect(isolate()).rejects.toThrow('UnauthorizedOperation');
  expect(changes().at(-1)?.[0]).toBe(Command.name);
});

test('a rule that is revoked already does not keep the others from being revoked, and is not opened again with them', async () => {
  const gone = new EC2ServiceException({
    ...{ name: 'InvalidSecurityGroupRuleId.NotFound', message: 'gone', $fault: 'client', $metadata: {} },
  });
  const GroupId = 'sg-00000001';
  const request = { GroupId, SecurityGroupRuleIds: ['sgr-00000001', 'sgr-00000002'] };
  ec2.on(RevokeSecurityGroupIngressCommand).rejectsOnce(gone).rejectsOnce(gone).resolves({});
  const undo = `aws ec2 authorize-security-group-ingress --group-id ${GroupId} --region us-west-2, with the permissions of the record, but those of sgr-00000001 only if the response revoked them`;
  expect(await actInRegion('revoke-ingress', request, { region: 'us-west-2' })).toEqual({ undo: [undo] });
  expect(changes().map(([, input]) => input)).toEqual([
    request,
    ...request.SecurityGroupRuleIds.map((id) => ({ GroupId, SecurityGroupRuleIds: [id] })),
  ]);
  ec2.on(RevokeSecurityGroupIngressCommand).rejects(new Error('denied'));
  await expect(actInRegion('revoke-ingress', request, { region: 'us-west-2' })).rejects.toThrow('denied');
});

test('two hundred rules are revoked in one call, as the call that opened them', async () => {
  const SecurityGroupRuleIds = Array.from({ length: 200 }, (_, at) => `sgr-${String(at).padStart(17, '0')}`);
  const request = { GroupId: 'sg-00000001', SecurityGroupRuleIds };
  ec2.on(RevokeSecurityGroupIngressCommand).resolves({});
  expect(await actInRegion('revoke-ingress', request, { region: 'us-west-2' })).toEqual({ undo: [] });
  expect(changes().map(([, input]) => input)).toEqual([request]);
});

test('sixteen groups take two tags of 256 characters, and are read in their order among other tags', () => {
  const ids = Array.from({ length: 16 }, (_, index) => `sg-${String(index).padStart(17, '0')}`);
  const tags = toFormerGroupsTags(ids);
  expect(tags.map(({ Value }) => Value.length <= 256)).toEqual([true, true]);
  expect(parseFormerGroupsTags([{ Key: 'Name', Value: 'sg-x' }, ...[...tags].reverse()])).toEqual(ids);
  expect(parseFormerGroupsTags([])).toEqual([]);
});
