import type { IncomingMessage } from 'node:http';
import { pagesOf } from '../../lambda/aws/answers';
import { backoffMs } from '../../lambda/aws/s3/plain/backoff';
import { HttpSender, networkError } from '../../lambda/aws/s3/plain/http-sender';
import { requestSignature } from '../../lambda/aws/s3/plain/request-signature';
import type { S3Error } from '../../lambda/aws/s3/plain/s3-error';
import { keyRangeAt, type ListedPublicKey, PublicKeys } from '../../lib/core/digest/signature/public-keys';
import { failureOf } from '../../lib/core/failure/failure';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import { REGION_NAME } from '../../lib/core/record/region';
import { findPlainSettings, type PlainSettings, plainCloudTrailEndpoint } from '../aws/plain-settings';
import { agentFor } from '../aws/proxy-agent';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';

/** By what means keys are fetched. */
export interface KeyFetcher extends Pick<CommandIo, 'environment' | 'wait'> {
  /** When the archive is read, in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * The public keys with which CloudTrail ever signed in a Region: a verdict does not depend on the range that is asked about. Where
 * CloudTrail does not give them there are none, with the reason: other Regions have theirs.
 */
export async function fetchPublicKeys(region: string, fetcher: KeyFetcher): Promise<PublicKeys> {
  const keys = new PublicKeys();
  const refusal = REGION_NAME.test(region)
    ? await listInto(keys, region, fetcher)
    : `${JSON.stringify(region)} is not the name of a Region`;
  if (refusal === undefined) return keys;
  const none = new PublicKeys();
  none.refuse(region, refusal);
  return none;
}

/** One sentence if there are no keys, or keys that cannot be read. */
async function listInto(keys: PublicKeys, region: string, fetcher: KeyFetcher): Promise<string | undefined> {
  try {
    return keys.add(await listKeys(region, fetcher), region);
  } catch (error) {
    return `CloudTrail gives no public keys for ${region}: ${renderReason(error)}; this requires cloudtrail:ListPublicKeys, or saved keys with --public-keys`;
  }
}

async function listKeys(
  region: string,
  { nowMs, environment, wait }: KeyFetcher,
): Promise<readonly ListedPublicKey[]> {
  const range = keyRangeAt(nowMs);
  const settings = await findPlainSettings(environment);
  const endpoint = settings && plainCloudTrailEndpoint(settings, region);
  if (settings !== undefined && endpoint !== undefined)
    return listPublicKeys({ settings, endpoint, region, wait, ...range });
  const { listBySdk } = await import('./list-keys-by-sdk');
  return listBySdk(region, { ...range, wait });
}

/** Which keys are listed, and by what means. */
interface PublicKeysProps {
  readonly settings: Pick<PlainSettings, 'identity'>;
  /** Where CloudTrail is called. */
  readonly endpoint: URL;
  readonly region: string;
  /** Keys that were valid between the two, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** Waits between two tries of one request. */
  readonly wait: CommandIo['wait'];
}

/** As often as the AWS SDK tries. */
const MAX_TRIES = 3;

/** A key takes half a kilobyte, and there is a new one every few weeks. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const TARGET = 'CloudTrail_20131101.ListPublicKeys';

/**
 * The public keys with which CloudTrail signed digest files in a Region, without the AWS SDK, which takes longer to load than
 * the request.
 *
 * @throws Error with what CloudTrail or the network said
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
 */
export async function listPublicKeys(props: PublicKeysProps): Promise<readonly ListedPublicKey[]> {
  const sender = new HttpSender({ connections: 1, proxyFor: agentFor });
  const keys: ListedPublicKey[] = [];
  try {
    const pages = pagesOf('ListPublicKeys', (token) => pageOf(props, sender, token));
    for await (const page of pages) keys.push(...page.keys);
    return keys;
  } finally {
    sender.close();
  }
}

interface Page {
  readonly keys: readonly ListedPublicKey[];
  readonly NextToken: string | undefined;
}

async function pageOf(props: PublicKeysProps, sender: HttpSender, token: string | undefined): Promise<Page> {
  const { startMs, endMs, wait } = props;
  const times = { StartTime: startMs / 1000, EndTime: endMs / 1000 };
  const body = JSON.stringify({ ...times, NextToken: token });
  for (let tries = 1; ; tries += 1) {
    const answer = await send(props, sender, body).catch(networkError);
    if (!('status' in answer)) return toPage(answer);
    const reason = answer.message || answer.code;
    if (tries === MAX_TRIES || failureOf(answer).end !== 'passing') throw new Error(reason);
    const retry = { needs: 'cloudtrail:ListPublicKeys', reason, tries, maxTries: MAX_TRIES };
    await wait(backoffMs(tries), undefined, retry);
  }
}

/** What the answer says, or why there is none. */
async function send(
  { settings, endpoint, region }: PublicKeysProps,
  sender: HttpSender,
  body: string,
): Promise<{ readonly json: unknown } | S3Error> {
  const { protocol, host, hostname, port, pathname: path } = endpoint;
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET };
  const place = { method: 'POST', protocol, hostname, path };
  const credentials = async () => settings.identity;
  const signature = requestSignature({ credentials, region, service: 'cloudtrail' });
  const signed = await signature.sign({ ...place, headers, body });
  const options = { ...place, port, headers: signed.headers };
  const response = await sender.send(options, body);
  const bytes = await sender.readBody(response, MAX_ANSWER_BYTES);
  const json = parseJson(Buffer.from(bytes).toString('utf8'));
  return response.statusCode === 200 ? { json } : errorOf(response, json);
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
function errorOf({ statusCode = 0, headers }: IncomingMessage, json: unknown): S3Error {
  const { __type, message, Message } = isJsonObject(json) ? json : {};
  const type = String(__type ?? headers['x-amzn-errortype'] ?? `HTTP ${statusCode}`);
  // Such as `com.amazonaws.cloudtrail#ThrottlingException:http://…`
  const code = type.replace(/^[^#]*#|:.*$/g, '').replace(/Exception$/, '');
  return { status: statusCode, code, message: String(message ?? Message ?? '') };
}

function toPage({ json }: { readonly json: unknown }): Page {
  const { PublicKeyList: keys, NextToken } = isJsonObject(json) ? json : {};
  const isToken = NextToken === undefined || NextToken === null || typeof NextToken === 'string';
  if (!Array.isArray(keys) || !keys.every(isJsonObject) || !isToken)
    throw new Error('the answer of CloudTrail is not a list of public keys');
  return { keys, NextToken: NextToken ?? undefined };
}
