import { S3Client } from '@aws-sdk/client-s3';
import type { CommandIo } from '../cli/command-io';
import { agentFor } from './proxy-agent';

/** How long a connection may take to come about, and an answer to begin, in milliseconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** How long an answer may pause, in milliseconds. */
export const IDLE_TIMEOUT_MS = 30_000;

/** How requests of the AWS SDK are sent: through the proxy of the environment, if there is one, and never for ever. */
export function requestOptions() {
  // The SDK is bundled: a later version of it may ask for a later Node, and users cannot act on that.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const httpsAgent = agentFor(new URL('https://s3.amazonaws.com'));
  return {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: IDLE_TIMEOUT_MS,
    socketTimeout: IDLE_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    ...(httpsAgent === undefined ? {} : { httpsAgent }),
  };
}

/**
 * A client of S3 that finds a bucket in whatever Region it is. Credentials and Region come from where every AWS tool
 * takes them; so do an endpoint and a proxy. It tries once: whoever sends requests with it tries again.
 */
export function makeS3Client(environment: CommandIo['environment']): S3Client {
  // A private endpoint rarely has a host name for every bucket.
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  return new S3Client({
    followRegionRedirects: true,
    forcePathStyle: endpoint !== undefined,
    maxAttempts: 1,
    requestHandler: requestOptions(),
  });
}
