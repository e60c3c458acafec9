import { createHash } from 'node:crypto';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetLayerVersionCommand,
  GetPolicyCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type Properties, parseDocument, type ResourceKind } from '../resource-kind';
import type { Emulator } from '../start-emulator';

/** `AWS::Lambda::Function` */
export const lambdaFunction: ResourceKind = {
  async read(aws, { ref: FunctionName, properties }) {
    const { Configuration } = await aws.lambda.send(new GetFunctionCommand({ FunctionName }));
    return {
      ...Configuration,
      Code: await codeWith(aws, Configuration?.CodeSha256, properties.Code as Properties),
      Layers: Configuration?.Layers?.map(({ Arn }) => Arn),
    };
  },
  avoidStack: 'its stacks leave out architecture and layers of a function',
  async create({ lambda }, { properties, name }) {
    const settings = properties as unknown as CreateFunctionCommandInput;
    const FunctionName = settings.FunctionName ?? name.slice(-64);
    const created = await lambda.send(new CreateFunctionCommand({ ...settings, FunctionName }));
    return { ref: FunctionName, attributes: { Arn: created.FunctionArn ?? '' } };
  },
};

/** `AWS::Lambda::LayerVersion` */
export const layerVersion: ResourceKind = {
  async read(aws, { ref, properties }) {
    const [LayerName, VersionNumber] = ref.split(':').slice(-2);
    const asked = new GetLayerVersionCommand({ LayerName, VersionNumber: Number(VersionNumber) });
    const layer = await aws.lambda.send(asked);
    const Content = await codeWith(aws, layer.Content?.CodeSha256, properties.Content as Properties);
    return { ...layer, Content };
  },
  avoidStack: 'its stacks do not tell the ARN of a layer',
  async create({ lambda }, { properties, name }) {
    const { Content, ...settings } = properties;
    const { LayerVersionArn = '' } = await lambda.send(
      new PublishLayerVersionCommand({ LayerName: name, ...settings, Content: Content as Properties }),
    );
    return { ref: LayerVersionArn, attributes: {} };
  },
};

/** `AWS::Lambda::EventSourceMapping` */
export const eventSourceMapping: ResourceKind = {
  async read({ lambda }, { ref: UUID }) {
    const mapping = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    return { ...mapping, FunctionName: mapping.FunctionArn?.split(':')[6] };
  },
};

/** `AWS::Lambda::Permission` */
export const permission: ResourceKind = {
  async read({ lambda }, { properties }) {
    const { FunctionName, SourceArn } = properties;
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: String(FunctionName) }));
    const { Statement = [] } = parseDocument(Policy) as { readonly Statement?: readonly PolicyStatement[] };
    const found = Statement.find(({ Condition }) => Condition?.ArnLike?.['AWS:SourceArn'] === SourceArn);
    if (found === undefined) return {};
    const { Action, Principal, Resource, Condition } = found;
    return {
      ...{ Action, Principal: Principal?.Service, SourceArn: Condition?.ArnLike?.['AWS:SourceArn'] },
      FunctionName: Resource,
    };
  },
  avoidStack: 'its stacks do not know permissions of functions',
  async create({ lambda }, { properties, name }) {
    const { FunctionName, Action, Principal, SourceArn } = properties;
    const StatementId = name.slice(-100);
    await lambda.send(
      new AddPermissionCommand({
        ...{ StatementId, FunctionName: String(FunctionName), Action: String(Action) },
        ...{ Principal: String(Principal), SourceArn: String(SourceArn) },
      }),
    );
    return { ref: StatementId, attributes: {} };
  },
};

interface PolicyStatement {
  readonly Action?: string;
  readonly Principal?: { readonly Service?: string };
  readonly Resource?: string;
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** Lambda tells the checksum of its code, not where it came from: that place, if what lies there has the checksum. */
async function codeWith(
  { s3 }: Emulator,
  sha256: string | undefined,
  place: Properties,
): Promise<Properties> {
  const { S3Bucket, S3Key } = place;
  const object = await s3.send(new GetObjectCommand({ Bucket: String(S3Bucket), Key: String(S3Key) }));
  const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  const expected = createHash('sha256').update(bytes).digest('base64');
  return sha256 === expected ? { S3Bucket, S3Key } : { CodeSha256: sha256 };
}
