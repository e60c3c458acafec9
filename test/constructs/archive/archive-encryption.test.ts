import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AlarmSet,
  ArchiveEncryption,
  AuditAccess,
  AuditTrail,
  LogArchive,
  type LogArchiveProps,
  LogArchiveReplica,
  LogReader,
  LogReaderRole,
  TrailKey,
  Trailwatch,
  type TrailwatchProps,
} from '../../../lib/index';
import { NAG_VERSIONS, synthesizeJudged } from '../nag-versions';
import {
  ACCOUNT,
  newStack,
  notesOf,
  oneRule,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  TRAIL,
  warningsOf,
} from '../synthesize';

const { KMS, S3_MANAGED, S3_MANAGED_AFTER_KMS } = ArchiveEncryption;

/** All that reads or protects an archive: a whole Trailwatch with its readers. */
function everythingWith(props: Partial<TrailwatchProps>, stack = newStack()): Stack {
  const trailwatch = new Trailwatch(stack, 'Trailwatch', {
    ...{ rules: oneRule(), identity: TRAIL, alarms: AlarmSet.quiet(), deliveryMonitor: {} },
    readers: { Siem: LogReader.thirdParty({ account: '555566667777', externalId: 'example-company' }) },
    ...props,
  });
  new AuditAccess(stack, 'Access', { trails: [TRAIL], archive: trailwatch.archive });
  return stack;
}

function statementsOn(stack: Stack, action: string): readonly Statement[] {
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'].flatMap((type) =>
    resourcesOf(stack, type),
  );
  return policies
    .flatMap(({ Properties: { PolicyDocument, Policies = [] } }) => [
      ...(PolicyDocument?.Statement ?? []),
      ...Policies.flatMap(
        (each: { PolicyDocument: { Statement: Statement[] } }) => each.PolicyDocument.Statement,
      ),
    ])
    .filter(({ Action }: Statement) => [Action].flat().includes(action));
}

/** The statements of the archive's readers on its key. */
function decryptions(stack: Stack): readonly Statement[] {
  return statementsOn(stack, 'kms:Decrypt').filter(({ Resource }) =>
    JSON.stringify(Resource).includes('ArchiveKey'),
  );
}

const bucketOf = (stack: Stack) => resourceOf(stack, 'AWS::S3::Bucket', 'TrailwatchArchiveBucket').Properties;

const encryptedBy = (byDefault: object) => [
  expect.objectContaining({
    ServerSideEncryptionByDefault: byDefault,
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  }),
];

describe('an archive with keys of S3', () => {
  test('has no key, no permission for one, and a trail that names none, and still refuses keys of writers', () => {
    const stack = everythingWith({ encryption: S3_MANAGED });
    expect(bucketOf(stack).BucketEncryption.ServerSideEncryptionConfiguration).toEqual(
      encryptedBy({ SSEAlgorithm: 'AES256' }),
    );
    expect(resourceOf(stack, 'AWS::CloudTrail::Trail', '').Properties.KMSKeyId).toBeUndefined();
    expect(resourcesOf(stack, 'AWS::KMS::Key', 'TrailwatchArchive')).toEqual([]);
    expect(decryptions(stack)).toEqual([]);
    expect(statementsOn(stack, 's3:GetObject').length).toBeGreaterThan(1);
  });

  test('says what is lost, once, and not as a warning of the trail', () => {
    const stack = everythingWith({ encryption: S3_MANAGED });
    const isSaid = (note: string) => /no key policy says who decrypts.*CloudTrail\.2/.test(note);
    expect(notesOf(stack).filter(isSaid)).toHaveLength(1);
    expect(
      warningsOf(stack).filter((warning) => /not encrypted with a KMS key|no encryptionKey/.test(warning)),
    ).toEqual([]);
    expect(notesOf(everythingWith({})).filter(isSaid)).toEqual([]);
  });

  test('is replicated, by a role that decrypts nothing', () => {
    const stack = replicated({ encryption: S3_MANAGED });
    expect(
      resourceOf(stack, 'AWS::S3::Bucket', 'ArchiveBucket').Properties.ReplicationConfiguration.Rules,
    ).toHaveLength(1);
    expect(statementsOn(stack, 'kms:Decrypt')).toEqual([]);
    expect(statementsOn(replicated({}), 'kms:Decrypt')).toHaveLength(1);
    const isSaid = (note: string) => /new files of a replica .* not with the key of the replica/.test(note);
    expect(notesOf(stack).filter(isSaid)).toHaveLength(1);
  });

  test('fails with a key beside it, and names the choice that keeps one', () => {
    const build = (stack: Stack) =>
      new LogArchive(stack, 'Archive', {
        ...{ trails: [TRAIL], encryption: S3_MANAGED },
        encryptionKey: new TrailKey(stack, 'Given', { trails: [TRAIL] }),
      });
    expect(() => build(newStack())).toThrow(
      /encryptionKey 'Stack\/Given' and encryption S3_MANAGED are both given; leave out encryptionKey, or use S3_MANAGED_AFTER_KMS/,
    );
  });

  test('fails on a Trailwatch to which an archive is given', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Given', { trails: [TRAIL] });
    expect(() => everythingWith({ archive, encryption: S3_MANAGED }, stack)).toThrow(
      /encryption and archive are both given/,
    );
  });
});

