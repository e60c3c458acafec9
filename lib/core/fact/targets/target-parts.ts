import { remembered } from '../../keyed/remembered';
import type { CloudTrailRecord } from '../../record/record';
import { textAt } from '../text-at';
import { ACCOUNT, resourceText, type Target } from './target';

/** Calls that make something, or end it. */
const MAKES = /^(?:Create|Run|Register|Import|Allocate|Copy|Restore|Put|Upload|Launch|Request|Start)/;
const ENDS = /^(?:Delete|Remove|Terminate|Deregister|Release)/;

/** Whether a call makes something, by its name. */
export const makes = remembered((call) => MAKES.test(call));

/** What a call does to a target as a whole. */
export type TargetPart = 'makes' | 'uses' | 'ends';

/** What a call does to one of its targets. A call that failed made and ended nothing. */
export function partOf(call: string, target: Target, isDone: boolean): TargetPart {
  const noun = nounOf(call);
  if (!isDone || noun === '' || !isOfKind(noun, target)) return 'uses';
  return makes(call) ? 'makes' : ENDS.test(call) ? 'ends' : 'uses';
}

/** What a call is about, in lower case: `bucketpolicy` of `PutBucketPolicy` and of `DeleteBucketPolicy`. */
export const nounOf = remembered((call) => /^[A-Z][a-z]+([A-Za-z]*)/.exec(call)?.[1]?.toLowerCase() ?? '');

/** Whether a noun is the target itself: `instances` of an instance, and not `buckettagging` of a bucket. */
export function isOfKind(noun: string, target: Target): boolean {
  return noun === '' || kindOf(target).endsWith(noun.replace(/s$/, ''));
}

/** The last word of a type, in lower case. */
function kindOf({ type }: Target): string {
  return (type.split('::').at(-1) ?? '').toLowerCase();
}

/** Of all targets of a call, those that it acts on: RunInstances acts on instances, and not on their subnet. */
export function subjectsOf(call: string, named: readonly Target[]): readonly Target[] {
  const targets = named.filter(({ type }) => type !== ACCOUNT);
  if (targets.length <= 1 || /^(?:(?:Create|Delete)Tags|(?:Unt|T)agResources?)$/.test(call)) return targets;
  const noun = nounOf(call);
  const about = targets.filter((target) => {
    const kind = kindOf(target);
    return kind !== '' && noun !== '' && (noun.includes(kind) || kind.startsWith(noun.replace(/s$/, '')));
  });
  return about.length > 0 ? about : targets.slice(0, 1);
}

/** Of those that a call acts on, the ones that have or get the others: the instance profile of AddRoleToInstanceProfile. */
export function holdersOf(call: string, named: readonly Target[]): readonly Target[] {
  const about = subjectsOf(call, named);
  const last = about.filter((target) => nounOf(call).endsWith(kindOf(target)));
  return last.length > 0 ? last : about;
}

/** Whether the caller named a target. An id that AWS generates is different each time: a key, a distribution. */
export function isGiven({ name }: Target, { requestParameters }: CloudTrailRecord): boolean {
  return JSON.stringify(requestParameters ?? {}).includes(name.slice(name.lastIndexOf('/') + 1));
}

/** Calls that read one object and write another. */
const COPIES = /^(?:CopyObject|UploadPartCopy)$/;

/** The targets that a copy reads, and those that it writes; undefined for any other call. */
export function sidesOf(
  record: CloudTrailRecord,
  targets: readonly Target[],
): { readonly sources: readonly Target[]; readonly destinations: readonly Target[] } | undefined {
  const bucket = textAt(record, 'requestParameters', 'bucketName');
  if (bucket === undefined || !COPIES.test(textAt(record, 'eventName') ?? '')) return undefined;
  const isWritten = (target: Target) => resourceText(target).split(':').at(-1)?.split('/')[0] === bucket;
  const sources = targets.filter((target) => !isWritten(target));
  return { sources, destinations: targets.filter(isWritten) };
}
