import { AlertTopic } from '../../../lib/index';
import { ACCOUNT, newStack, ORGANIZATION, REGION, resourceOf } from '../synthesize';

const ELSEWHERE = '044455556666';

/** A statement for everyone would admit roles of the topic's account that have no policy of their own. */
const OTHERS = { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } };

const THROUGH_SNS = { 'Fn::Join': ['', [`sns.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] };

function synthesize() {
  const stack = newStack();
  return { stack, alerts: new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] }) };
}

interface Statement {
  readonly Sid: string;
  readonly Principal: unknown;
  readonly Condition: { readonly StringEquals: unknown };
}

/** What topic and key say beside their own: the statements that were added. */
function added({ stack }: ReturnType<typeof synthesize>): readonly Statement[] {
  return [
    ...resourceOf(stack, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement.slice(2),
    ...resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.slice(2),
  ];
}

describe('publishers of elsewhere', () => {
  test('are only the named accounts and their alarms', () => {
    const made = synthesize();
    made.alerts.allowPublishFrom(ELSEWHERE);
    const theirs = { 'aws:PrincipalAccount': ELSEWHERE };
    expect(added(made).map(({ Condition }) => Condition.StringEquals)).toEqual([
      theirs,
      { 'aws:SourceAccount': ELSEWHERE },
      { ...theirs, 'kms:ViaService': THROUGH_SNS },
      { 'aws:SourceAccount': ELSEWHERE },
    ]);
  });

  test('are the users and roles of an organization, by its id, but not of the account itself', () => {
    const made = synthesize();
    made.alerts.allowPublishFromOrganization(ORGANIZATION);
    const theirs = { 'aws:PrincipalOrgID': ORGANIZATION };
    expect(added(made)).toEqual([
      {
        Sid: 'PublishFromOrganization',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sns:Publish',
        Resource: { Ref: 'AlertsTopicCF7C81C9' },
        Condition: { StringEquals: theirs, ...OTHERS },
      },
      {
        Sid: 'EncryptFromOrganization',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { ...theirs, 'kms:ViaService': THROUGH_SNS }, ...OTHERS },
      },
    ]);
  });

  test('may be accounts and the organization at once', () => {
    const made = synthesize();
    made.alerts.allowPublishFrom(ELSEWHERE);
    made.alerts.allowPublishFromOrganization(ORGANIZATION);
    const ids = added(made).map(({ Sid }) => Sid);
    expect(new Set(ids).size).toBe(6);
  });

  test('fails on an account or an organization that is none, and on no account', () => {
    const { alerts } = synthesize();
    expect(() => alerts.allowPublishFrom('1')).toThrow("accounts '1' is not a valid account id");
    expect(() => alerts.allowPublishFrom()).toThrow('allowPublishFrom needs at least one account');
    expect(() => alerts.allowPublishFromOrganization(ACCOUNT)).toThrow(
      `organizationId '${ACCOUNT}' is not a valid organization id`,
    );
  });
});
