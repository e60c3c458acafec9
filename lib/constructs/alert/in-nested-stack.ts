import { Names, Stack } from 'aws-cdk-lib';
import { type ITopicSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';

/**
 * The subscription for a subscriber in a nested stack of the topic's own: the CDK would have the nested stack depend on the one that
 * it is part of, which it then refuses. A topic that is known by its ARN is in no stack; the ARN is a parameter of the nested stack.
 */
export function inNestedStack(subscription: ITopicSubscription, subscriber: IConstruct): ITopicSubscription {
  return {
    bind: (topic) => {
      if (!parentsOf(Stack.of(subscriber)).includes(Stack.of(topic))) return subscription.bind(topic);
      const id = `Topic${Names.nodeUniqueId(topic.node)}`;
      return subscription.bind(Topic.fromTopicArn(Stack.of(subscriber), id, topic.topicArn));
    },
  };
}

function parentsOf({ nestedStackParent: parent }: Stack): readonly Stack[] {
  return parent === undefined ? [] : [parent, ...parentsOf(parent)];
}
