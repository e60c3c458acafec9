import {
  AppStagingSynthesizer,
  BootstrapRole,
  DeploymentIdentities,
} from '@aws-cdk/app-staging-synthesizer-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { bootstrapRolesOf } from '../../../lib/constructs/resource/bootstrap-roles';
import { Trailwatch } from '../../../lib/index';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const DEPLOYED = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-eu-west-1';
const EXECUTED = 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1';

function stackWith(deploymentIdentities?: DeploymentIdentities): Stack {
  const app = new App({
    analyticsReporting: false,
    defaultStackSynthesizer: AppStagingSynthesizer.defaultResources({
      appId: 'audit',
      stagingBucketEncryption: BucketEncryption.S3_MANAGED,
      ...(deploymentIdentities === undefined ? {} : { deploymentIdentities }),
    }),
  });
  return new Stack(app, 'Audit', { env: ENV });
}

describe('the roles that AppStagingSynthesizer deploys a stack with', () => {
  test('are those of the bootstrap stack by default', () => {
    expect(bootstrapRolesOf(stackWith())).toEqual({ deployment: [DEPLOYED], execution: [EXECUTED] });
  });

  test('are those that are given, and none for the credentials of the caller', () => {
    const given = DeploymentIdentities.specifyRoles({
      deploymentRole: BootstrapRole.fromRoleArn('arn:aws:iam::111122223333:role/deployer'),
      cloudFormationExecutionRole: BootstrapRole.cliCredentials(),
      lookupRole: BootstrapRole.cliCredentials(),
    });
    expect(bootstrapRolesOf(stackWith(given))).toEqual({
      deployment: ['arn:aws:iam::111122223333:role/deployer'],
      execution: [],
    });
    expect(bootstrapRolesOf(stackWith(DeploymentIdentities.cliCredentials()))).toEqual({
      deployment: [],
      execution: [],
    });
  });

  test('raise no alerts by deploying trailwatch', () => {
    const stack = stackWith();
    new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'] });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain(
      'cdk-hnb659fds-cfn-exec-role-111122223333',
    );
  });
});
