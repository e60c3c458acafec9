import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { IDLE_TIMEOUT_MS } from '../../lambda/aws/s3/plain/http-sender';
import type { RequestSettings } from '../../lambda/aws/s3/plain/request-settings';
import type { CommandIo } from '../cli/command-io';
import { agentFor } from './proxy-agent';

/** How long a connection may take to come about, in milliseconds. */
const CONNECTION_TIMEOUT_MS = 10_000;

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
 * A client of S3, for its settings: credentials and Region come from where every AWS tool takes them; so does an endpoint.
 *
 * @param region where it sends requests, if that is known
 * @param more such as the credentials of another account
 */
export function makeS3Client(
  environment: CommandIo['environment'],
  region?: string,
  more: S3ClientConfig = {},
): S3Client {
  // A private endpoint rarely has a host name for every bucket.
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const forcePathStyle = endpoint !== undefined;
  const place = region === undefined ? {} : { region };
  return new S3Client({ ...more, ...place, forcePathStyle, requestHandler: requestOptions() });
}

/** What the SDK found. It keeps credentials until they expire. */
export function settingsOf(config: S3Client['config']): RequestSettings {
  return {
    region: config.region,
    credentials: config.credentials,
    appId: config.userAgentAppId,
    endpointOf: async (bucket, region) => {
      const endpoint = await configuredEndpoint(config);
      return config.endpointProvider({
        Bucket: bucket,
        Region: region,
        UseFIPS: await config.useFipsEndpoint(),
        UseDualStack: await config.useDualstackEndpoint(),
        ForcePathStyle: config.forcePathStyle === true,
        ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
      }).url;
    },
  };
}

/** The endpoint that the environment or the profile names: the client looks it up for its own requests alone. */
function configuredEndpoint(config: S3Client['config']): Promise<string | undefined> {
  const { serviceConfiguredEndpoint } = config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return serviceConfiguredEndpoint?.() ?? Promise.resolve(undefined);
}
