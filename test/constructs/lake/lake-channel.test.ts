import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventDataStore, LakeChannel, type LakeChannelProps, LakeEvents } from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, newStack, REGION, resourceOf, resourcesOf, synthError } from '../synthesize';

const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const CHANNEL_ARN = ARN.replace('eventdatastore', 'channel');
const PUT = 'cloudtrail-data:PutAuditEvents';

function channelWith(props: Partial<LakeChannelProps> = {}, stack = newStack()) {
  const store = EventDataStore.fromEventDataStoreArn(stack, 'Store', ARN);
  return { stack, channel: new LakeChannel(stack, 'Channel', { eventDataStores: [store], ...props }) };
}

describe('a channel', () => {
  test('brings events of your own applications into its stores', () => {
    const { stack } = channelWith();
    expect(resourceOf(stack, 'AWS::CloudTrail::Channel').Properties).toEqual({
      Name: expect.stringMatching(/^Stack-Channel-/),
      Source: 'Custom',
      Destinations: [{ Type: 'EVENT_DATA_STORE', Location: ARN }],
    });
    expect(resourcesOf(stack, 'AWS::CloudTrail::ResourcePolicy')).toEqual([]);
  });

  test('may be one of a partner', () => {
    const { stack } = channelWith({ source: 'OktaSystemLogEvents', channelName: 'okta' });
    const { Name, Source } = resourceOf(stack, 'AWS::CloudTrail::Channel').Properties;
    expect([Name, Source]).toEqual(['okta', 'OktaSystemLogEvents']);
  });

  test('is granted to a role of the account, and to no one else', () => {
    const { stack, channel } = channelWith();
    channel.grantPutAuditEvents(
      new Role(stack, 'Application', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      {
        Action: PUT,
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Channel/), 'ChannelArn'] },
      },
    ]);
    expect(resourcesOf(stack, 'AWS::CloudTrail::ResourcePolicy')).toEqual([]);
  });

  test('is granted to another account by its policy', () => {
    const { stack, channel } = channelWith();
    channel.grantPutAuditEvents(new AccountPrincipal(MANAGEMENT));
    const { ResourceArn, ResourcePolicy } = resourceOf(stack, 'AWS::CloudTrail::ResourcePolicy').Properties;
    expect(ResourcePolicy.Statement).toMatchObject([{ Action: PUT, Effect: 'Allow', Resource: ResourceArn }]);
  });

  test('admits a partner with an external id', () => {
    const { stack, channel } = channelWith();
    channel.admitPartner({ accounts: [MANAGEMENT], externalId: 'customer/4711' });
    const { ResourcePolicy } = resourceOf(stack, 'AWS::CloudTrail::ResourcePolicy').Properties;
    expect(ResourcePolicy.Statement).toMatchObject([
      { Action: PUT, Condition: { StringEquals: { 'cloudtrail:ExternalId': 'customer/4711' } } },
    ]);
  });

  test.each<[string, Partial<LakeChannelProps>, string]>([
    ['no store', { eventDataStores: [] }, 'eventDataStores has 0 stores; a channel allows 1 to 200'],
    ['a wrong name', { channelName: 'a' }, "channelName 'a' is not a valid channel name"],
    ['no source', { source: '' }, 'source has 0 characters; it must have 1 to 256'],
  ])('fails with %s', (_, props, sentence) => {
    expect(() => channelWith(props)).toThrow(sentence);
  });

  test('fails with more principals than its policy can name', () => {
    const { stack, channel } = channelWith();
    for (let index = 0; index < 60; index++) {
      channel.grantPutAuditEvents(new AccountPrincipal(String(100_000_000_000 + index)));
    }
    expect(synthError(stack)).toMatch(
      /the policy of a channel has about \d+ bytes, but AWS allows at most 8192; name fewer/,
    );
  });

  test('fails with a store of other events', () => {
    const stack = newStack();
    const events = new EventDataStore(stack, 'Events');
    expect(() => channelWith({ eventDataStores: [events] }, stack)).toThrow(
      "eventDataStores: 'Stack/Events' does not collect events of integrations",
    );
    const activity = new EventDataStore(newStack(), 'Activity', { events: LakeEvents.integrations() });
    expect(() => new LakeChannel(activity, 'Channel', { eventDataStores: [activity] })).not.toThrow();
  });

  test('fails with a partner of no account, and with an action that its policy does not take', () => {
    const { channel } = channelWith();
    expect(() => channel.admitPartner({ accounts: [], externalId: 'customer' })).toThrow(
      'accounts has 0 accounts; a statement of a channel policy allows 1 to 50',
    );
    const statement = new PolicyStatement({ actions: ['cloudtrail:*'] });
    expect(() => channel.addToResourcePolicy(statement)).toThrow(
      `the statement has 'cloudtrail:*'; the policy of a channel allows only ${PUT}`,
    );
  });

  test('that is there already is granted to a role of the account, and its policy stays as it is', () => {
    const stack = newStack();
    const channel = LakeChannel.fromChannelArn(stack, 'Channel', CHANNEL_ARN);
    channel.grantPutAuditEvents(
      new Role(stack, 'Application', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    channel.grantPutAuditEvents(new AccountPrincipal(MANAGEMENT));
    expect(resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement).toEqual([
      { Action: PUT, Effect: 'Allow', Resource: CHANNEL_ARN },
    ]);
    expect(resourcesOf(stack, 'AWS::CloudTrail::ResourcePolicy')).toEqual([]);
    expect(channel.channelRef).toEqual({ channelArn: CHANNEL_ARN });
    expect([channel.env.account, channel.env.region]).toEqual([ACCOUNT, REGION]);
  });

  test.each<[string, string, string]>([
    ['the ARN of a store', ARN, `channelArn '${ARN}' is not the ARN of a channel; it looks like arn:aws:`],
    ['another partition', CHANNEL_ARN.replace('arn:aws:', 'arn:aws-cn:'), "is of the partition 'aws-cn'"],
  ])('that is there already fails with %s', (_, arn, sentence) => {
    expect(() => LakeChannel.fromChannelArn(newStack(), 'Channel', arn)).toThrow(sentence);
  });

  test('fails with the name of another channel', () => {
    const { stack } = channelWith({ channelName: 'okta' });
    const store = EventDataStore.fromEventDataStoreArn(stack, 'Same', ARN);
    new LakeChannel(stack, 'Second', { eventDataStores: [store], channelName: 'okta' });
    expect(synthError(stack)).toContain("both have the channel name 'okta'");
  });
});
