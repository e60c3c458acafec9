/** What is read with a vowel first: an acronym is read letter by letter. */
const VOWEL = /^(?:[aeio]|[AEIO]|un(?!i)|HDFS|LDAP|MFA|NFS|RDS|S[3MNQS])/;

/** A preposition without anything behind it, or one thing at the end of a phrase that is no name of a service. */
const PREPOSITION_AT_END = / (?:as|for|from|in|of|on|to|with)$/;
const THING_AT_END =
  /( (?:by|for|from|in|into|of|on|to|with)|^[\w-]+(?: or \w+)?) ((?!.*\b(?:a|all|an|as|at|by|data|email|for|from|in|its|of|on|the|to|with)\b)(?:[a-z-]+|[A-Z]{2,})(?: [a-z]+){0,2})$/;

/** The article of one thing. */
export function indefiniteArticle(thing: string): 'a' | 'an' {
  return VOWEL.test(thing) ? 'an' : 'a';
}

/** Whether words are about several things. */
export function isPlural(thing: string): boolean {
  return /(?:[^su]s|ss?es)$/.test(thing) && !/(?:access|alias|status)$/.test(thing);
}

/** Whether there is no number of a thing. */
export function isUncounted(thing: string): boolean {
  return /(?:access|billing|logging|monitoring|scanning|sending|sharing|tagging|versioning)$/.test(thing);
}

/** One of the things that a phrase ends with: `terminate instance`. */
export function singular(phrase: string): string {
  if (!isPlural(phrase) || !/[a-z]{4}$/.test(phrase)) return phrase;
  return phrase
    .replace(/ies$/, 'y')
    .replace(/(ss)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}

/** A phrase whose last thing is not named: `change the policy of a bucket`. */
export function withArticle(phrase: string): string {
  const whole = phrase.replace(PREPOSITION_AT_END, '');
  return whole.replace(THING_AT_END, (all, before: string, thing: string) =>
    isPlural(thing) || isUncounted(thing) ? all : `${before} ${indefiniteArticle(thing)} ${thing}`,
  );
}
