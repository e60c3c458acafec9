import { S3Client } from '@aws-sdk/client-s3';
import type { CommandIo } from '../cli/command-io';

/**
 * A client of S3 that finds a bucket in whatever Region it is. Credentials and Region come from where every AWS tool
 * takes them; so does an endpoint.
 */
export function makeS3Client(environment: CommandIo['environment']): S3Client {
  // The SDK is bundled: which Node it will want one day is our care, not the user's.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // An endpoint of one's own rarely has a host name for every bucket.
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  return new S3Client({ followRegionRedirects: true, forcePathStyle: endpoint !== undefined });
}
