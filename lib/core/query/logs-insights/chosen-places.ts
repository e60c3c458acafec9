/**
 * The maximum query length of StartQuery. @see
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
const MAX_CHARACTERS = 10_000;

/** The query limited to accounts and Regions, in validated form, or why there is none: a log group contains the events of all its sources. */
export function inPlaces(
  query: string,
  {
    account = [],
    region = [],
  }: { readonly account?: readonly string[]; readonly region?: readonly string[] },
): { readonly query: string } | { readonly problem: string } {
  const conditions = [
    ...(account.length === 0 ? [] : [`recipientAccountId in ${listOf(account)}`]),
    ...(region.length === 0 ? [] : [`awsRegion in ${listOf(region)}`]),
  ];
  const chosen = conditions.length === 0 ? query : `filter ${conditions.join(' and ')}\n| ${query}`;
  if (chosen.length <= MAX_CHARACTERS) return { query: chosen };
  return {
    problem: `the query has ${chosen.length} characters; Logs Insights accepts at most ${MAX_CHARACTERS}`,
  };
}

function listOf(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(', ')}]`;
}
