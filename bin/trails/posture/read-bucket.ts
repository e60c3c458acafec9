import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { unlessMissing } from '../../../lambda/aws/answers';
import { toKeyRoot } from '../../../lib/core/policy/trail-coordinates';
import { someOf } from '../../../lib/core/safe-text/one-line';
import { makeS3Client } from '../../aws/s3-client';
import { sendAgain } from '../../aws/send-again';
import type { CommandIo } from '../../cli/command-io';
import { renderReason } from '../../cli/user-error';
import { type Known, learn, mapKnown } from '../../places/ask-place';
import type { AskedSession } from './asked-session';
import type { BucketSettings, LiveBucket, LiveTrail } from './live-estate';

/** Who asks for buckets. */
export interface BucketAsker {
  readonly sessions: readonly AskedSession[];
  readonly io: Pick<CommandIo, 'wait' | 'environment'>;
}

/**
 * The settings of a bucket, asked once: by the account that owns it, if that is among those that are asked. A trail names its bucket
 * and not whose it is, so that each account is asked whether it is its own; those of the trails first.
 */
export async function readBucket(
  name: string,
  trails: readonly LiveTrail[],
  { sessions, io }: BucketAsker,
): Promise<LiveBucket> {
  const [first] = trails;
  const region = first?.region ?? '';
  const partition = first?.arn.split(':')[1] ?? 'aws';
  const arn = `arn:${partition}:s3:::${name}`;
  const keyRoots = [...new Set(trails.map(({ described }) => toKeyRoot(described.S3KeyPrefix || undefined)))];
  const owners = trails.map(({ account }) => account);
  const inOrder = [...sessions].sort(
    (one, other) => Number(owners.includes(other.accountId)) - Number(owners.includes(one.accountId)),
  );
  let why = 'no account that was read may list it';
  for (const session of inOrder) {
    const client = makeS3Client(io.environment, region, {
      credentials: session.credentials,
      followRegionRedirects: true,
    });
    try {
      const head = await headBucket(client, { name, owner: session.accountId, wait: io.wait });
      if (head.kind === 'missing')
        return { arn, name, keyRoots, account: '', region: '', exists: { value: false } };
      if (head.kind === 'own') {
        const settings = await settingsOf(client, name, io.wait);
        return {
          ...{ arn, name, keyRoots, account: session.accountId, region: head.region ?? region },
          ...{ exists: { value: true }, settings },
        };
      }
      why = head.why;
    } finally {
      client.destroy();
    }
  }
  const unknown = ofNobody(
    name,
    inOrder.map(({ accountId }) => accountId),
    why,
  );
  return { arn, name, keyRoots, account: '', region: '', exists: { unknown } };
}

function ofNobody(name: string, asked: readonly string[], why: string): string {
  return (
    `bucket ${name}: it is not a bucket of ${someOf(asked, 3)}, or s3:ListBucket is denied there (${why}); ` +
    'add a role of the account that owns it (--role-arn, or --organization)'
  );
}

type Head =
  | { readonly kind: 'own'; readonly region: string | undefined }
  | { readonly kind: 'missing' }
  | { readonly kind: 'elsewhere'; readonly why: string };

async function headBucket(
  client: S3Client,
  { name, owner, wait }: { readonly name: string; readonly owner: string; readonly wait: CommandIo['wait'] },
): Promise<Head> {
  const input = { Bucket: name, ExpectedBucketOwner: owner };
  try {
    const { BucketRegion } = await sendAgain(() => client.send(new HeadBucketCommand(input)), {
      needs: 's3:ListBucket',
      wait,
    });
    return { kind: 'own', region: BucketRegion };
  } catch (error) {
    // An answer to HEAD has no body, so that the status is all that it says.
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return { kind: 'missing' };
    return { kind: 'elsewhere', why: status === 403 ? 'access was denied' : renderReason(error) };
  }
}

async function settingsOf(
  client: S3Client,
  Bucket: string,
  wait: CommandIo['wait'],
): Promise<BucketSettings> {
  const ask = <T>(needs: string, send: () => Promise<T>): Promise<Known<T>> =>
    learn(`bucket ${Bucket}`, { send, needs: `s3:${needs}`, wait });
  const askFor = <T>(needs: string, missing: string, send: () => Promise<T>): Promise<Known<T | undefined>> =>
    ask(needs, () => unlessMissing(missing, send));
  const [policy, status, acl, publicAccess, versioning, lock, encryption, lifecycle, logging] =
    await Promise.all([
      askFor('GetBucketPolicy', 'NoSuchBucketPolicy', () =>
        client.send(new GetBucketPolicyCommand({ Bucket })),
      ),
      askFor('GetBucketPolicyStatus', 'NoSuchBucketPolicy', () =>
        client.send(new GetBucketPolicyStatusCommand({ Bucket })),
      ),
      ask('GetBucketAcl', () => client.send(new GetBucketAclCommand({ Bucket }))),
      askFor('GetBucketPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration', () =>
        client.send(new GetPublicAccessBlockCommand({ Bucket })),
      ),
      ask('GetBucketVersioning', () => client.send(new GetBucketVersioningCommand({ Bucket }))),
      askFor('GetBucketObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError', () =>
        client.send(new GetObjectLockConfigurationCommand({ Bucket })),
      ),
      askFor('GetEncryptionConfiguration', 'ServerSideEncryptionConfigurationNotFoundError', () =>
        client.send(new GetBucketEncryptionCommand({ Bucket })),
      ),
      askFor('GetLifecycleConfiguration', 'NoSuchLifecycleConfiguration', () =>
        client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      ),
      ask('GetBucketLogging', () => client.send(new GetBucketLoggingCommand({ Bucket }))),
    ]);
  return {
    policy: mapKnown(policy, (answer) => answer?.Policy),
    isPolicyPublic: mapKnown(status, (answer) => answer?.PolicyStatus?.IsPublic ?? false),
    ...{ acl, publicAccess, versioning, lock, encryption, lifecycle, logging },
  };
}
