import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  Peer,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import {
  AlertTopic,
  AuditEndpoint,
  type AuditEndpointProps,
  AuditEndpointService,
  LogArchive,
  LogProcessor,
  PlatformDefaults,
} from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  ORGANIZATION,
  oneRule,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';
import { endpointOf, importedVpc, isolatedVpc, statementsOf, withEndpoint } from './endpoint-in-vpc';

/** The name of each service that has an endpoint. */
function namesIn(stack: Stack): string[] {
  return resourcesOf(stack, 'AWS::EC2::VPCEndpoint').map(({ Properties: { ServiceName } }) =>
    typeof ServiceName === 'string'
      ? ServiceName
      : ServiceName['Fn::Join'][1]
          .map((part: unknown) => (typeof part === 'string' ? part : stack.region))
          .join(''),
  );
}

const ALL = Object.values(AuditEndpointService);

describe('the endpoints', () => {
  test('are by default of the services that most functions call, each by private DNS or routes', () => {
    const { stack } = withEndpoint();
    const names = ['cloudtrail', 'logs', 'dynamodb', 'events', 'kms', 's3', 'sns', 'sqs'];
    expect(namesIn(stack).sort()).toEqual(names.map((name) => `com.amazonaws.eu-central-1.${name}`).sort());
    for (const { Properties } of resourcesOf(stack, 'AWS::EC2::VPCEndpoint')) {
      if (Properties.VpcEndpointType === 'Gateway') expect(Properties.RouteTableIds).toHaveLength(2);
      else {
        expect(Properties.PrivateDnsEnabled).toBe(true);
        expect(Properties.SubnetIds).toHaveLength(2);
      }
    }
  });

  test.each([
    ['us-gov-west-1', []],
    ['cn-north-1', ['athena', 'cloudformation', 'lambda', 'monitoring', 'securityhub', 'sqs', 'states']],
    ['cn-northwest-1', ['athena', 'cloudformation', 'lambda', 'monitoring', 'securityhub', 'sqs', 'states']],
  ])('have in %s the names that AWS gives them there', (region, chinese) => {
    const stack = newStack({ env: { account: ACCOUNT, region } });
    withEndpoint({ services: ALL }, stack);
    const names = namesIn(stack);
    expect(names).toHaveLength(ALL.length);
    expect(names.filter((name) => name.startsWith('cn.')).sort()).toEqual(
      chinese.map((name) => `cn.com.amazonaws.${region}.${name}`),
    );
    for (const name of names) expect(name).toContain(`com.amazonaws.${region}.`);
    const [answers] = statementsOf(stack, AuditEndpointService.S3).slice(-1);
    const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
    expect(answers?.Resource).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${bucket}/*`]],
    });
  });

  test('name the bucket of answers to CloudFormation where the Region is known in the deployment only', () => {
    const { stack } = withEndpoint({}, newStack({}));
    const [answers] = statementsOf(stack, AuditEndpointService.S3).slice(-1);
    expect(JSON.stringify(answers?.Resource)).toContain('{"Fn::Split":["-",{"Ref":"AWS::Region"}]}');
  });

  test('take connections to port 443 from the VPC alone, or from the given clients', () => {
    const whole = resourceOf(withEndpoint().stack, 'AWS::EC2::SecurityGroup', 'Endpoints').Properties;
    const port = { FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    expect(whole.SecurityGroupIngress).toEqual([
      expect.objectContaining({
        CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] },
        ...port,
      }),
    ]);
    const { stack, endpoint } = withEndpoint({
      clients: [Peer.ipv4('10.1.0.0/24'), Peer.ipv4('10.2.0.0/24')],
    });
    endpoint.connections.allowDefaultPortFrom(Peer.ipv4('10.3.0.0/24'));
    const { SecurityGroupIngress } = resourceOf(stack, 'AWS::EC2::SecurityGroup', 'Endpoints').Properties;
    expect(SecurityGroupIngress).toEqual(
      [1, 2, 3].map((n) => expect.objectContaining({ CidrIp: `10.${n}.0.0/24`, ...port })),
    );
  });

  test('are in an imported VPC, with its route tables', () => {
    const stack = newStack();
    new AuditEndpoint(stack, 'Endpoints', { vpc: importedVpc(stack) });
    expect(endpointOf(stack, AuditEndpointService.S3).RouteTableIds).toEqual([
      'rtb-0123456789abcdef0',
      'rtb-0123456789abcdef1',
    ]);
  });

  test('are found by their service', () => {
    const { stack, endpoint } = withEndpoint();
    const { vpcEndpointId } = endpoint.endpointOf(AuditEndpointService.S3);
    expect(stack.resolve(vpcEndpointId)).toEqual({ Ref: expect.stringMatching(/^EndpointsS3/) });
    expect(() => endpoint.endpointOf(AuditEndpointService.FIREHOSE)).toThrow(
      'the endpoint for Firehose does not exist; add it to services',
    );
  });
});

describe('a VPC', () => {
  test('fails with two AuditEndpoints, or with another endpoint for the same service', () => {
    const { stack } = withEndpoint({ services: [AuditEndpointService.SNS] });
    const vpc = stack.node.findChild('Vpc') as Vpc;
    new AuditEndpoint(stack, 'Second', { vpc, services: [AuditEndpointService.SQS] });
    expect(() => Template.fromStack(stack)).not.toThrow();
    const other = withEndpoint({ services: [AuditEndpointService.SNS, AuditEndpointService.S3] }).stack;
    const otherVpc = other.node.findChild('Vpc') as Vpc;
    new InterfaceVpcEndpoint(other, 'Own', { vpc: otherVpc, service: InterfaceVpcEndpointAwsService.SNS });
    new AuditEndpoint(other, 'Second', { vpc: otherVpc, services: [AuditEndpointService.S3] });
    const error = synthError(other);
    expect(error).toContain("'Stack/Own/Resource' is a second endpoint for the same service");
    expect(error).toContain("'Stack/Second/S3/Resource' is a second endpoint for the same service");
  });

  test('may have endpoints of the same service without private DNS', () => {
    const { stack } = withEndpoint({ services: [AuditEndpointService.SNS] });
    const vpc = stack.node.findChild('Vpc') as Vpc;
    const services = [AuditEndpointService.SNS];
    new AuditEndpoint(stack, 'Second', { vpc, services, privateDns: false });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('of isolated subnets without an endpoint is warned of, and of no other', () => {
    const warned = (prepare: (stack: Stack) => IVpc) => {
      const stack = newStack();
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
      const vpc = prepare(stack);
      new LogProcessor(stack, 'Processor', { archive, alertTopic, rules: oneRule(), vpc });
      return warningsOf(stack).filter((warning) => warning.includes('isolatedSubnets')).length;
    };
    expect(warned(isolatedVpc)).toBe(1);
    expect(warned((stack) => new Vpc(stack, 'Vpc', { maxAzs: 1 }))).toBe(0);
    expect(warned(importedVpc)).toBe(0);
    expect(
      warned((stack) => {
        const vpc = isolatedVpc(stack);
        new AuditEndpoint(stack, 'Endpoints', { vpc });
        return vpc;
      }),
    ).toBe(0);
  });

  test('has its endpoints before a function answers CloudFormation', () => {
    const stack = newStack();
    const vpc = isolatedVpc(stack);
    PlatformDefaults.forScope(stack).apply({ vpc });
    const topic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    topic.sendTestAlert({ at: new Date('2026-11-20T09:00:00Z') });
    new AuditEndpoint(stack, 'Endpoints', { vpc });
    const [test] = resourcesOf(stack, 'Custom::TrailwatchTestAlert');
    expect(test?.DependsOn?.filter((id) => id.startsWith('Endpoints')).length).toBeGreaterThan(8);
  });
});

test.each<[string, (stack: Stack) => Partial<AuditEndpointProps>]>([
  ['services is empty', () => ({ services: [] })],
  ['accounts is empty', () => ({ accounts: [] })],
  ["accounts '12' is not a valid account id", () => ({ accounts: ['12'] })],
  ["organizationId 'exampleorgid' is not", () => ({ organizationId: 'exampleorgid' })],
  ['organizationId and accounts are both', () => ({ organizationId: ORGANIZATION, accounts: [ACCOUNT] })],
  ['clients is empty', () => ({ clients: [] })],
  ['tables is empty', () => ({ tables: [] })],
  [
    'archives is given, but services does not include its endpoint',
    () => ({ archives: [], services: [AuditEndpointService.KMS] }),
  ],
  [
    'clients is given, but services',
    () => ({ clients: [Peer.anyIpv4()], services: [AuditEndpointService.S3] }),
  ],
  [
    'clients and securityGroups are both given',
    (stack) => ({
      clients: [Peer.anyIpv4()],
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    }),
  ],
  [
    "the route table of subnet 'subnet-0123456789abcdef0' is not known",
    (stack) => ({ vpc: importedVpc(stack, { privateSubnetRouteTableIds: undefined }) }),
  ],
  ["'vpcCidrBlock' was not supplied", (stack) => ({ vpc: importedVpc(stack, { vpcCidrBlock: undefined }) })],
])('fails where %s', (words, props) => {
  const stack = newStack();
  expect(() => withEndpoint(props(stack), stack)).toThrow(words);
});

test('fails for a VPC of another Region', () => {
  const app = new App();
  const [there, here] = ['us-east-1', 'eu-central-1'].map(
    (region) => new Stack(app, region, { env: { account: ACCOUNT, region } }),
  ) as [Stack, Stack];
  const vpc = isolatedVpc(there);
  expect(() => new AuditEndpoint(here, 'Endpoints', { vpc })).toThrow("vpc is in account '111122223333'");
});
