import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { Trailwatch } from '../../../lib/index';
import { ACCOUNT, REGION } from '../../constructs/synthesize';
import { type Edit, EditedEstate, reviewOfApps } from './edited-estate';
import { defaultEstate } from './estates';

const estate = new EditedEstate(defaultEstate);

/** Gives the only resource of a type, or the first one, another name. */
function named(type: string, property: string, name: string, start = ''): Edit {
  return {
    ...{ name: `${property} ${name}`, expects: 'weaker' },
    apply: ({ Resources }) => {
      const found = Object.entries(Resources).find(
        ([id, resource]) => resource.Type === type && id.startsWith(start),
      )?.[1];
      if (found === undefined) throw new Error(`no ${type}`);
      found.Properties[property] = name;
    },
  };
}

test.each([
  ['a topic', named('AWS::SNS::Topic', 'TopicName', 'alerts', 'TrailwatchAlerts'), 'state-lost'],
  ['a queue', named('AWS::SQS::Queue', 'QueueName', 'notices', 'TrailwatchProcessor'), 'state-lost'],
  ['a table', named('AWS::DynamoDB::Table', 'TableName', 'claims', 'TrailwatchProcessor'), 'state-lost'],
  ['the bucket', named('AWS::S3::Bucket', 'BucketName', 'logs', 'TrailwatchArchive'), 'evidence-replaced'],
])('another name of %s is one change, and what refers to it follows', (_, edit, kind) => {
  const worse = estate.review(edit).changes.filter(({ effect }) => /weaker|unknown/.test(effect));
  expect(worse).toEqual([expect.objectContaining({ kind })]);
});

test('a topic that is replaced is confirmed again by those who get its alerts', () => {
  const [found] = estate.review(named('AWS::SNS::Topic', 'TopicName', 'alerts', 'TrailwatchAlerts')).changes;
  expect(found?.message).toContain('nothing reaches e-mail and HTTP endpoints until they confirm again');
});

/** An app whose topic has a name, and a subscription that has it written out. */
function withTopic(name: string, written: string): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } });
    const { node } = new Trailwatch(stack, 'Trailwatch', { emails: ['soc@example.com'] });
    const topic = node
      .findAll()
      .find((each) => each instanceof CfnResource && each.cfnResourceType === 'AWS::SNS::Topic');
    (topic as CfnResource).addPropertyOverride('TopicName', name);
    new CfnSubscription(stack, 'Pager', {
      ...{ protocol: 'email', endpoint: 'pager@example.com' },
      topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${written}`,
    });
  };
}

test('a name that is written out elsewhere does not follow', () => {
  const { changes } = reviewOfApps(withTopic('old', 'old'), withTopic('new', 'old'));
  expect(changes.filter(({ effect }) => effect === 'unknown')).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('policies allow sns:Publish on fewer') }),
  );
  // the function is subscribed by a reference, and its permission is for the same topic
  expect(changes.filter(({ subject }) => subject.startsWith('subscription'))).toEqual([]);
});
