import { loadSharedConfigFiles } from '@smithy/core/config';
import { bucketEndpoint, isPlainBucket, suffixOf } from '../../lambda/aws/s3/plain/request-settings';
import type { Identity } from '../../lambda/aws/s3/plain/request-signature';
import type { CommandIo } from '../cli/command-io';

/** Settings that need no AWS SDK to be understood. */
export interface PlainSettings {
  readonly region: string;
  readonly identity: Identity;
  /** Addresses that take the place of AWS's. */
  readonly endpoints: Readonly<Record<PlainService, string | undefined>>;
}

/** Services that are called without the SDK. */
export type PlainService = 's3' | 'cloudtrail';

/** Variables that have no say in where and as whom a request is sent, or are read here. With any other one the SDK decides. */
const KNOWN_VARIABLES =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CREDENTIAL_EXPIRATION|REGION|DEFAULT_REGION|DEFAULT_OUTPUT|PAGER|CLI_[A-Z_]+|CA_BUNDLE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_DISABLED|EXECUTION_ENV|VAULT|SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED|ENDPOINT_URL(?:_[A-Z0-9_]+)?)$/;

/** The same of a profile. Its credentials come after those of the environment. */
const KNOWN_OPTIONS =
  /^(?:region|output|cli_[a-z_]+|aws_access_key_id|aws_secret_access_key|aws_session_token|sso_[a-z_]+|role_arn|role_session_name|source_profile|credential_source|credential_process|external_id|mfa_serial|duration_seconds|web_identity_token_file|login_session)$/;

/**
 * The settings of the environment, if it holds the credentials and the Region, and nothing in it or in the shared
 * configuration asks for what only the SDK knows, such as a profile, FIPS endpoints, or addresses for a profile.
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

/** Where the objects of a bucket are; undefined if only the SDK knows. */
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

/** Where CloudTrail is called in a Region; undefined if only the SDK knows. */
export function plainCloudTrailEndpoint(
  { endpoints }: Pick<PlainSettings, 'endpoints'>,
  region: string,
): URL | undefined {
  const suffix = suffixOf(region);
  if (suffix === undefined) return undefined;
  return new URL(endpoints.cloudtrail ?? `https://cloudtrail.${region}.${suffix}`);
}

/** Whether the profile `default` says nothing that changes where requests go. */
async function isProfilePlain(): Promise<boolean> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const options = [...Object.keys(configFile.default ?? {}), ...Object.keys(credentialsFile.default ?? {})];
  return options.every((name) => KNOWN_OPTIONS.test(name));
}
