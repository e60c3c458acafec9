import {
  Annotations,
  App,
  Aspects,
  CfnParameter,
  type CfnResource,
  Duration,
  RemovalPolicies,
  RemovalPolicy,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, type BucketProps, CfnBucket, mixins } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { AuditTrail, LogArchive, TrailKey } from '../../../lib/index';
import { ACCOUNT, newStack, REGION, synthError, TRAIL, warningsOf } from '../synthesize';

/** The ids of a stack's warnings on evidence. */
function warnedOf(stack: Stack): readonly string[] {
  return warningsOf(stack).flatMap((warning) => /\[ack: cdk-trailwatch:(\w+)\]$/.exec(warning)?.[1] ?? []);
}

/** A bucket that no check has anything against. */
function wellKept(stack: Stack, change: BucketProps = {}): Bucket {
  return new Bucket(stack, 'Given', {
    ...{ versioned: true, enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN },
    serverAccessLogsBucket: new Bucket(stack, 'AccessLogs'),
    ...change,
  });
}

function archiveIn(stack: Stack, bucket: Bucket, key = new Key(stack, 'Key', { enableKeyRotation: true })) {
  const encryptionKey = TrailKey.fromKey(stack, 'TrailKey', { key, trails: [TRAIL] });
  const archive = LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL], encryptionKey });
  return new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
}

/** Own parts with their defaults. */
function ownParts(stack: Stack): LogArchive {
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
  return archive;
}

const PUBLIC_READ: BucketProps = {
  publicReadAccess: true,
  blockPublicAccess: new BlockPublicAccess({ blockPublicPolicy: false, restrictPublicBuckets: false }),
};

