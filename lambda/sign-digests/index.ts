import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { expectEvent, SCHEDULED_EVENT } from '../../lib/core/settings/expected-event';
import { SIGN_DIGESTS_ENVIRONMENT } from '../../lib/core/settings/sign-digests-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { digestKeyOf } from '../aws/digest-key';
import { kmsClientOf } from '../aws/mac-keys';
import { listObjects, listVersions } from '../aws/s3/list-objects';
import { putSigned } from '../aws/s3/put-signed';
import { readArchive } from '../aws/s3/read-archive';
import { type SignedDigests, signDigests } from './sign-digests';

const settings = SIGN_DIGESTS_ENVIRONMENT.decode(process.env);
const { bucketName: bucket, signingKeyArn } = settings;
const logger = new Logger({ serviceName: settings.trailName });
const s3 = confirming(new S3Client(CLIENT_OPTIONS));
const key = digestKeyOf(kmsClientOf(signingKeyArn, CLIENT_OPTIONS), signingKeyArn);
/** Nothing here is abandoned before its end. */
const outOfTime = new AbortController().signal;

/** The handler, called by a schedule each hour. The time of the event does not matter: all hours that are over are signed. */
export async function handler(event: unknown, context: Context): Promise<SignedDigests> {
  expectEvent(event, SCHEDULED_EVENT);
  logger.addContext(context);
  const signed = await signDigests(settings, {
    listObjects: (prefix) => listObjects(s3, bucket, prefix),
    listVersions: (prefix) => listVersions(s3, bucket, [prefix, undefined]),
    readObject: (place) => readArchive(s3, place, { outOfTime }),
    putDigest: (name, content, signature) => putSigned(s3, { bucket, key: name, signature }, content),
    ...key,
    nowMs: () => Date.now(),
    remainingMs: () => context.getRemainingTimeInMillis(),
    warn: (words, data) => logger.warn(words, data),
  });
  logger.info('digest files signed', { ...signed });
  return signed;
}
