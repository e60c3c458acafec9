import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { IDLE_TIMEOUT_MS } from '../../lambda/aws/s3/plain/http-sender';
import type { RequestSettings } from '../../lambda/aws/s3/plain/request-settings';
import type { CommandIo } from '../cli/command-io';
import { agentFor } from './proxy-agent';

const CONNECTION_TIMEOUT_MS = 10_000;

/** The request handler of the AWS SDK: through the proxy of the environment, if there is one, and always with a timeout. */
export function requestOptions() {
  // The SDK is bundled: a later version may require a later version of Node, which users cannot act on.
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

/** How a client finds its service: the usual AWS sources have what is absent. */
interface ClientPlace {
  readonly region?: string;
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
}

/** Closes a client of the AWS SDK after its use. It tries each request once: the sender of a request retries. */
export async function withClient<Client extends { destroy(): void }, T>(
  Client: new (
    config: ClientPlace & { maxAttempts: number; requestHandler: ReturnType<typeof requestOptions> },
  ) => Client,
  place: ClientPlace,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...place, maxAttempts: 1, requestHandler: requestOptions() });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/**
 * An S3 client, whose sender retries: credentials, Region and endpoint are read from the usual AWS sources.
 *
 * @param region the Region of requests, if known
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
  return new S3Client({
    ...more,
    ...place,
    forcePathStyle,
    maxAttempts: 1,
    requestHandler: requestOptions(),
  });
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

/** The endpoint in the environment or the profile: the client resolves it only for its own requests. */
function configuredEndpoint(config: S3Client['config']): Promise<string | undefined> {
  const { serviceConfiguredEndpoint } = config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return serviceConfiguredEndpoint?.() ?? Promise.resolve(undefined);
}
