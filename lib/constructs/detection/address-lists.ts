import { type Duration, Token } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ADDRESS_LISTS_VARIABLE, encodeAddressLists } from '../../core/settings/log-processor-settings';
import { checkBounds, timeBound } from '../preflight/check-bounds';

/**
 * Lists of IP addresses, and a database of countries, with which a log processor marks records.
 * @stability stable
 */
export interface AddressLists {
  /**
   * The bucket of the files, in the Region of the processor. The files are written by other means. Its policy must allow the
   * role of the function to read them.
   */
  readonly bucket: IBucket;

  /**
   * The keys of the files, up to ten: lists of addresses and CIDR ranges, one per line, which are named after their file, such
   * as `lists/tor.txt` for `tor`; and databases in the MaxMind DB format, whose keys end with `.mmdb`.
   */
  readonly keys: string[];

  /**
   * The age, 1 to 400 days, after which a daily alert lists a file as outdated: since it was last modified or, for a database,
   * since it was built.
   *
   * @default Duration.days(30)
   */
  readonly maxAge?: Duration;
}

const MAX_KEYS = 10;
const MAX_DAYS = 400;
const DEFAULT_DAYS = 30;

/** Throws if a function could not read the files of the keys. */
export function checkAddressLists(lists: AddressLists | undefined): void {
  if (lists === undefined) return;
  const { keys, maxAge } = lists;
  if (keys.length === 0 || keys.length > MAX_KEYS)
    throw new Error(`addressLists names ${keys.length} keys, but must name 1 to ${MAX_KEYS}`);
  const wrong = keys.find((key) => Token.isUnresolved(key) || !/^[^|*?$]{1,200}$/.test(key));
  if (wrong !== undefined)
    throw new Error(
      `addressLists: '${wrong}' is not the key of a list: a key has up to 200 characters, which are known at synthesis, without | * ? $`,
    );
  checkBounds([
    timeBound('addressLists.maxAge', maxAge, { unit: 'days', least: 1, most: MAX_DAYS, isNeeded: true }),
  ]);
}

/** The settings of the lists for the function. */
export function toAddressListsEnvironment(lists: AddressLists | undefined): Record<string, string> {
  if (lists === undefined) return {};
  const { bucket, keys, maxAge } = lists;
  const maxAgeDays = maxAge?.toDays() ?? DEFAULT_DAYS;
  return { [ADDRESS_LISTS_VARIABLE]: encodeAddressLists({ bucket: bucket.bucketName, keys, maxAgeDays }) };
}

/** Allows the function to read the lists, and nothing else of the bucket. */
export function grantReadingLists(role: Role, lists: AddressLists | undefined): void {
  if (lists === undefined) return;
  const { bucket, keys } = lists;
  Grant.addToPrincipal({
    grantee: role,
    actions: ['s3:GetObject'],
    resourceArns: keys.map((key) => bucket.arnForObjects(key)),
  });
  bucket.encryptionKey?.grantDecrypt(role);
}
