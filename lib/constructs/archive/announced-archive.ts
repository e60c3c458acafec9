import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ILogArchive } from './log-archive-interface';

/**
 * How the environment of a scope differs from that of an archive's bucket, in words; undefined if it does not, as far as is
 * known. S3 sends its events to EventBridge in the account and Region of the bucket only.
 */
export function whereEventsDiffer(scope: Construct, { bucket }: ILogArchive): string | undefined {
  const { account, region } = Stack.of(scope);
  const differences = [
    { what: 'account', here: account, there: bucket.env.account },
    { what: 'Region', here: region, there: bucket.env.region },
  ].filter(({ here, there }) => here !== there && !Token.isUnresolved(here) && !Token.isUnresolved(there));
  if (differences.length === 0) return undefined;
  return differences
    .map(({ what, here, there }) => `${what} '${here}', the bucket in '${there}'`)
    .join(', and ');
}
