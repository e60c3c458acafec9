import { ACCOUNT_CHECKS } from './account-checks';
import { BUCKET_CHECKS } from './bucket-checks';
import { KEY_CHECKS } from './key-checks';
import type { LiveEstate } from './live-estate';
import type { PostureCheck, PostureCheckText, PostureContext, PostureVerdict } from './posture-check';
import { LOG_GROUP_CHECKS, STORE_CHECKS } from './store-checks';
import { TRAIL_CHECKS } from './trail-checks';

/** All checks, in the order in which they are printed and documented. */
export const POSTURE_CHECKS: readonly PostureCheckText[] = [
  ...ACCOUNT_CHECKS,
  ...TRAIL_CHECKS,
  ...BUCKET_CHECKS,
  ...KEY_CHECKS,
  ...LOG_GROUP_CHECKS,
  ...STORE_CHECKS,
];

/** What a check says of one resource. */
export interface PostureFinding {
  readonly check: PostureCheckText;
  /** The account of the resource; empty if that is not known. */
  readonly account: string;
  /** Empty for an account, and where it is not known. */
  readonly region: string;
  /** An ARN, or the id of an account. */
  readonly resource: string;
  readonly verdict: PostureVerdict;
}

/** What the checks say of everything that was read, but those that are left out; each resource after the other. */
export function judgeEstate(
  { accounts, trails, buckets, keys, logGroups, stores }: LiveEstate,
  context: PostureContext & { readonly except: readonly string[] },
): readonly PostureFinding[] {
  const judge = <T>(
    checks: readonly PostureCheck<T>[],
    resources: readonly T[],
    placeOf: (resource: T) => Pick<PostureFinding, 'account' | 'region' | 'resource'>,
  ): readonly PostureFinding[] =>
    resources.flatMap((resource) =>
      checks.flatMap(({ judge: verdictOf, ...check }) => {
        const verdict = context.except.includes(check.name) ? undefined : verdictOf(resource, context);
        return verdict === undefined ? [] : [{ check, ...placeOf(resource), verdict }];
      }),
    );
  const placeOf = (live: { readonly arn: string; readonly account: string; readonly region: string }) => ({
    ...{ account: live.account, region: live.region, resource: live.arn },
  });
  return [
    ...judge(ACCOUNT_CHECKS, accounts, ({ id }) => ({ account: id, region: '', resource: id })),
    ...judge(TRAIL_CHECKS, trails, placeOf),
    ...judge(BUCKET_CHECKS, buckets, placeOf),
    ...judge(KEY_CHECKS, keys, placeOf),
    ...judge(LOG_GROUP_CHECKS, logGroups, placeOf),
    ...judge(STORE_CHECKS, stores, placeOf),
  ];
}
