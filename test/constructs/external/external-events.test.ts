import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AlertTopic, ExternalEvents, LogProcessor } from '../../../lib/index';
import { matchesEvent } from '../../core/pattern/event-pattern/matches-event';
import type { TemplateValue } from '../../local-aws/template';
import { ACCOUNT, newStack, oneRule } from '../synthesize';

const SHOP = 'shop.example.com';
const DOOR = 'door.example.com';

function receive(sources: string[] = [SHOP, DOOR], stack: Stack = newStack()) {
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const events = new ExternalEvents(stack, 'Events', { sources, alertTopic });
  return { stack, alertTopic, events, template: () => Template.fromStack(stack) };
}

function patternsOf(template: Template): Readonly<Record<'Accepted' | 'Refused', TemplateValue>> {
  const rules = Object.entries(template.findResources('AWS::Events::Rule'));
  const patternOf = (id: string): TemplateValue =>
    rules.find(([name]) => name.startsWith(`Events${id}`))?.[1].Properties.EventPattern;
  return { Accepted: patternOf('Accepted'), Refused: patternOf('Refused') };
}

const WHOLE = {
  ...{ eventSource: SHOP, eventName: 'OrderCanceled', eventTime: '2026-11-20T15:00:00Z' },
  recipientAccountId: ACCOUNT,
};

const without = (name: keyof typeof WHOLE) => ({ ...WHOLE, [name]: undefined });

test.each([[[SHOP]], [[SHOP, DOOR]]])(
  'with sources %j, every event of one is archived or kept as refused, and no other is touched',
  (sources) => {
    const { Accepted, Refused } = patternsOf(receive([...sources]).template());
    const fates = [
      WHOLE,
      { ...WHOLE, eventSource: 'iam.amazonaws.com' },
      { ...WHOLE, eventSource: DOOR },
      { ...WHOLE, recipientAccountId: '999999999999' },
      { ...WHOLE, eventName: { text: 'OrderCanceled' } },
      without('eventSource'),
      without('eventName'),
      without('eventTime'),
      without('recipientAccountId'),
      {},
      { Records: [WHOLE] },
    ].map((detail) => {
      const event = JSON.parse(JSON.stringify({ source: SHOP, account: ACCOUNT, detail }));
      return [matchesEvent(Accepted, event), matchesEvent(Refused, event)];
    });
    expect(fates).toEqual([[true, false], ...Array.from({ length: 10 }, () => [false, true])]);
    const foreign = { source: 'aws.s3', account: ACCOUNT, detail: WHOLE };
    expect([Accepted, Refused].map((pattern) => matchesEvent(pattern, foreign))).toEqual([false, false]);
  },
);

test('an event of a sender in another account is archived for the account of the receiver, and EventBridge says whose it was', () => {
  const { Accepted, Refused } = patternsOf(receive().template());
  const sent = { source: SHOP, account: '999999999999', detail: WHOLE };
  const forged = { ...sent, detail: { ...WHOLE, recipientAccountId: '999999999999' } };
  const fates = [sent, forged].map((event) => [matchesEvent(Accepted, event), matchesEvent(Refused, event)]);
  expect(fates).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('a sender may send events of its source alone', () => {
  const { stack, events, template } = receive();
  const shop = new Role(stack, 'Shop', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  events.grantPutEvents(shop, SHOP);
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: Match.anyValue(),
          Condition: {
            'ForAllValues:StringEquals': { 'events:source': [SHOP] },
            Null: { 'events:source': 'false' },
          },
        },
      ],
    },
    Roles: [{ Ref: Match.stringLikeRegexp('^Shop') }],
  });
  expect(() => events.grantPutEvents(new AccountPrincipal(ACCOUNT), 'other')).toThrow(
    "source 'other' is not one of sources: 'shop.example.com', 'door.example.com'",
  );
});

test('only the stream and the function that signs may write, nobody may delete, and only that function may sign', () => {
  const template = receive().template();
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          ...{ Sid: 'OnlyReceiverWrites', Effect: 'Deny', Principal: '*', Action: 's3:PutObject' },
          Resource: Match.objectLike({ 'Fn::Join': ['', [Match.anyValue(), '/external/AWSLogs/*']] }),
          Condition: {
            ArnNotEquals: {
              'aws:PrincipalArn': [
                { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsDeliveryRole'), 'Arn'] },
                { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsDigestsRole'), 'Arn'] },
              ],
            },
          },
        },
        {
          ...{ Sid: 'NobodyDeletes', Effect: 'Deny', Principal: '*' },
          Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
          Resource: Match.objectLike({ 'Fn::Join': ['', [Match.anyValue(), '/external/AWSLogs/*']] }),
        },
      ]),
    },
  });
  const keys = Object.values(template.findResources('AWS::KMS::Key')).filter(
    ({ Properties }) => Properties.KeyUsage === 'SIGN_VERIFY',
  );
  const statements = keys.flatMap(({ Properties }) => Properties.KeyPolicy.Statement);
  const signers = statements.filter(({ Action }) => [Action].flat().some((name) => /Sign$|\*/.test(name)));
  expect(signers).toEqual([
    expect.objectContaining({
      Principal: { AWS: ACCOUNT },
      Condition: {
        ArnEquals: {
          'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching('^EventsDigestsRole'), 'Arn'] },
        },
      },
    }),
  ]);
});

test('Firehose names files as CloudTrail does, and what EventBridge cannot deliver is kept', () => {
  const template = receive().template();
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: {
      Prefix:
        `external/AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/!{timestamp:yyyy/MM/dd}/` +
        `${ACCOUNT}_CloudTrail_eu-central-1_!{timestamp:yyyyMMdd}T!{timestamp:HHmm}Z_`,
      ...{ CompressionFormat: 'GZIP', FileExtension: '.json.gz' },
    },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsDeliveryStream'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsDeadLetters'), 'Arn'] } },
      }),
    ],
  });
});

test('a log processor reads the files with nothing else to set, and no trail may write them', () => {
  const { stack, alertTopic, events, template } = receive();
  new LogProcessor(stack, 'Rules', { archive: events.archive, alertTopic, rules: oneRule() });
  const text = JSON.stringify(template().toJSON());
  expect(text).toContain('external/AWSLogs/');
  expect(text).not.toContain('cloudtrail.amazonaws.com');
});

test.each([
  [[], 'sources has no names, so no event would be accepted; name one'],
  [['aws.shop'], "sources has 'aws.shop', which is a name of AWS; use one of a domain of your own"],
  [
    ['iam.amazonaws.com'],
    "sources has 'iam.amazonaws.com', which is a name of AWS; use one of a domain of your own",
  ],
  [
    ['s3.amazonaws.com.cn'],
    "sources has 's3.amazonaws.com.cn', which is a name of AWS; use one of a domain of your own",
  ],
  [
    ['my shop'],
    "sources has 'my shop'; a source has 2 to 128 letters, digits, '.', '_' and '-', such as 'shop.example.com'",
  ],
  [[SHOP, SHOP], "sources has 'shop.example.com' twice; name it only once"],
  [
    Array.from({ length: 20 }, (_, index) => `application-${index}.example.com`),
    'sources has 20 names, whose event pattern has 4587 characters, but EventBridge allows 2048; divide them among two ExternalEvents',
  ],
])('fails on sources %j', (sources, message) => {
  expect(() => receive(sources)).toThrow(message);
});
