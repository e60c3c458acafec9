import {
  GenerateMacCommand,
  KMSClient,
  type KMSClientConfig,
  KMSInvalidMacException,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { DERIVATION_MESSAGE, MacKey, type MacPurpose } from '../../lib/core/alert/mac/mac-key';
import { confirming } from './confirming';

/** The keys of a container, derived from one secret. */
export type MacKeys = (purpose: MacPurpose, place: string) => Promise<MacKey>;

/** A client in the Region of a key: a function may use a key of another account, and an ARN names both. */
export function kmsClientOf(keyArn: string, options: KMSClientConfig): KMSClient {
  const region = keyArn.split(':')[3];
  return confirming(new KMSClient(region === undefined || region === '' ? options : { ...options, region }));
}

/**
 * Keys for message authentication codes that are computed locally, without a call for each: KMS is called once per container,
 * and again after a failed call. The secret is in no template, variable or table; only principals that may call
 * `kms:GenerateMac` with the key have it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export function macKeysOf(client: KMSClient, keyArn: string): MacKeys {
  let secret: Promise<Uint8Array> | undefined;
  return async (purpose, place) => {
    secret ??= generateMac({ client, keyArn, message: DERIVATION_MESSAGE });
    try {
      return MacKey.derive(await secret, purpose, place);
    } catch (cause) {
      secret = undefined;
      throw new Error(`KMS did not compute a code with key ${keyArn}`, { cause });
    }
  };
}

/** What KMS is asked for. */
interface MacRequest {
  readonly client: KMSClient;
  readonly keyArn: string;
  /** At most 4,096 bytes. */
  readonly message: string;
  readonly abortSignal?: AbortSignal;
}

/** The code of a message: 32 bytes. */
export async function generateMac({ client, keyArn, message, abortSignal }: MacRequest): Promise<Uint8Array> {
  const command = new GenerateMacCommand({
    KeyId: keyArn,
    MacAlgorithm: 'HMAC_SHA_256',
    Message: Buffer.from(message),
  });
  const { Mac } = await client.send(command, { abortSignal });
  if (Mac?.length !== 32) throw new Error(`KMS answered with ${Mac?.length ?? 'no'} bytes; expected 32`);
  return Mac;
}

/** A code, and the text that it may be of. */
export interface MacClaim {
  readonly text: string;
  readonly mac: Uint8Array;
}

/**
 * Whether a code was computed with a key. Throws if KMS does not respond.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
export async function verifyMac(
  client: KMSClient,
  keyArn: string,
  { text, mac }: MacClaim,
): Promise<boolean> {
  const command = new VerifyMacCommand({
    KeyId: keyArn,
    MacAlgorithm: 'HMAC_SHA_256',
    Message: Buffer.from(text),
    Mac: mac,
  });
  try {
    const { MacValid } = await client.send(command);
    return MacValid === true;
  } catch (error) {
    if (error instanceof KMSInvalidMacException) return false;
    throw error;
  }
}
