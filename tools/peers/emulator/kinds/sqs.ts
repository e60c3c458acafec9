import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { parseDocument, type ResourceKind } from '../resource-kind';
import type { Emulator } from '../start-emulator';

/** `AWS::SQS::Queue` */
export const queue: ResourceKind = {
  async read(aws, { ref }) {
    const attributes = await attributesOf(aws, ref);
    return {
      ...attributes,
      QueueName: ref.split('/').at(-1),
      MessageRetentionPeriod: Number(attributes.MessageRetentionPeriod),
      MaximumMessageSize: Number(attributes.MaximumMessageSize),
      VisibilityTimeout: Number(attributes.VisibilityTimeout),
      DelaySeconds: Number(attributes.DelaySeconds),
      SqsManagedSseEnabled: attributes.SqsManagedSseEnabled === 'true',
      RedrivePolicy: parseDocument(attributes.RedrivePolicy),
    };
  },
};

/** `AWS::SQS::QueuePolicy` */
export const queuePolicy: ResourceKind = {
  async read(aws, { properties }) {
    const [QueueUrl = ''] = properties.Queues as readonly string[];
    const { Policy } = await attributesOf(aws, QueueUrl);
    return { Queues: [QueueUrl], PolicyDocument: parseDocument(Policy) };
  },
  async create({ sqs }, { properties, name }) {
    const Policy = JSON.stringify(properties.PolicyDocument);
    for (const QueueUrl of properties.Queues as readonly string[]) {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    }
    return { ref: name, attributes: {} };
  },
};

async function attributesOf({ sqs }: Emulator, QueueUrl: string): Promise<Partial<Record<string, string>>> {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await sqs.send(asked);
  return Attributes;
}
