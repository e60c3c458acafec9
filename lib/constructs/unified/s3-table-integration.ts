import { CfnResource, type ITaggableV2, TagManager, TagType } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const TYPE = 'AWS::ObservabilityAdmin::S3TableIntegration';

/** Properties of the type, as CloudFormation has them. */
export interface S3TableIntegrationProperties {
  readonly RoleArn: string;
  readonly Encryption: { readonly SseAlgorithm: 'AES256' | 'aws:kms'; readonly KmsKeyArn?: string };
  readonly LogSources: readonly { readonly Name: string; readonly Type: string }[];
}

/**
 * The integration of CloudWatch with S3 Tables, which aws-cdk-lib 2.230 has no class for.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-observabilityadmin-s3tableintegration.html
 */
export class S3TableIntegration extends CfnResource implements ITaggableV2 {
  readonly cdkTagManager = new TagManager(TagType.STANDARD, TYPE);

  private readonly properties: S3TableIntegrationProperties;

  constructor(scope: Construct, id: string, properties: S3TableIntegrationProperties) {
    super(scope, id, { type: TYPE });
    this.properties = properties;
  }

  protected override get cfnProperties(): Record<string, unknown> {
    const tags = Object.entries(this.cdkTagManager.tagValues()).map(([Key, Value]) => ({ Key, Value }));
    return { ...this.properties, ...(tags.length === 0 ? {} : { Tags: tags }) };
  }
}
