import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ICodeSigningConfig } from 'aws-cdk-lib/aws-lambda';

/** Options that a platform team sets for every function and every store: see `PlatformDefaults`. */
export interface PlatformOptions {
  /**
   * The VPC that the function runs in. It requires a NAT gateway, or endpoints for the services that the function calls: see
   * `AuditEndpoint` and docs/network.md.
   *
   * @default - none
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the function. Requires `vpc`.
   *
   * @default - private subnets
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function. Requires `vpc`.
   *
   * @default - a new one, which lets the function connect to port 443 and lets nothing in
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of the function. They contain names and numbers, no secrets.
   *
   * @default - a key of Lambda's own
   */
  readonly environmentEncryption?: IKey;

  /**
   * The key that encrypts queues, tables, log groups, state machines and the bus of `ApiDestinationSink`. Topics and buckets
   * always have their own customer managed key. The statements that EventBridge, SNS and CloudWatch Logs need are added to a
   * key of this app; the policy of an imported key must contain them (docs/network.md).
   *
   * CloudFormation changes the key of deployed resources without replacement. A table that functions in other accounts use
   * keeps the DynamoDB-owned key.
   *
   * @default - keys of the services
   */
  readonly storeEncryption?: IKey;

  /**
   * The code signing configuration of the function. The code is an asset in the CDK bootstrap bucket, so your pipeline must
   * sign it.
   *
   * @default - code is not signed
   */
  readonly codeSigningConfig?: ICodeSigningConfig;
}
