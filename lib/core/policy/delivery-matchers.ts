/** How an EventBridge pattern recognizes an object key. */
export type KeyMatcher = { readonly prefix: string } | { readonly wildcard: string };

/**
 * How many characters the matchers of one rule may take: EventBridge's 2,048 for a whole pattern, less what stands
 * around the matchers with a bucket name of 63 characters.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MATCHERS_LENGTH = 1_850;

/**
 * Key patterns with `*` as the matchers of as many EventBridge rules as it takes; no key fits two of them unless it
 * fits two patterns.
 *
 * A pattern whose only `*` is its last character is a prefix, of which a rule takes as many as there is room for. Any
 * other is a wildcard and gets a rule of its own: EventBridge refuses rules whose wildcards go on alike behind a `*`
 * ("Rule is too complex"), and does not say where its limit is. Four of the shape `start/*` + `/name/*` were too many.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function toDeliveryMatchers(keyPatterns: readonly string[]): readonly (readonly KeyMatcher[])[] {
  const matchers = keyPatterns.map(toMatcher);
  const prefixes = matchers.filter((matcher) => 'prefix' in matcher);
  const wildcards = matchers.filter((matcher) => 'wildcard' in matcher);
  return [...packed(prefixes), ...wildcards.map((wildcard) => [wildcard])];
}

function toMatcher(keyPattern: string): KeyMatcher {
  const start = keyPattern.slice(0, -1);
  return start.includes('*') ? { wildcard: keyPattern } : { prefix: start };
}

function packed(matchers: readonly KeyMatcher[]): readonly (readonly KeyMatcher[])[] {
  const groups: KeyMatcher[][] = [];
  for (const matcher of matchers) {
    const last = groups.at(-1);
    if (last === undefined || JSON.stringify([...last, matcher]).length > MATCHERS_LENGTH) {
      groups.push([matcher]);
    } else last.push(matcher);
  }
  return groups;
}
