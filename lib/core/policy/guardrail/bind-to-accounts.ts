import type { GuardedPart, GuardedResources, Guardrail } from './guardrail';

/**
 * The guardrail, restricted to the protected accounts where its ARNs do not name them. The ARN of a bucket has no account, and the
 * bucket of another team's stack of the same name has a name that begins the same way. Buckets and other resources whose account is
 * not known are in a guardrail of their own. A request that does not say whose the bucket is is denied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
export function bindToAccounts(
  guardrail: Guardrail,
  { accounts, otherBuckets }: Pick<GuardedResources, 'accounts' | 'otherBuckets'>,
): readonly Guardrail[] {
  const { parts, sid } = guardrail;
  if (!parts.some(({ resources }) => resources.some(isBucketPattern))) return [guardrail];
  const isElsewhere = (arn: string) =>
    accountOf(arn) === '*' || otherBuckets.some((bucket) => arn === bucket || arn === `${bucket}/*`);
  const own = partsOn(parts, (arn) => !isElsewhere(arn));
  const elsewhere = partsOn(parts, isElsewhere);
  const named = own.flatMap(({ resources }) => resources.map(accountOf)).filter((account) => account !== '');
  const values = [...new Set([...accounts, ...named])];
  const condition = { ...guardrail.condition, StringEqualsIfExists: { 'aws:ResourceAccount': values } };
  return [
    { ...guardrail, parts: own, condition },
    ...(elsewhere.length === 0 ? [] : [{ ...guardrail, sid: `${sid}Elsewhere`, parts: elsewhere }]),
  ];
}

function partsOn(parts: readonly GuardedPart[], has: (arn: string) => boolean): readonly GuardedPart[] {
  return parts
    .map((part) => ({ ...part, resources: part.resources.filter(has) }))
    .filter(({ resources }) => resources.length > 0);
}

/** `arn:aws:s3:::stack-archivebucket*`, with or without `/*` */
function isBucketPattern(arn: string): boolean {
  return /^arn:[^:]*:s3:::[^/]*\*/.test(arn);
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
