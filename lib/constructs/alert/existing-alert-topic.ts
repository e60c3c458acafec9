import { type RemovalPolicy, Resource } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITopic, ITopicRef, TopicReference } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';

/** A topic that was there before. */
export class ExistingAlertTopic extends Resource implements ITopicRef {
  constructor(
    scope: Construct,
    id: string,
    public readonly topic: ITopic,
  ) {
    super(scope, id, topic.env);
    within(this, () => checkArn(this, { property: 'topic', service: 'sns' }, topic.topicArn));
    if (topic.fifo || topic.topicArn.endsWith('.fifo')) {
      throw errorAt(
        this,
        `topic '${topic.node.path}' is a FIFO topic, which requires a message group id, and alerts have none; use a standard topic`,
      );
    }
  }

  public get topicRef(): TopicReference {
    return this.topic.topicRef;
  }

  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.topic.applyRemovalPolicy(policy);
  }

  public grantPublish(grantee: IGrantable): Grant {
    return this.topic.grantPublish(grantee);
  }
}
