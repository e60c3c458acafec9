import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AuditTrail, LogArchive, TrailIdentity } from '../../../lib/index';
import {
  ACCOUNT,
  archiveOfParameters,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  ORGANIZATION_TRAIL_ARN,
  REGION,
  resourceOf,
  synthError,
  TRAIL,
  TRAIL_ARN,
  warningsOf,
} from '../synthesize';

describe('an audit trail', () => {
  function synthesize() {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], keyPrefix: 'audit' });
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    return { stack, trail };
  }

  test('logs every Region and global service, proves its files, and is on', () => {
    expect(resourceOf(synthesize().stack, 'AWS::CloudTrail::Trail').Properties).toEqual({
      TrailName: 'primary',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      IsOrganizationTrail: false,
      S3BucketName: { Ref: 'ArchiveBucket49F1AC64' },
      S3KeyPrefix: 'audit',
      KMSKeyId: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
    });
  });

  test('is created after the policies of bucket and key', () => {
    expect(resourceOf(synthesize().stack, 'AWS::CloudTrail::Trail').DependsOn).toEqual([
      'ArchiveBucketPolicy13E3D5ED',
      'ArchiveKeyAliasECB94D44',
    ]);
  });

  test('gives its ARN as an attribute, and as literals through its identity', () => {
    const { stack, trail } = synthesize();
    expect(stack.resolve(trail.trailArn)).toEqual({ 'Fn::GetAtt': ['Trail022F0CF2', 'Arn'] });
    expect(trail.identity.trailArn).toBe(TRAIL_ARN);
  });

  test('fails on an archive that does not trust it', () => {
    const stack = newStack({ env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive })).toThrow(
      new Error(
        `archive 'Stack/Archive' does not trust the trail 'everyone' (${ORGANIZATION_TRAIL_ARN}): CloudTrail cannot write to it, and CloudFormation cannot create the trail` +
          "; add the identity to the archive's 'trails'",
      ),
    );
  });

  test('fails outside its home Region', () => {
    const stack = newStack({ env: { account: ACCOUNT, region: 'us-east-1' } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive })).toThrow(
      new Error(
        "identity.homeRegion is 'eu-central-1', but the stack deploys to 'us-east-1': a trail is created in its home Region; " +
          'move the trail to a stack of that Region or change the identity',
      ),
    );
  });

  test('fails outside the account that owns it', () => {
    const stack = newStack({ env: { account: LOG_ARCHIVE, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    expect(() => new AuditTrail(stack, 'Trail', { identity: TRAIL, archive })).toThrow(
      new Error(
        "identity.ownerAccount is '111122223333', but the stack deploys to '044455556666': " +
          'only an organization trail can be created outside the account of its owner; ' +
          'move the trail to a stack of that account or change the identity',
      ),
    );
  });

  test('of an organization fails in the account of a delegated administrator, unless that is acknowledged', () => {
    const build = () => {
      const stack = newStack({ env: { account: LOG_ARCHIVE, region: REGION } });
      const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
      return { stack, trail: new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive }) };
    };
    expect(synthError(build().stack)).toContain(
      "the organization trail 'everyone' belongs to the management account '999988887777', but the stack deploys to " +
        "'044455556666': CloudFormation creates the trail of a delegated administrator and then cannot start it",
    );
    const { stack, trail } = build();
    Annotations.of(trail).acknowledgeWarning(
      'cdk-trailwatch:delegatedAdministrator',
      'deployed by other means',
    );
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an organization delivers to an archive in another account, which is deployed first', () => {
    const app = new App();
    const archiveStack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const managementStack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(archiveStack, 'Archive', {
      ...{ trails: [ORGANIZATION_TRAIL], bucketName: LOG_BUCKET },
    });
    new AuditTrail(managementStack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });

    const trail = resourceOf(managementStack, 'AWS::CloudTrail::Trail').Properties;
    const bucket = resourceOf(archiveStack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties;
    expect(bucket.BucketName).toMatch(/^[a-z0-9-]{3,63}$/);
    expect(trail.S3BucketName).toBe(bucket.BucketName);
    const alias = resourceOf(archiveStack, 'AWS::KMS::Alias').Properties.AliasName;
    expect(managementStack.resolve(trail.KMSKeyId)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:kms:${REGION}:${LOG_ARCHIVE}:${alias}`]],
    });
    expect(trail.IsOrganizationTrail).toBe(true);
    expect(managementStack.dependencies).toEqual([archiveStack]);

    const statements = resourceOf(archiveStack, 'AWS::S3::BucketPolicy', 'ArchiveBucket').Properties
      .PolicyDocument.Statement;
    expect(statements[4]).toEqual({
      Sid: 'AWSCloudTrailOrganizationWrite20150319',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: {
        'Fn::Join': ['', [{ 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] }, `/AWSLogs/${ORGANIZATION}/*`]],
      },
      Condition: {
        StringEquals: {
          's3:x-amz-acl': 'bucket-owner-full-control',
          'aws:SourceArn': ORGANIZATION_TRAIL_ARN,
        },
      },
    });
  });

  test('in another stack of the account refers to the archive, and nothing is circular', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const archiveStack = new Stack(app, 'LogArchive', { env });
    const trailStack = new Stack(app, 'TrailStack', { env });
    const archive = new LogArchive(archiveStack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(trailStack, 'Trail', { identity: TRAIL, archive });
    app.synth();
    expect(trailStack.dependencies).toEqual([archiveStack]);
    expect(archiveStack.dependencies).toEqual([]);
  });
});

describe('what is not known at synth', () => {
  test('breaks no check: names, accounts, Regions, organization and prefix as parameters', () => {
    const stack = newStack({});
    const { identity, archive } = archiveOfParameters(stack);
    new AuditTrail(stack, 'Trail', { identity, archive });
    const { Properties } = resourceOf(stack, 'AWS::CloudTrail::Trail');
    expect(Properties.TrailName).toEqual({ Ref: 'TrailName' });
    expect(Properties.S3KeyPrefix).toEqual({ Ref: 'Prefix' });
  });

  test('may be compared with what is: an archive that knows the account, a trail that does not', () => {
    const stack = newStack({});
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const identity = TrailIdentity.account({
      trailName: 'primary',
      homeRegion: stack.region,
      ownerAccount: stack.account,
    });
    new AuditTrail(stack, 'Trail', { identity, archive });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
