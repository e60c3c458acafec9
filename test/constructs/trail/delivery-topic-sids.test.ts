import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeliveryTopic, TrailIdentity } from '../../../lib/index';

test('every statement of a topic policy has an id of its own', () => {
  const [ownerAccount, homeRegion] = ['111122223333', 'eu-west-1'];
  const stack = new Stack(new App(), 'Stack', { env: { account: ownerAccount, region: homeRegion } });
  const trail = (trailName: string) => TrailIdentity.account({ trailName, homeRegion, ownerAccount });
  const own = new DeliveryTopic(stack, 'Own', { trails: [trail('one')] });
  own.allowSubscribers('222233334444');
  own.allowSubscribers('333344445555');
  const topic = new Topic(stack, 'Topic');
  for (const name of ['two', 'three']) DeliveryTopic.fromTopic(stack, name, { topic, trails: [trail(name)] });
  for (const { Properties } of Object.values(
    Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy'),
  )) {
    const sids = Properties.PolicyDocument.Statement.map(({ Sid }: { Sid: string }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
  }
});
