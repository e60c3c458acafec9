import { App, Aws, CfnWaitConditionHandle, Stack, Stage, Tags } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CodeSigningConfig } from 'aws-cdk-lib/aws-lambda';
import { PlatformDefaults, type PlatformOptions } from '../../../lib/index';
import { everyTemplateOf, type MadeTemplate } from '../../scenarios/every-template';
import type { Scenario } from '../../scenarios/scenario';

const IMPORTS = 'PlatformTeam';
const HERE = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;

export const SECURITY_GROUP = 'sg-0123456789abcdef0';
export const SUBNETS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
export const SIGNING = 'csc-0123456789abcdef0';
export const BOUNDARY = 'platform-boundary';
export const TAG = { Key: 'Owner', Value: 'platform' };

/** What a platform team has in every account and Region under the same names. */
function platformOf(app: App): Required<PlatformOptions> {
  const imports = new Stack(app, IMPORTS);
  // A template needs a resource.
  new CfnWaitConditionHandle(imports, 'Resource');
  return {
    vpc: Vpc.fromVpcAttributes(imports, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['a', 'b'],
      privateSubnetIds: SUBNETS,
    }),
    vpcSubnets: { availabilityZones: ['a', 'b'] },
    securityGroups: [SecurityGroup.fromSecurityGroupId(imports, 'Group', SECURITY_GROUP)],
    environmentEncryption: Key.fromKeyArn(imports, 'EnvironmentKey', `arn:aws:kms:${HERE}:key/environment`),
    storeEncryption: Key.fromKeyArn(imports, 'StoreKey', `arn:aws:kms:${HERE}:key/store`),
    codeSigningConfig: CodeSigningConfig.fromCodeSigningConfigArn(
      imports,
      'Signing',
      `arn:aws:lambda:${HERE}:code-signing-config:${SIGNING}`,
    ),
  };
}

/** A scenario with everything switched on that a platform team can switch on for a whole app. */
export function withEveryOption({ build }: Scenario): {
  readonly app: App;
  readonly made: readonly MadeTemplate[];
} {
  const app = new App({ analyticsReporting: false });
  const platform = platformOf(app);
  PlatformDefaults.forScope(app).apply(platform);
  build(app);
  // Aspects and tags of an app do not reach into its stages.
  const wholes = [app, ...app.node.findAll().filter((node) => Stage.isStage(node) && node !== app)];
  for (const [index, scope] of wholes.entries()) {
    const boundary = ManagedPolicy.fromManagedPolicyName(
      app.node.findChild(IMPORTS),
      `Boundary${index}`,
      BOUNDARY,
    );
    PermissionsBoundary.of(scope).apply(boundary);
    Tags.of(scope).add(TAG.Key, TAG.Value);
  }
  return { app, made: everyTemplateOf(app).filter(({ path }) => path !== IMPORTS) };
}
