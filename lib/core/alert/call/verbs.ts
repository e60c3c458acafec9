/** The past of verbs that are irregular. */
const IRREGULAR: Readonly<Record<string, string>> = {
  begin: 'began',
  build: 'built',
  buy: 'bought',
  find: 'found',
  forget: 'forgot',
  get: 'got',
  give: 'gave',
  leave: 'left',
  make: 'made',
  override: 'overrode',
  read: 'read',
  rebuild: 'rebuilt',
  resend: 'resent',
  reset: 'reset',
  run: 'ran',
  send: 'sent',
  set: 'set',
  split: 'split',
  stop: 'stopped',
  submit: 'submitted',
  tag: 'tagged',
  take: 'took',
  unsubscribe: 'unsubscribed',
  untag: 'untagged',
  withdraw: 'withdrew',
  write: 'wrote',
};

/** Verbs that AWS writes as one word with what follows them. */
const TWO_WORDS: Readonly<Record<string, VerbInWords>> = {
  backup: { done: 'backed up', tried: 'back up' },
  failover: { done: 'failed over', tried: 'fail over' },
  login: { done: 'logged in', tried: 'log in' },
  logout: { done: 'logged out', tried: 'log out' },
  lookup: { done: 'looked up', tried: 'look up' },
  rollback: { done: 'rolled back', tried: 'roll back' },
  switchover: { done: 'switched over', tried: 'switch over' },
  shutdown: { done: 'shut down', tried: 'shut down' },
};

/** First words of AWS calls that are regular verbs. A name that starts with another word is quoted, not inflected. */
const REGULAR = new Set(
  `abort accept access acknowledge activate add admin advertise allocate allow analyze apply approve archive assign assess
  associate assume attach authenticate authorize block bundle calculate cancel change check claim clear clone close
  compare complete confirm connect continue convert copy count create deactivate decline decode decrease decrypt delete
  deny deploy deprecate deprovision deregister derive describe detach detect disable disassociate disconnect discover
  disallow dismiss download edit enable encrypt end enroll enter evaluate execute exit expire export extend fail
  federate filter finalize flush generate grant group import increase index ingest initialize initiate install invite
  invoke issue join launch limit link list load lock mark merge migrate modify monitor mount move notify open
  opt pause peer perform poll prepare preview process promote protect propose provision publish pull purchase purge push query re-encrypt
  rebalance reboot receive record recover redeem reduce refresh register reimport reject release reload
  remove rename render renew reopen replace replicate report request reserve resize resolve respond restart
  restore resume resync retire retrieve retry return revoke rotate sample save scan schedule search select share
  sign simulate skip start stream subscribe suspend swap switch synthesize terminate test toggle track transfer
  translate trigger unarchive unassign undeploy unlink unlock unmonitor unpeer unshare update upgrade upload use
  validate verify view vote`.split(/\s+/),
);

/** A verb after a name of a person, and after "tried to". */
export interface VerbInWords {
  readonly done: string;
  readonly tried: string;
}

/** A verb in its base form; undefined if AWS does not use it. */
export function verbInWords(verb: string): VerbInWords | undefined {
  if (Object.hasOwn(TWO_WORDS, verb)) return TWO_WORDS[verb];
  const done = pastOf(verb);
  return done === undefined ? undefined : { done, tried: verb };
}

function pastOf(verb: string): string | undefined {
  if (Object.hasOwn(IRREGULAR, verb)) return IRREGULAR[verb];
  if (!REGULAR.has(verb)) return undefined;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (DOUBLED.has(verb)) return `${verb}${verb.at(-1)}ed`;
  return `${verb}ed`;
}

/** Verbs whose last letter doubles before `ed`. */
const DOUBLED = new Set(['scan', 'skip', 'swap', 'transfer']);

/** Words with a vowel sound at the start: an acronym is read letter by letter. */
const VOWEL = /^(?:[aeio]|[AEIO]|un(?!i)|HDFS|LDAP|MFA|NFS|RDS|S[3MNQS])/;

/** A preposition at the end of a phrase, or one thing there that is not the name of a service. */
const PREPOSITION_AT_END = / (?:as|for|from|in|of|on|to|with)$/;
const THING_AT_END =
  /( (?:by|for|from|in|into|of|on|to|with)|^[\w-]+(?: or \w+)?) ((?!.*\b(?:a|all|an|as|at|by|data|email|for|from|in|its|of|on|the|to|with)\b)(?:[a-z-]+|[A-Z]{2,})(?: [a-z]+){0,2})$/;

/** The indefinite article of a noun. */
export function indefiniteArticle(thing: string): 'a' | 'an' {
  return VOWEL.test(thing) ? 'an' : 'a';
}

/** Whether words are about several things. */
export function isPlural(thing: string): boolean {
  return /(?:[^su]s|ss?es)$/.test(thing) && !/(?:access|alias|sis|\blens|status)$/.test(thing);
}

/** Whether a noun is uncountable. */
export function isUncounted(thing: string): boolean {
  return /(?:access|billing|data|logging|monitoring|scanning|sending|sharing|tagging|versioning)$/.test(
    thing,
  );
}

/** A name that a phrase ends with, as of a call that is no verb phrase: `called UngroupResources`. */
const NAME_AT_END = /[a-z][A-Z]\w*$/;

/** One of the things that a phrase ends with: `terminate instance`. */
export function singular(phrase: string): string {
  if (!isPlural(phrase) || !/[a-z]{4}$/.test(phrase) || NAME_AT_END.test(phrase)) return phrase;
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
