import { Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CodeSigningConfig } from 'aws-cdk-lib/aws-lambda';
import {
  AlertTopic,
  AuditEndpoint,
  AuditEndpointService,
  PlatformDefaults,
  SecurityHubSink,
  Trailwatch,
} from '../../lib/index';
import { MANAGEMENT, ORGANIZATION_TRAIL, oneRule, REGION } from '../constructs/synthesize';
import type { Scenario } from './scenario';

const ISOLATED = { subnetType: SubnetType.PRIVATE_ISOLATED };

/** An organization's trail and everything that watches it in isolated subnets, with the keys of a platform team and signed code. */
export const privateNetwork: Scenario = {
  name: 'private-network',
  build: (app) => {
    const stack = new Stack(app, 'Private', { env: { account: MANAGEMENT, region: REGION } });
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      vpcCidrBlock: '10.0.0.0/16',
      availabilityZones: [`${REGION}a`, `${REGION}b`],
      isolatedSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      isolatedSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });
    PlatformDefaults.forScope(stack).apply({
      ...{ vpc, vpcSubnets: ISOLATED },
      storeEncryption: new Key(stack, 'StoreKey', { enableKeyRotation: true }),
      environmentEncryption: new Key(stack, 'EnvironmentKey', { enableKeyRotation: true }),
      codeSigningConfig: CodeSigningConfig.fromCodeSigningConfigArn(
        stack,
        'Signing',
        stack.formatArn({ service: 'lambda', resource: 'code-signing-config:csc-0123456789abcdef0' }),
      ),
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const { archive } = new Trailwatch(stack, 'Trailwatch', {
      ...{ identity: ORGANIZATION_TRAIL, alertTopic },
      rules: oneRule(),
      realtime: {},
    });
    alertTopic.sendTestAlert({ at: new Date('2026-11-20T09:00:00Z') });
    new SecurityHubSink(stack, 'SecurityHub', { alertTopic });
    new AuditEndpoint(stack, 'Endpoints', {
      ...{ vpc, subnets: ISOLATED, archives: [archive] },
      services: [
        AuditEndpointService.CLOUDTRAIL,
        AuditEndpointService.CLOUDWATCH,
        AuditEndpointService.DYNAMODB,
        AuditEndpointService.KMS,
        AuditEndpointService.S3,
        AuditEndpointService.SECURITY_HUB,
        AuditEndpointService.SNS,
        AuditEndpointService.SQS,
      ],
    });
  },
};