describe('a bucket of the app that is given as evidence', () => {
  test('is accepted in silence where it is kept well', () => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack));
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<readonly [string, BucketProps, readonly string[]]>([
    ['can be read by everyone', PUBLIC_READ, ['publicEvidence']],
    [
      'does not block public access',
      { blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY },
      ['publicEvidence'],
    ],
    ['has no versions', { versioned: false }, ['unprotectedEvidence']],
    [
      'lets files expire after three days',
      { lifecycleRules: [{ expiration: Duration.days(3) }] },
      ['unprotectedEvidence'],
    ],
    [
      'lets log files expire early',
      { lifecycleRules: [{ prefix: `AWSLogs/${ACCOUNT}/`, expiration: Duration.days(89) }] },
      ['unprotectedEvidence'],
    ],
    ...[
      '',
      'AWSLogs',
      'AWSLogs/o-exampleorgid/',
      'AWSLogs/1111',
      `AWSLogs/${ACCOUNT}/CloudTrail`,
      `AWSLogs/${ACCOUNT}/Cloud`,
    ].map((prefix): [string, BucketProps, readonly string[]] => [
      `lets what begins with '${prefix}' expire early`,
      { lifecycleRules: [{ ...(prefix === '' ? {} : { prefix }), expiration: Duration.days(7) }] },
      ['unprotectedEvidence'],
    ]),
    ['takes requests without TLS', { enforceSSL: false }, ['unprotectedEvidence']],
    ['has no access logs', { serverAccessLogsBucket: undefined }, ['unprotectedEvidence']],
    ['is deleted with its stack', { removalPolicy: RemovalPolicy.DESTROY }, ['evidenceRemoved']],
    [
      'is emptied and deleted with its stack',
      { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true },
      ['evidenceRemoved'],
    ],
  ])('warns where it %s', (_words, change, wanted) => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack, change));
    expect(warnedOf(stack)).toEqual(wanted);
  });

  test.each<readonly [string, BucketProps]>([
    ['files expire after 90 days', { lifecycleRules: [{ expiration: Duration.days(90) }] }],
    ['other files expire', { lifecycleRules: [{ prefix: 'reports/', expiration: Duration.days(1) }] }],
    ...[
      'AWSLogs/111122223333/vpcflowlogs/',
      'AWSLogs/o-exampleorgid/111122223333/Config/',
      'AWSLogs/elasticloadbalancing',
    ].map((prefix): [string, BucketProps] => [
      `files of other services expire: ${prefix}`,
      { lifecycleRules: [{ prefix, expiration: Duration.days(7) }] },
    ]),
    ['an expiration is disabled', { lifecycleRules: [{ expiration: Duration.days(1), enabled: false }] }],
  ])('is silent where %s', (_words, change) => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack, change));
    expect(warnedOf(stack)).toEqual([]);
  });

  test('names the bucket, each fault and its check', () => {
    const stack = newStack();
    archiveIn(
      stack,
      wellKept(stack, { versioned: false, lifecycleRules: [{ expiration: Duration.days(3) }] }),
    );
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining(
        "/Stack/Archive: the bucket 'Stack/Given' has faults that 'trailwatch trails --check' would find: versioning is off " +
          '(bucket-versioning); log files expire after 3 days (bucket-expiration): evidence that is',
      ),
    ]);
  });

  test('is judged in another stack, and where it is known by its name', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root, 'Other', { env: { account: ACCOUNT, region: REGION } });
    wellKept(other, { bucketName: 'company-logs', removalPolicy: RemovalPolicy.DESTROY });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'ByName', 'company-logs'),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    expect(warnedOf(stack)).toEqual(['evidenceRemoved', 'noEncryptionKey']);
  });

  test('is silent on what only the deployment knows', () => {
    const stack = newStack();
    const bucket = wellKept(stack);
    archiveIn(stack, bucket);
    const status = new CfnParameter(stack, 'Status').valueAsString;
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride('VersioningConfiguration.Status', status);
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride('PublicAccessBlockConfiguration', {
      'Fn::If': ['Open', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::NoValue' }],
    });
    expect(warnedOf(stack)).toEqual([]);
  });

  test('is acknowledged as other warnings are, before and after it is found', () => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack, { ...PUBLIC_READ, versioned: false }));
    Annotations.of(stack.node.findChild('Archive')).acknowledgeWarning(
      'cdk-trailwatch:publicEvidence',
      'a test',
    );
    expect(warnedOf(stack)).toEqual(['unprotectedEvidence']);
  });

  test('is judged in a Stage, whose Aspects are done', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod', { env: { account: ACCOUNT, region: REGION } });
    const stack = new Stack(stage, 'Stack');
    archiveIn(stack, wellKept(stack));
    Aspects.of(stage).add({
      visit: (node) => {
        if (node instanceof CfnBucket) node.versioningConfiguration = undefined;
      },
    });
    const { stacks } = app.synth().getNestedAssembly('assembly-Prod');
    const messages = stacks.flatMap((one) => one.messages.map(({ entry }) => String(entry.data)));
    expect(messages).toEqual([expect.stringContaining('versioning is off (bucket-versioning)')]);
  });
});

describe('a key of the app that trails encrypt with', () => {
  test.each<readonly [string, (stack: Stack) => Key, string]>([
    [
      'is of RSA',
      (stack) => new Key(stack, 'Key', { keySpec: KeySpec.RSA_2048, keyUsage: KeyUsage.ENCRYPT_DECRYPT }),
      "the key 'Stack/Key' has KeySpec RSA_2048: CloudTrail cannot encrypt with it",
    ],
    [
      'is disabled',
      (stack) => new Key(stack, 'Key', { enabled: false }),
      "the key 'Stack/Key' is disabled: CloudTrail cannot encrypt with it",
    ],
  ])('fails where it %s', (_words, create, wanted) => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack), create(stack));
    expect(synthError(stack)).toContain(wanted);
  });

  test.each<readonly [string, (stack: Stack) => Key, string]>([
    [
      'is deleted with its stack',
      (stack) => new Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY }),
      'evidenceRemoved',
    ],
    ['is not rotated', (stack) => new Key(stack, 'Key'), 'unprotectedEvidence'],
    [
      'can be used by everyone',
      (stack) => {
        const key = new Key(stack, 'Key', { enableKeyRotation: true });
        const principals = [new AnyPrincipal()];
        key.addToResourcePolicy(
          new PolicyStatement({ principals, actions: ['kms:Decrypt'], resources: ['*'] }),
        );
        return key;
      },
      'publicEvidence',
    ],
  ])('warns where it %s', (_words, create, wanted) => {
    const stack = newStack();
    archiveIn(stack, wellKept(stack), create(stack));
    expect(warnedOf(stack)).toEqual([wanted]);
  });
});