describe('an archive that S3 encrypts after a key', () => {
  test('keeps its key and who may decrypt with it, so that earlier files can be read', () => {
    const [before, after] = [
      everythingWith({ encryption: KMS }),
      everythingWith({ encryption: S3_MANAGED_AFTER_KMS }),
    ];
    expect(bucketOf(after).BucketEncryption.ServerSideEncryptionConfiguration).toEqual(
      encryptedBy({ SSEAlgorithm: 'AES256' }),
    );
    expect(resourceOf(after, 'AWS::CloudTrail::Trail', '').Properties.KMSKeyId).toBeUndefined();
    expect(resourceOf(after, 'AWS::KMS::Key', 'TrailwatchArchiveKey')).toEqual(
      resourceOf(before, 'AWS::KMS::Key', 'TrailwatchArchiveKey'),
    );
    expect(decryptions(before).length).toBeGreaterThan(3);
    expect(decryptions(after)).toEqual(decryptions(before));
  });

  test('takes an imported key of earlier files', () => {
    const stack = newStack();
    const key = Key.fromKeyArn(stack, 'Imported', `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d`);
    const encryptionKey = TrailKey.fromKey(stack, 'Key', {
      key,
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const archive = new LogArchive(stack, 'Archive', {
      trails: [TRAIL],
      encryptionKey,
      encryption: S3_MANAGED_AFTER_KMS,
    });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    new LogReaderRole(stack, 'Reader', {
      archive,
      reader: LogReader.ownAccount({ account: '555566667777' }),
      policyManagedElsewhere: true,
    });
    expect(archive.encryptionKey).toBeUndefined();
    expect(archive.formerKey).toBe(encryptionKey);
    expect(JSON.stringify(statementsOn(stack, 'kms:Decrypt'))).toContain('key/0a1b2c3d');
    expect(resourcesOf(stack, 'AWS::KMS::Key')).toEqual([]);
  });
});

test.each(NAG_VERSIONS)(
  'packs of controls find no fault in an archive without a key, cdk-nag $version',
  ({ addPacks }) => {
    const app = new App();
    addPacks(app, ['NIST80053R5']);
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], encryption: S3_MANAGED });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    expect(() => synthesizeJudged(app)).not.toThrow();
  },
);

function replicated(props: Partial<LogArchiveProps>): Stack {
  const stack = newStack();
  const replica = new LogArchiveReplica(stack, 'Replica', { sourceAccount: ACCOUNT });
  new LogArchive(stack, 'Archive', { trails: [TRAIL], replication: { replica }, ...props });
  return stack;
}
