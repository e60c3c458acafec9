import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { EventSelection, LogArchive, Trailwatch, type TrailwatchProps } from '../../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, LOG_BUCKET, REGION, resourceOf, resourcesOf, TRAIL } from '../synthesize';

const NAME = 'Writes to the tables of trailwatch by others';

interface Selector {
  readonly Name?: string;
  readonly FieldSelectors: readonly Record<string, unknown>[];
}

function trailwatch(props: TrailwatchProps = {}, stackName = 'Audit'): Stack {
  const stack = new Stack(new App(), stackName, { env: { account: ACCOUNT, region: REGION } });
  new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, emails: ['a@example.com'], ...props });
  return stack;
}

function selectorsOf(stack: Stack): readonly Selector[] {
  return resourceOf(stack, 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors ?? [];
}

function fieldsOf(stack: Stack): Record<string, unknown> {
  const [selector, ...more] = selectorsOf(stack).filter(({ Name }) => Name === NAME);
  expect(more).toEqual([]);
  return Object.fromEntries((selector?.FieldSelectors ?? []).map(({ Field, ...rest }) => [Field, rest]));
}

describe('the trail of Trailwatch', () => {
  test('logs writes to both tables by anyone but the functions, and management events', () => {
    const stack = trailwatch();
    const [management, ...others] = selectorsOf(stack);
    expect([JSON.stringify(management?.FieldSelectors), others.length]).toEqual([
      '[{"Equals":["Management"],"Field":"eventCategory"}]',
      1,
    ]);
    expect(resourcesOf(stack, 'AWS::DynamoDB::Table')).toHaveLength(2);
    expect(fieldsOf(stack)).toEqual({
      eventCategory: { Equals: ['Data'] },
      'resources.type': { Equals: ['AWS::DynamoDB::Table'] },
      readOnly: { Equals: ['false'] },
      'resources.ARN': {
        Equals: [
          { 'Fn::GetAtt': [expect.stringMatching(/^TrailwatchProcessorClaims/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^TrailwatchIntegrityClaims/), 'Arn'] },
        ],
      },
      'userIdentity.arn': {
        NotStartsWith: [
          {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sts::${ACCOUNT}:assumed-role/Audit-`]],
          },
        ],
      },
    });
  });

  test('leaves out functions of a nested stack, whose roles are named after its parent', () => {
    const parent = new Stack(new App(), 'Audit', { env: { account: ACCOUNT, region: REGION } });
    const nested = new NestedStack(parent, 'Nested');
    new Trailwatch(nested, 'Trailwatch', { identity: TRAIL, emails: ['a@example.com'] });
    expect(JSON.stringify(fieldsOf(nested)['userIdentity.arn'])).toContain(`${ACCOUNT}:assumed-role/Audit-"`);
  });

  test('leaves out functions of a stack with a long name by what its roles surely begin with', () => {
    const stack = trailwatch({}, 'AuditOfTheWholeCompanyAndItsFriends');
    expect(JSON.stringify(fieldsOf(stack)['userIdentity.arn'])).toContain(
      ':assumed-role/AuditOfTheWholeCompanyAn"',
    );
  });

  test('logs them besides what was chosen, with Insights', () => {
    const eventSelection = EventSelection.managementEvents().withoutKms();
    const [chosen] = selectorsOf(trailwatch({ eventSelection }));
    expect(JSON.stringify(chosen)).toContain('kms.amazonaws.com');
    expect(Object.keys(fieldsOf(trailwatch({ eventSelection })))).toHaveLength(5);
  });

  test.each<[string, TrailwatchProps]>([
    ['claimEvents is false', { claimEvents: false }],
    ['there are no rules that would tell', { tamperDetection: false }],
    ['basic selectors were chosen', { eventSelection: EventSelection.basic({}) }],
  ])('logs none where %s', (_, props) => {
    expect(fieldsOf(trailwatch(props))).toEqual({});
  });

  test('knows the table of claims by its name where it belongs to another account', () => {
    const app = new App();
    const archive = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const management = new Stack(app, 'Management', { env: { account: ACCOUNT, region: REGION } });
    new Trailwatch(archive, 'Trailwatch', {
      ...{ identity: TRAIL, trailScope: management, bucketName: LOG_BUCKET },
    });
    const { 'resources.ARN': arn, 'userIdentity.arn': user } = fieldsOf(management);
    expect(JSON.stringify(arn)).toContain(`:dynamodb:${REGION}:${LOG_ARCHIVE}:table/LogArchiveTrailwatch`);
    expect(JSON.stringify(user)).toContain(`:sts::${LOG_ARCHIVE}:assumed-role/LogArchive-`);
    expect(JSON.stringify(user)).toContain(`:sts::${ACCOUNT}:assumed-role/Management-`);
    expect(() => app.synth()).not.toThrow();
  });

  test('with an archive that exists logs them, too', () => {
    const stack = new Stack(new App(), 'Audit', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, archive });
    expect(Object.keys(fieldsOf(stack))).toHaveLength(5);
  });
});
