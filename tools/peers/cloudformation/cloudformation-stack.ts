import { setTimeout } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Parameter,
  type StackResource,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteAliasCommand, KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { DeleteBucketCommand, NoSuchBucket, S3Client } from '@aws-sdk/client-s3';
import type { SynthesizedTemplate } from '../scenario-templates';
import { clientOptions, type LocalStack } from './start-localstack';

/** How an operation on a stack ended. */
export interface StackState {
  /** Such as `CREATE_COMPLETE`; `gone` for a stack that is there no more. */
  readonly status: string;
  readonly resources: readonly StackResource[];
}

/** What a stack is made from. */
export interface StackTemplate {
  readonly body: string;
  readonly parameters: readonly Parameter[];
}

/** A stack of an engine's CloudFormation, in an account and a Region of it. */
export class CloudFormationStack {
  private readonly client: CloudFormationClient;
  private readonly s3: S3Client;
  private readonly kms: KMSClient;
  private readonly name: string;

  constructor(
    private readonly engine: LocalStack,
    { accountId, region, stackName }: Pick<SynthesizedTemplate, 'accountId' | 'region' | 'stackName'>,
  ) {
    this.name = stackName;
    const options = clientOptions(engine.endpoint, { accountId, region });
    this.client = new CloudFormationClient(options);
    this.kms = new KMSClient(options);
    this.s3 = new S3Client({ ...options, forcePathStyle: true });
  }

  /** Creates it. Resources of a failed stack stay, so that each can be named. */
  async create(template: StackTemplate): Promise<StackState> {
    await this.client.send(
      new CreateStackCommand({ ...(await this.inputOf(template)), OnFailure: 'DO_NOTHING' }),
    );
    return this.ended();
  }

  async update(template: StackTemplate): Promise<StackState> {
    await this.client.send(new UpdateStackCommand(await this.inputOf(template)));
    return this.ended();
  }

  async delete(): Promise<StackState> {
    await this.client.send(new DeleteStackCommand({ StackName: this.name }));
    return this.ended();
  }

  /** Deletes a bucket, which has no objects, or an alias of a key, if the account has one of that name. */
  async deleteNamed(type: string, name: string): Promise<void> {
    const deletion =
      type === 'AWS::S3::Bucket'
        ? this.s3.send(new DeleteBucketCommand({ Bucket: name }))
        : this.kms.send(new DeleteAliasCommand({ AliasName: name }));
    await deletion.catch((error: Error) => {
      if (!(error instanceof NoSuchBucket || error instanceof NotFoundException)) throw error;
    });
  }

  private async inputOf({ body, parameters }: StackTemplate) {
    return {
      StackName: this.name,
      TemplateURL: await this.engine.putTemplate(`${this.name}.json`, body),
      Parameters: [...parameters],
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    };
  }

  private async ended(): Promise<StackState> {
    for (;;) {
      const { Stacks = [] } = await this.client
        .send(new DescribeStacksCommand({ StackName: this.name }))
        .catch(ifGone({ Stacks: [] }));
      const status = Stacks[0]?.StackStatus ?? 'gone';
      if (!status.endsWith('_IN_PROGRESS')) return { status, resources: await this.resources(status) };
      await setTimeout(100);
    }
  }

  private async resources(status: string): Promise<readonly StackResource[]> {
    if (status === 'gone') return [];
    const command = new DescribeStackResourcesCommand({ StackName: this.name });
    // A stack that is deleted may be gone between two calls.
    const { StackResources = [] } = await this.client.send(command).catch(ifGone({ StackResources: [] }));
    return StackResources;
  }
}

/** The answer in the place of the error that there is no such stack. */
function ifGone<Answer>(answer: Answer): (error: Error) => Answer {
  return (error) => {
    if (error.message.includes('does not exist')) return answer;
    throw error;
  };
}
