import { type Amount, type Counts, counted, known, plus } from './counts';
import type { Properties } from './properties';

/** The files that an EventBridge rule takes notices of. */
interface TakenFiles {
  readonly bucket: string;
  readonly isOfLogFiles: boolean;
  readonly isOfDigests: boolean;
  /** How their keys begin, in segments, of which `*` is any, and the last may be a part of one; undefined if that is not known. */
  readonly keys: readonly (readonly string[])[] | undefined;
}

/** Whether a rule takes notices of S3. */
export function isOfFiles(rule: Properties): boolean {
  return rule.text('EventPattern').includes('"aws.s3"');
}

/**
 * The notices of files that rules send to one target. Rules whose keys have no file in common share the files of a month among them,
 * of which each rule takes a part that is not known, and all together at most all; what rules have in common arrives twice.
 */
export function noticesOf(rules: readonly Properties[], counts: Counts): Amount {
  const layers: TakenFiles[][] = [];
  for (const files of rules.map(takenBy)) {
    const free = layers.find((layer) => layer.every((other) => areDisjoint(other, files)));
    if (free === undefined) layers.push([files]);
    else free.push(files);
  }
  return layers.map((layer) => amountOf(layer, counts)).reduce((sum, each) => plus(sum, each), known(0));
}

function amountOf(layer: readonly TakenFiles[], counts: Counts): Amount {
  return plus(
    ...(layer.some(({ isOfLogFiles }) => isOfLogFiles) ? [counted(counts, 'logFiles')] : []),
    ...(layer.some(({ isOfDigests }) => isOfDigests) ? [counted(counts, 'digestFiles')] : []),
  );
}

/** Patterns name the folders whose files they take; one that names none takes both kinds. */
function takenBy(rule: Properties): TakenFiles {
  const pattern = rule.text('EventPattern');
  const isOfDigests = pattern.includes('/CloudTrail-Digest/');
  const isOfLogFiles = /\/CloudTrail(?!-Digest)[\w-]*\//.test(pattern);
  return {
    bucket: rule.text('EventPattern', 'detail', 'bucket'),
    isOfLogFiles: isOfLogFiles || !isOfDigests,
    isOfDigests: isOfDigests || !isOfLogFiles,
    keys: keysOf(rule),
  };
}

function keysOf(rule: Properties): TakenFiles['keys'] {
  const matchers = rule.items('EventPattern', 'detail', 'object', 'key');
  const keys = matchers.map((matcher) => matcher.raw('prefix') ?? matcher.raw('wildcard'));
  const texts = keys.filter((key) => typeof key === 'string');
  if (texts.length === 0 || texts.length < keys.length) return undefined;
  return texts.map((text) => text.replace(/\*$/, '').split('/'));
}

/** Files of two buckets are not told apart by their keys: a replica has those of its archive again. */
function areDisjoint(one: TakenFiles, other: TakenFiles): boolean {
  if (one.bucket !== other.bucket || one.keys === undefined || other.keys === undefined) return false;
  const { keys } = other;
  return one.keys.every((key) => keys.every((each) => differ(key, each)));
}

/** Whether no key begins in both ways: the segments of CloudTrail's keys are whole, and one of them differs. */
function differ(one: readonly string[], other: readonly string[]): boolean {
  const [first, ...rest] = one;
  const [second, ...others] = other;
  if (first === undefined || second === undefined) return false;
  const isLast = rest.length === 0 || others.length === 0;
  if (first.includes('*') || second.includes('*')) return !isLast && differ(rest, others);
  if (!isLast) return first !== second || differ(rest, others);
  const isPart = (part: string, whole: string) => whole.startsWith(part);
  if (rest.length > 0) return !isPart(second, first);
  if (others.length > 0) return !isPart(first, second);
  return !isPart(first, second) && !isPart(second, first);
}
