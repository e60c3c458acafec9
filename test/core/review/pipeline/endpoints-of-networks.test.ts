import { changesOf, type Json } from '../edited-template';

const endpoint = (service: string, VpcId: string, door: string): Json => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: {
    ...{ ServiceName: `com.amazonaws.eu-west-1.${service}`, VpcEndpointType: 'Interface', VpcId },
    ...{ PrivateDnsEnabled: true, SecurityGroupIds: [{ 'Fn::GetAtt': [door, 'GroupId'] }] },
  },
});

const TEMPLATE = {
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: { Variables: { TRAILWATCH_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts' } },
        VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [{ 'Fn::GetAtt': ['Own', 'GroupId'] }] },
      },
    },
    Own: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-1' } },
    Door: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-1' } },
    ShopDoor: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-2' } },
    Sns: endpoint('sns', 'vpc-1', 'Door'),
    Shop: endpoint('ecr.api', 'vpc-2', 'ShopDoor'),
  },
};

test.each<[string, (resources: Json) => void]>([
  ['is gone', (resources) => delete resources.Sns],
  ['has no private name any more', ({ Sns }) => Object.assign(Sns.Properties, { PrivateDnsEnabled: false })],
])('an endpoint of the VPC of a function that %s keeps it from the service', (_words, edit) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => edit(Resources));
  expect(changes).toContainEqual(expect.stringMatching(/^weaker pipeline-interrupted: .*Audit\/Sns/));
});

test('a policy that denies everything is no detail', () => {
  const PolicyDocument = { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] };
  const changes = changesOf(TEMPLATE, ({ Resources }) =>
    Object.assign(Resources.Sns.Properties, { PolicyDocument }),
  );
  expect(changes).toContainEqual(
    expect.stringMatching(/^unknown setting-unknown: endpoint policy of Audit\/Sns/),
  );
});

test('the endpoint of another VPC serves no function of the pipeline', () => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => delete Resources.Shop);
  expect(changes.filter((each) => !each.includes(' cost-'))).toEqual([]);
});