describe('own evidence', () => {
  /** What changes a template after the construct was made. */
  const CHANGES: readonly (readonly [
    string,
    (archive: LogArchive, stack: Stack) => void,
    readonly string[],
  ])[] = [
    [
      'a mixin stops the versions',
      ({ bucket }) => void bucket.node.defaultChild!.with(new mixins.BucketVersioning(false)),
      ['unprotectedEvidence'],
    ],
    [
      'an override opens the bucket',
      ({ bucket }) =>
        (bucket.node.defaultChild as CfnBucket).addPropertyOverride(
          'PublicAccessBlockConfiguration.RestrictPublicBuckets',
          false,
        ),
      ['publicEvidence'],
    ],
    [
      'an Aspect stops the trail',
      (_archive, stack) =>
        visitAll(stack, (node) => {
          if (node instanceof CfnTrail) node.isLogging = false;
        }),
      ['stopped'],
    ],
    [
      'an override stops the validation of log files',
      (_archive, stack) => trailIn(stack).addPropertyOverride('EnableLogFileValidation', false),
      ['noLogFileValidation'],
    ],
    [
      'an override leaves out the validation of log files',
      (_archive, stack) => trailIn(stack).addPropertyDeletionOverride('EnableLogFileValidation'),
      ['noLogFileValidation'],
    ],
    [
      'an override takes the key from the trail',
      (_archive, stack) => trailIn(stack).addPropertyDeletionOverride('KMSKeyId'),
      ['noEncryptionKey'],
    ],
    [
      'an Aspect ends the rotation of the key',
      (_archive, stack) =>
        visitAll(stack, (node) => {
          if (node instanceof CfnKey) node.enableKeyRotation = false;
        }),
      ['unprotectedEvidence'],
    ],
    [
      'everything of the app is to be deleted',
      (_archive, stack) => RemovalPolicies.of(stack).destroy(),
      ['evidenceRemoved', 'evidenceRemoved'],
    ],
  ];

  test.each(CHANGES)('warns where %s', (_words, change, wanted) => {
    const stack = newStack();
    change(ownParts(stack), stack);
    expect(warnedOf(stack)).toEqual(wanted);
  });

  test('is accepted in silence with its defaults, and where its properties say that it is short-lived', () => {
    const stack = newStack();
    ownParts(stack);
    expect(warnedOf(stack)).toEqual([]);

    const removed = newStack();
    ownParts(removed).applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(warnedOf(removed)).toEqual([]);

    const shortLived = newStack();
    new LogArchive(shortLived, 'Archive', {
      ...{ trails: [TRAIL], removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true },
    });
    expect(warnedOf(shortLived)).toEqual([]);
  });

  test('fails where an Aspect disables the key', () => {
    const stack = newStack();
    ownParts(stack);
    visitAll(stack, (node) => {
      if (node instanceof CfnKey) node.enabled = false;
    });
    expect(synthError(stack)).toContain(
      "the key 'Stack/Archive/Key/Key' is disabled: CloudTrail cannot encrypt with it",
    );
  });
});

function trailIn(stack: Stack): CfnResource {
  return stack.node.findChild('Trail').node.defaultChild as CfnResource;
}

function visitAll(scope: IConstruct, visit: (node: IConstruct) => void): void {
  Aspects.of(scope).add({ visit });
}
