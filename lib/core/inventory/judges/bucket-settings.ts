import { at, isOpen, type Value } from '../../estate/values/value';
import type { Judge, JudgedIn, Judgement } from '../model';
import { perCondition } from './per-condition';
import { inWords } from './words';

/** A value in words, and how well it protects; a rank of `undefined`: only the deployment knows. */
export interface Ranked {
  readonly words: string;
  readonly rank: number | undefined;
}

/** In governance mode a permission allows to delete locked versions; in compliance mode nothing does. */
const LOCK_MODES = ['off', 'on, without a default', 'governance', 'compliance'];

/** The mode of Object Lock: `compliance → governance` is weaker. */
export const lockMode: Judge = {
  compare: perCondition((before, after) => compareRanks(modeOf(before), modeOf(after))),
  words: (value) => modeOf(value).words,
  breaks: [
    { words: 'without a default', apply: () => ({ ObjectLockEnabled: 'Enabled' }) },
    { words: 'gone', apply: () => undefined },
  ],
};

function modeOf(configuration: Value | undefined): Ranked {
  const mode = at(configuration, 'Rule', 'DefaultRetention', 'Mode');
  if (isOpen(mode)) return OPEN;
  const on = configuration === undefined ? 'off' : 'on, without a default';
  const words = typeof mode === 'string' ? mode.toLowerCase() : on;
  const rank = LOCK_MODES.indexOf(words);
  return { words, rank: rank < 0 ? undefined : rank };
}

/** Whether ACLs have an effect: without them only the policy of the bucket gives access. */
export const objectOwnership: Judge = {
  compare: perCondition((before, after) => compareRanks(ownershipOf(before), ownershipOf(after))),
  words: (value) => ownershipOf(value).words,
  breaks: [{ words: 'of the writer', apply: () => ({ Rules: [{ ObjectOwnership: 'ObjectWriter' }] }) }],
};

const OWNERSHIPS = ['ObjectWriter', 'BucketOwnerPreferred', 'BucketOwnerEnforced'];

function ownershipOf(controls: Value | undefined): Ranked {
  const rules = at(controls, 'Rules');
  const [rule] = Array.isArray(rules) ? (rules as readonly Value[]) : [rules];
  const ownership = at(rule, 'ObjectOwnership');
  const rank = OWNERSHIPS.indexOf(String(ownership));
  return { words: inWords(ownership), rank: rank < 0 ? undefined : rank };
}

/** For how long Object Lock keeps new objects by default. */
export const lockPeriod: Judge = {
  compare: perCondition((before, after) => compareRanks(periodOf(before), periodOf(after))),
  words: (value) => periodOf(value).words,
  breaks: [{ words: 'one day', apply: (json) => ({ ...(json as object), Years: undefined, Days: 1 }) }],
};

function periodOf(retention: Value | undefined): Ranked {
  const [days, years] = [at(retention, 'Days'), at(retention, 'Years')];
  if (isOpen(days) || isOpen(years)) return OPEN;
  const rank = days === undefined ? Number(years ?? 0) * 365 : Number(days);
  return Number.isFinite(rank) ? { words: rank === 0 ? 'none' : `${rank} days`, rank } : OPEN;
}

const OPEN: Ranked = { words: 'not known until deployment', rank: undefined };

function compareRanks(before: Ranked, after: Ranked): Judgement {
  const words = `${before.words} → ${after.words}`;
  if (before.rank === undefined || after.rank === undefined) return { verdict: 'unknown', words };
  if (before.rank === after.rank) return { verdict: 'same', words };
  return { verdict: after.rank < before.rank ? 'weaker' : 'stronger', words };
}

/**
 * Default encryption: with the key of S3, with AWS's key in KMS, or with one of the owner; and whether S3 refuses objects that are
 * encrypted with a key of whoever writes them (SSE-C), which nobody else can read.
 */
export const defaultEncryption: Judge = {
  compare: perCondition((before, after, judged) => {
    const ranks = compareRanks(encryptionOf(before), encryptionOf(after));
    if (ranks.verdict !== 'same') return ranks;
    const customerKeys = compareRanks(customerKeysOf(before), customerKeysOf(after));
    return customerKeys.verdict === 'same' ? compareKeys(before, after, judged) : customerKeys;
  }),
  // Where it is not set, S3 decides by the age of the bucket.
  words: (value) => {
    const { words, rank } = customerKeysOf(value);
    return `${encryptionOf(value).words}${rank === 1 ? `, ${words}` : ''}`;
  },
  breaks: [
    { words: 'with SSE-C allowed', apply: withoutBlockedTypes },
    {
      words: 'a weaker key',
      apply: (json) =>
        encryptedBy({ SSEAlgorithm: JSON.stringify(json).includes('KMSMasterKeyID') ? 'aws:kms' : 'AES256' }),
    },
  ],
};

/** AWS's key admits whom the owner of the bucket admits; a customer's key has its own policy. */
function encryptionOf(encryption: Value | undefined): Ranked {
  const byDefault = defaultOf(encryption);
  const algorithm = at(byDefault, 'SSEAlgorithm');
  const key = at(byDefault, 'KMSMasterKeyID');
  if (isOpen(algorithm)) return OPEN;
  if (typeof algorithm !== 'string' || !algorithm.startsWith('aws:kms')) return { words: 'SSE-S3', rank: 0 };
  return key === undefined
    ? { words: `${algorithm} with the key of AWS`, rank: 1 }
    : { words: `${algorithm} with ${inWords(key)}`, rank: 2 };
}

/**
 * Whether S3 refuses objects that are encrypted with a key of whoever writes them (SSE-C).
 *
 * @param encryption under the names of CloudFormation; what S3 answers of a bucket has the switch also where it is S3's default
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
 */
export function customerKeysOf(encryption: Value | undefined): Ranked {
  const blocked = at(ruleOf(encryption), 'BlockedEncryptionTypes', 'EncryptionType');
  if (isOpen(blocked)) return OPEN;
  const isRefused = Array.isArray(blocked) && blocked.includes('SSE-C');
  return isRefused ? { words: 'SSE-C refused', rank: 1 } : { words: 'SSE-C not refused', rank: 0 };
}

function ruleOf(encryption: Value | undefined): Value | undefined {
  const rules = at(encryption, 'ServerSideEncryptionConfiguration');
  const [rule] = Array.isArray(rules) ? (rules as readonly Value[]) : [rules];
  return rule;
}

function defaultOf(encryption: Value | undefined): Value | undefined {
  return at(ruleOf(encryption), 'ServerSideEncryptionByDefault');
}

/** The ranks are equal; whether the policy of another key lets in more is not known here. */
function compareKeys(before: Value | undefined, after: Value | undefined, { same }: JudgedIn): Judgement {
  const words = `${encryptionOf(before).words} → ${encryptionOf(after).words}`;
  const [old, fresh] = [before, after].map((each) => at(defaultOf(each), 'KMSMasterKeyID'));
  if (!same(old, fresh)) return { verdict: 'unknown', words };
  return {
    verdict: 'changed',
    words: words.startsWith(encryptionOf(after).words) ? 'other settings' : words,
  };
}

function withoutBlockedTypes(json: unknown): unknown {
  const text = JSON.stringify(json, (name, value) => (name === 'BlockedEncryptionTypes' ? undefined : value));
  return text === undefined ? undefined : JSON.parse(text);
}

function encryptedBy(byDefault: Readonly<Record<string, string>>): unknown {
  return { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault }] };
}
