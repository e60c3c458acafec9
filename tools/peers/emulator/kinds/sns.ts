import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::SNS::Topic` */
export const topic: ResourceKind = {
  async read({ sns }, { ref: TopicArn }) {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return { ...Attributes, TopicName: TopicArn.split(':').at(-1) };
  },
  put: {
    KmsMasterKeyId: ({ sns }, { ref: TopicArn, properties }) => {
      const AttributeValue = String(properties.KmsMasterKeyId);
      const attribute = { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue };
      return sns.send(new SetTopicAttributesCommand(attribute));
    },
  },
};

/** `AWS::SNS::TopicPolicy` */
export const topicPolicy: ResourceKind = {
  async read({ sns }, { properties }) {
    const [TopicArn = ''] = properties.Topics as readonly string[];
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return { Topics: [Attributes.TopicArn], PolicyDocument: parseDocument(Attributes.Policy) };
  },
  async create({ sns }, { properties, name }) {
    const AttributeValue = JSON.stringify(properties.PolicyDocument);
    for (const TopicArn of properties.Topics as readonly string[]) {
      const attribute = { TopicArn, AttributeName: 'Policy', AttributeValue };
      await sns.send(new SetTopicAttributesCommand(attribute));
    }
    return { ref: name, attributes: {} };
  },
};

/** `AWS::SNS::Subscription`. */
export const subscription: ResourceKind = {
  async read({ sns }, { ref: SubscriptionArn, properties }) {
    const TopicArn = String(properties.TopicArn);
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const listed = Subscriptions.find((found) => found.SubscriptionArn === SubscriptionArn) ?? {};
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return {
      ...{ ...Attributes, ...listed, RawMessageDelivery: Attributes.RawMessageDelivery === 'true' },
      FilterPolicy: parseDocument(Attributes.FilterPolicy),
      RedrivePolicy: parseDocument(Attributes.RedrivePolicy),
    };
  },
  async create({ sns }, { properties }) {
    const { Protocol, TopicArn, Endpoint, FilterPolicy, RedrivePolicy } = properties;
    const documents = Object.entries({ FilterPolicy, RedrivePolicy }).filter(([, one]) => one !== undefined);
    const { SubscriptionArn = '' } = await sns.send(
      new SubscribeCommand({
        Protocol: String(Protocol),
        TopicArn: String(TopicArn),
        Endpoint: String(Endpoint),
        ReturnSubscriptionArn: true,
        Attributes: Object.fromEntries(documents.map(([name, one]) => [name, JSON.stringify(one)])),
      }),
    );
    return { ref: SubscriptionArn, attributes: {} };
  },
};
