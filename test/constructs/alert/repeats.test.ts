import { CfnParameter } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, LogArchive, LogProcessor } from '../../../lib/index';
import { newStack, oneRule, resourceOf, resourcesOf, TRAIL } from '../synthesize';

const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('an address that is known only once deployed is named without its token', () => {
  const stack = newStack();
  const late = new CfnParameter(stack, 'Late').valueAsString;
  expect(() => new AlertTopic(stack, 'Alerts', { emails: [late, late] })).toThrow(
    /^emails has an address that is known only at deployment, which is given twice/,
  );
});

test('a topic is open to one organization, however often it is named, and SNS gets each statement id once', () => {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  alertTopic.allowPublishFromOrganization('o-exampleorgid');
  alertTopic.allowPublishFromOrganization('o-exampleorgid');
  expect(() => alertTopic.allowPublishFromOrganization('o-otherorgid1')).toThrow(
    'allowPublishFromOrganization is called for two organizations, but a topic can allow only one',
  );
  const { Statement } = resourceOf(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
  const sids = Statement.map(({ Sid }: { readonly Sid: string }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
});

test('a topic of deliveries that is named twice is one sentence', () => {
  const stack = newStack();
  const topic = new Topic(stack, 'Topic');
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  expect(
    () =>
      new LogProcessor(stack, 'Processor', {
        ...{ archive, alertTopic, rules: oneRule(), deliveryTopics: [topic, topic] },
      }),
  ).toThrow("deliveryTopics has 'Stack/Topic' twice; name it only once");
});

test('a FIFO topic is refused, and of an imported one that names its key functions may use the key', () => {
  const stack = newStack();
  const fifo = Topic.fromTopicArn(stack, 'Fifo', 'arn:aws:sns:eu-west-1:111122223333:alerts.fifo');
  expect(() => AlertTopic.fromTopic(stack, 'Refused', fifo)).toThrow("'Stack/Fifo' is a FIFO topic");
  const own = new Topic(stack, 'Own', { fifo: true, masterKey: new Key(stack, 'Key') });
  expect(() => AlertTopic.fromTopic(stack, 'RefusedToo', own)).toThrow('is a FIFO topic');
  const topic = Topic.fromTopicAttributes(stack, 'Company', {
    topicArn: 'arn:aws:sns:eu-central-1:111122223333:alerts',
    keyArn: KEY_ARN,
  });
  new LogProcessor(stack, 'Processor', {
    archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
    alertTopic: AlertTopic.fromTopic(stack, 'Alerts', topic),
    rules: oneRule(),
  });
  const statements = resourcesOf(stack, 'AWS::IAM::Policy').flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  expect(statements).toContainEqual({
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Effect: 'Allow',
    Resource: KEY_ARN,
  });
});
