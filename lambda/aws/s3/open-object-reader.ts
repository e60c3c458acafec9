import { ObjectReader } from './plain/object-reader';
import { bucketEndpoint, isPlainBucket, type RequestSettings, suffixOf } from './plain/request-settings';
import type { ReadObject } from './read-object';

/**
 * Reads objects with the credentials, the Region and the endpoint of a function's environment: without the SDK, which takes
 * longer to load than most files, or with it if only the SDK can resolve the endpoint of a bucket.
 */
export function openObjectReader(environment: Readonly<Record<string, string | undefined>>): ReadObject {
  const settings = findFunctionSettings(environment);
  const plain = settings && new ObjectReader({ settings });
  let sdk: Promise<ReadObject> | undefined;
  const readBySdk: ReadObject = async function* (object, outOfTime) {
    sdk ??= import('./sdk-object-reader').then(({ openSdkReader }) => openSdkReader());
    yield* (await sdk)(object, outOfTime);
  };
  return (object, outOfTime) => {
    if (plain === undefined || settings?.knows(object.bucket) !== true) return readBySdk(object, outOfTime);
    return plain.read(object, outOfTime);
  };
}

/** The settings of a function that reads objects without the AWS SDK. */
interface FunctionSettings extends RequestSettings {
  /** Whether the addresses of a bucket's objects are known here. */
  readonly knows: (bucket: string) => boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Lambda variables that do not affect the endpoint and credentials of a request, or are read here. */
const KNOWN_VARIABLES =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|DEFAULT_REGION|EXECUTION_ENV|LAMBDA_[A-Z_]+|XRAY_[A-Z_]+|NODEJS_CONNECTION_REUSE_ENABLED|EC2_METADATA_DISABLED|SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED|ENDPOINT_URL(?:_[A-Z0-9_]+)?)$/;

/** The path of an empty configuration file. */
const NO_FILE = '/dev/null';

/**
 * What names the application to AWS. Powertools writes it into the environment of every function that imports it, so it is set
 * here before objects are read.
 */
const APP_ID_VARIABLE = 'AWS_SDK_UA_APP_ID';

/** What a header can have. */
const APP_ID = /^[!-~]+$/;

/** The SDK puts a bucket behind such a host, and in front of any other. */
const IP_ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/**
 * The settings of a function's environment; undefined if it requires the SDK, for example for FIPS endpoints. Lambda sets the
 * credentials once per execution environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function findFunctionSettings(environment: Environment): FunctionSettings | undefined {
  const { AWS_REGION: region, AWS_SESSION_TOKEN: sessionToken } = environment;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey || !region || suffixOf(region) === undefined) return undefined;
  if (!Object.entries(environment).every(isKnown)) return undefined;
  const { [APP_ID_VARIABLE]: appId } = environment;
  const identity = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  const address = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  const find = (bucket: string) => (address ? endpointAt(address, bucket) : bucketEndpoint(bucket, region));
  return {
    region: async () => region,
    credentials: async () => identity,
    appId: async () => appId || undefined,
    endpointOf: async (bucket) => find(bucket) ?? unknownBucket(bucket),
    knows: (bucket) => find(bucket) !== undefined,
  };
}

function isKnown([name, value]: readonly [string, string | undefined]): boolean {
  if (name === APP_ID_VARIABLE) return !value || APP_ID.test(value);
  return !name.startsWith('AWS_') || KNOWN_VARIABLES.test(name) || value === NO_FILE;
}

function endpointAt(address: string, bucket: string): URL | undefined {
  if (!URL.canParse(address) || !isPlainBucket(bucket)) return undefined;
  const { hostname, search } = new URL(address);
  if (!IP_ADDRESS.test(hostname) || search !== '') return undefined;
  return new URL(`${address.replace(/\/$/, '')}/${bucket}`);
}

function unknownBucket(bucket: string): never {
  throw new Error(`the endpoint of the bucket ${bucket} is not known`);
}
