import { CALL_PHRASES } from './call-phrases';

/** A call as a verb phrase without its object: `stopped logging`, and `stop logging` after "tried to". */
export interface CallInWords {
  readonly done: string;
  readonly tried: string;
}

/** Lambda and CloudFront put an API version behind the name: `UpdateFunctionCode20150331v2`, `…2020_05_31`. */
const API_VERSION = /20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/;

/** Upper-case runs are one word (`DBInstance` is `DB` and `Instance`, `WebACLs` is `Web` and `ACLs`); digits stay with their word (`EC2`). */
const WORD = /[A-Z]{2,}s(?![a-z])|[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+/g;

/** No event name of AWS is longer. */
const NAME_LENGTH = 128;

/** Calls whose name is no English, or says the opposite of what a reader takes from it. */
const PHRASES: Readonly<Record<string, CallInWords>> = {
  AssumeRoleWithSAML: { done: 'assumed role with SAML', tried: 'assume role with SAML' },
  AssumeRoot: { done: 'took a root session', tried: 'take a root session' },
  CheckMfa: { done: 'was asked for MFA at sign-in', tried: 'pass MFA at sign-in' },
  ConsoleLogin: { done: 'signed in to the console', tried: 'sign in to the console' },
  EmailUpdated: { done: 'changed the root email address', tried: 'change the root email address' },
  DisableExternalIdPConfigurationForDirectory: {
    done: 'disabled the external identity provider of directory',
    tried: 'disable the external identity provider of directory',
  },
  EnableExternalIdPConfigurationForDirectory: {
    done: 'enabled an external identity provider for directory',
    tried: 'enable an external identity provider for directory',
  },
  ExitRole: { done: 'switched back from a role', tried: 'switch back from a role' },
  GetSigninToken: { done: 'got a console sign-in token', tried: 'get a console sign-in token' },
  PasswordRecoveryCompleted: { done: 'completed password recovery', tried: 'complete password recovery' },
  PasswordRecoveryRequested: { done: 'requested password recovery', tried: 'request password recovery' },
  PasswordUpdated: { done: 'changed the password', tried: 'change the password' },
  SwitchRole: { done: 'switched to a role in the console', tried: 'switch to a role in the console' },
};

const IRREGULAR: Readonly<Record<string, string>> = {
  begin: 'began',
  build: 'built',
  find: 'found',
  forget: 'forgot',
  get: 'got',
  leave: 'left',
  override: 'overrode',
  put: 'put',
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
  untag: 'untagged',
  tag: 'tagged',
  unsubscribe: 'unsubscribed',
  withdraw: 'withdrew',
};

/** Verbs that AWS writes as one word with what follows them. */
const TWO_WORDS: Readonly<Record<string, CallInWords>> = {
  backup: { done: 'backed up', tried: 'back up' },
  failover: { done: 'failed over', tried: 'fail over' },
  login: { done: 'logged in', tried: 'log in' },
  logout: { done: 'logged out', tried: 'log out' },
  lookup: { done: 'looked up', tried: 'look up' },
  rollback: { done: 'rolled back', tried: 'roll back' },
  shutdown: { done: 'shut down', tried: 'shut down' },
};

/** First words of AWS calls that are regular verbs. A name that starts with none of them is quoted, not bent. */
const REGULAR = new Set(
  `accept access acknowledge activate add admin advertise allocate analyze apply approve archive assign assess
  associate assume attach authenticate authorize bundle calculate cancel change check claim clear clone close
  compare complete confirm connect continue convert copy count create deactivate decline decode decrease decrypt delete
  deny deploy deprecate deprovision deregister derive describe detach detect disable disassociate disconnect discover
  dismiss download edit enable encrypt end enroll enter evaluate execute exit expire export extend fail
  federate filter finalize flush generate grant group import increase index ingest initialize initiate install invite
  invoke issue join launch link list load lock merge migrate modify monitor mount move notify open
  opt pause peer perform poll preview process promote propose provision publish pull purchase purge push query
  rebalance reboot receive record recover redeem reduce refresh register reimport reject release reload
  remove rename render renew reopen replace replicate report request reserve resize resolve respond restart
  restore resume resync retire retry return revoke rotate sample save scan schedule search select share
  sign simulate skip start stream subscribe suspend swap switch synthesize terminate test toggle track transfer
  translate trigger unarchive unassign undeploy unlink unlock unmonitor unpeer unshare update upgrade upload use
  validate verify view vote`.split(/\s+/),
);

const ACRONYMS: Readonly<Record<string, string>> = {
  acl: 'ACL',
  api: 'API',
  arn: 'ARN',
  aws: 'AWS',
  cors: 'CORS',
  db: 'DB',
  dhcp: 'DHCP',
  dns: 'DNS',
  ebs: 'EBS',
  iam: 'IAM',
  id: 'ID',
  ip: 'IP',
  kms: 'KMS',
  mfa: 'MFA',
  nat: 'NAT',
  saml: 'SAML',
  sso: 'SSO',
  ssh: 'SSH',
  url: 'URL',
  vpc: 'VPC',
  vpn: 'VPN',
};

/** The phrases of names that came before; so many of them are remembered. A scan sees the same few hundred names again and again. */
const KNOWN = new Map<string, CallInWords | undefined>();
const MAX_KNOWN = 2_000;

/** An event name as a verb phrase; `undefined` when its name is none, such as `SharedSnapshotVolumeCreated`. */
export function renderCall(eventName: string): CallInWords | undefined {
  const known = KNOWN.get(eventName);
  if (known !== undefined || KNOWN.has(eventName)) return known;
  const call = toPhrase(eventName);
  if (KNOWN.size < MAX_KNOWN && eventName.length <= NAME_LENGTH) KNOWN.set(eventName, call);
  return call;
}

function toPhrase(eventName: string): CallInWords | undefined {
  const name = eventName.replace(API_VERSION, '');
  if (Object.hasOwn(PHRASES, name)) return PHRASES[name];
  if (Object.hasOwn(CALL_PHRASES, name)) return toCall(CALL_PHRASES[name] ?? '');
  const words = name.length > NAME_LENGTH || /[^A-Za-z0-9]/.test(name) ? [] : (name.match(WORD) ?? []);
  const [verb = '', ...rest] = words.map(inLowerCase);
  if (rest.length > 0 && (verb === 'batch' || verb === 'admin')) return toPhrase(name.slice(verb.length));
  const phrase = verbInWords(verb);
  if (phrase === undefined) return undefined;
  return { done: [phrase.done, ...rest].join(' '), tried: [phrase.tried, ...rest].join(' ') };
}

/** A phrase whose first word is its verb. */
function toCall(tried: string): CallInWords {
  const [verb = '', ...rest] = tried.split(' ');
  return { done: [pastOf(verb) ?? verb, ...rest].join(' '), tried };
}

function inLowerCase(word: string): string {
  const lower = word.toLowerCase();
  if (/^[A-Z]{2}/.test(word)) return word;
  const [, singular = lower, plural = ''] = lower.match(/^(.+?)(s?)$/) ?? [];
  if (Object.hasOwn(ACRONYMS, lower)) return ACRONYMS[lower] ?? lower;
  return Object.hasOwn(ACRONYMS, singular) ? `${ACRONYMS[singular]}${plural}` : lower;
}

function verbInWords(verb: string): CallInWords | undefined {
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
