import { loadSharedConfigFiles } from '@smithy/core/config';
import { bucketEndpoint, isPlainBucket, suffixOf } from '../../lambda/aws/s3/plain/request-settings';
import type { Identity } from '../../lambda/aws/s3/plain/request-signature';
import type { CommandIo } from '../cli/command-io';

/** Settings that can be read without the AWS SDK. */
export interface PlainSettings {
  readonly region: string;
  readonly identity: Identity;
  /** Endpoints that replace those of AWS. */
  readonly endpoints: Readonly<Record<PlainService, string | undefined>>;
}

/** Services that are called without the SDK. */
export type PlainService = 's3' | 'cloudtrail';

/**
 * Variables that do not affect the endpoint and credentials of a request, or are read here. With any other one, the SDK
 * decides.
 */
const KNOWN_VARIABLES =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CREDENTIAL_EXPIRATION|REGION|DEFAULT_REGION|DEFAULT_OUTPUT|PAGER|CLI_[A-Z_]+|CA_BUNDLE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_DISABLED|EXECUTION_ENV|VAULT|SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED|ENDPOINT_URL(?:_[A-Z0-9_]+)?)$/;

/** The same for a profile. The credentials of the environment take precedence over its own. */
const KNOWN_OPTIONS =
  /^(?:region|output|cli_[a-z_]+|aws_access_key_id|aws_secret_access_key|aws_session_token|sso_[a-z_]+|role_arn|role_session_name|source_profile|credential_source|credential_process|external_id|mfa_serial|duration_seconds|web_identity_token_file|login_session)$/;

/**
 * The settings of the environment, if it contains the credentials and the Region, and neither it nor the shared configuration
 * requires the SDK, for example for a profile, FIPS endpoints, or endpoints of a profile.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export async function findPlainSettings(
  environment: CommandIo['environment'],
): Promise<PlainSettings | undefined> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const { AWS_REGION: region, AWS_SESSION_TOKEN: sessionToken, AWS_ENDPOINT_URL: anyEndpoint } = environment;
  if (!accessKeyId || !secretAccessKey || region === undefined || suffixOf(region) === undefined)
    return undefined;
  const isKnown = (name: string) => !name.startsWith('AWS_') || KNOWN_VARIABLES.test(name);
  if (!Object.keys(environment).every(isKnown) || !(await isProfilePlain())) return undefined;
  const endpoints = {
    s3: environment.AWS_ENDPOINT_URL_S3 ?? anyEndpoint,
    cloudtrail: environment.AWS_ENDPOINT_URL_CLOUDTRAIL ?? anyEndpoint,
  };
  const areAddresses = Object.values(endpoints).every((url) => url === undefined || URL.canParse(url));
  if (!areAddresses) return undefined;
  const token = sessionToken === undefined || sessionToken === '' ? {} : { sessionToken };
  return { region, identity: { accessKeyId, secretAccessKey, ...token }, endpoints };
}

/** The endpoint of a bucket's objects; undefined if only the SDK can determine it. */
export function plainBucketEndpoint(
  { endpoints }: Pick<PlainSettings, 'endpoints'>,
  bucket: string,
  region: string,
): URL | undefined {
  if (endpoints.s3 === undefined) return bucketEndpoint(bucket, region);
  if (!isPlainBucket(bucket)) return undefined;
  // A private endpoint rarely has a host name for every bucket.
  return new URL(`${endpoints.s3.replace(/\/$/, '')}/${bucket}`);
}

/** The CloudTrail endpoint of a Region; undefined if only the SDK can determine it. */
export function plainCloudTrailEndpoint(
  { endpoints }: Pick<PlainSettings, 'endpoints'>,
  region: string,
): URL | undefined {
  const suffix = suffixOf(region);
  if (suffix === undefined) return undefined;
  return new URL(endpoints.cloudtrail ?? `https://cloudtrail.${region}.${suffix}`);
}

/** Whether the profile `default` contains nothing that changes the endpoint of requests. */
async function isProfilePlain(): Promise<boolean> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const options = [...Object.keys(configFile.default ?? {}), ...Object.keys(credentialsFile.default ?? {})];
  return options.every((name) => KNOWN_OPTIONS.test(name));
}
