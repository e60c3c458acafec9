import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ICodeSigningConfig } from 'aws-cdk-lib/aws-lambda';

/** Options that a platform team chooses for every function and every store: see `PlatformDefaults`. */
export interface PlatformOptions {
  /**
   * The VPC that the function runs in. It needs a NAT gateway, or endpoints for the services that the function calls: see
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
   * The key that encrypts the environment variables of the function. They hold names and numbers, no secrets.
   *
   * @default - a key of Lambda's own
   */
  readonly environmentEncryption?: IKey;

  /**
   * The key that encrypts queues, tables, log groups, state machines and the bus of `ApiDestinationSink`. Topics and buckets have a
   * customer managed key of their own in any case. A key of this app gets the statements that EventBridge, SNS and CloudWatch Logs
   * need; the policy of an imported key must have them (docs/network.md).
   *
   * CloudFormation changes the key of what is deployed and replaces nothing. A table that functions of other accounts use
   * keeps the key of DynamoDB.
   *
   * @default - keys of the services
   */
  readonly storeEncryption?: IKey;

  /**
   * The code-signing configuration of the function. The code is an asset of the CDK bootstrap bucket, so your pipeline has
   * to sign it.
   *
   * @default - code is not signed
   */
  readonly codeSigningConfig?: ICodeSigningConfig;
}
