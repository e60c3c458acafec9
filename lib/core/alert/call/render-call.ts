import { rememberedPair } from '../../keyed/remembered';
import { DATA_CALLS } from './data-calls';
import { IDENTITY_CALLS } from './identity-calls';
import { SECURITY_CALLS } from './security-calls';
import { indefiniteArticle, isPlural, isUncounted, type VerbInWords, verbInWords } from './verbs';
import { joinWords, wordsOfName } from './words-in-name';
import { WORKLOAD_CALLS } from './workload-calls';

/**
 * Calls with other common words than those of their names: the words of AWS's consoles and guides, in the base form after "tried
 * to". The key is the name, with its service in front where another service has a call of that name.
 *
 * `{userName}` is a parameter of the call, at a path, with others behind `|` that are read where it is missing, and `[with key
 * {keyId}]` is left out where it is missing. What a phrase without parameters acts on follows its last word: `change the policy
 * of bucket 'logs'`.
 */
export const CALL_PHRASES: Readonly<Record<string, string>> = {
  ...DATA_CALLS,
  ...IDENTITY_CALLS,
  ...SECURITY_CALLS,
  ...WORKLOAD_CALLS,
};

/** A call as a verb phrase without its object: `stopped logging`, and `stop logging` after "tried to". */
export interface CallInWords {
  readonly done: string;
  readonly tried: string;
  /** The same where the name of the object does not follow directly: `created a stage` of API 'x'. */
  readonly alone?: VerbInWords;
}

/** Lambda and CloudFront append an API version to the name: `UpdateFunctionCode20150331v2`, `…2020_05_31`. */
const API_VERSION = /20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/;

/** Calls after which a sentence has other words if they did not succeed. */
const PHRASES: Readonly<Record<string, CallInWords>> = {
  CheckMfa: { done: 'was asked for MFA at sign-in', tried: 'pass MFA at sign-in' },
  CredentialChallenge: { done: 'was asked for a credential at sign-in', tried: 'begin a sign-in' },
  CredentialVerification: {
    done: 'gave a right credential at sign-in',
    tried: 'sign in with a credential',
  },
};

/** Verbs in names for which people use another word. */
const SAID: Readonly<Record<string, string>> = { get: 'read', put: 'set', describe: 'view' };

/** Objects that a `get` call creates. */
const GOTTEN = /(?:token|credentials|URLs?|ID)$/;

/** Verbs after which a thing is a new one: "a stage". */
const MAKES = new Set(
  `add allocate buy copy create generate import initiate open publish purchase put register request restore run schedule send set start
  submit upload`.split(/\s+/),
);

/** Words between a thing and what it is for: "a DB instance from DB snapshot". */
const PREPOSITION = / (?:by|for|from|in|of|on|to|with)\b/;

/**
 * An event name as a verb phrase; `undefined` when the name is not one, such as
 * `RotationSucceeded`.
 *
 * @param eventSource as in records; other services may have another call of that name
 */
export const renderCall: (eventName: string, eventSource?: string) => CallInWords | undefined = (
  eventName,
  eventSource = '',
) => phraseOf(eventSource, eventName);

const phraseOf = rememberedPair((eventSource, eventName) =>
  toPhrase(eventSource.replace('.amazonaws.com', ''), eventName.replace(API_VERSION, '')),
);

function toPhrase(service: string, name: string): CallInWords | undefined {
  if (Object.hasOwn(PHRASES, name)) return PHRASES[name];
  for (const key of [`${service}:${name}`, name]) {
    if (Object.hasOwn(CALL_PHRASES, key)) return spoken(CALL_PHRASES[key] ?? '');
  }
  const [verb = '', ...rest] = wordsOfName(name);
  if (rest.length > 0 && (verb === 'batch' || verb === 'admin'))
    return toPhrase(service, name.slice(verb.length));
  const thing = joinWords(rest);
  const words = verbInWords(saidVerb(verb, thing));
  return words === undefined ? undefined : inWords(words, thing, articleOf(verb, thing));
}

/** A phrase whose first word is its verb, in the base form, and the third one, too, in `create or change rule`. */
function spoken(tried: string): CallInWords {
  const done = tried.replace(/^([\w-]+)(?: or (\w+))?/, (_, verb: string, other?: string) =>
    other === undefined ? pastOf(verb) : `${pastOf(verb)} or ${pastOf(other)}`,
  );
  return { done, tried };
}

function pastOf(verb: string): string {
  return verbInWords(verb)?.done ?? verb;
}

function saidVerb(verb: string, thing: string): string {
  if (verb === 'get' && GOTTEN.test(thing)) return verb;
  if (verb === 'describe' && isPlural(thing)) return 'list';
  return Object.hasOwn(SAID, verb) ? (SAID[verb] ?? verb) : verb;
}

function inWords(words: VerbInWords, thing: string, article: string): CallInWords {
  const phrase = (before: string, behind: string) => [before, behind].filter((part) => part !== '').join(' ');
  const call = { done: phrase(words.done, thing), tried: phrase(words.tried, thing) };
  // A verb of two words has no thing: "logged out".
  if (thing === '') return { ...call, alone: call };
  if (article === '') return call;
  const alone = { done: `${words.done} ${article} ${thing}`, tried: `${words.tried} ${article} ${thing}` };
  // Its name follows another noun than that of the thing.
  return PREPOSITION.test(thing) ? alone : { ...call, alone };
}

/** Neither plural nor uncountable nouns have an article. */
function articleOf(verb: string, thing: string): string {
  const head = ` ${thing}`.split(PREPOSITION)[0]?.trim() ?? '';
  if (verb === 'list' || head === '' || isPlural(head) || isUncounted(head)) return '';
  if (!MAKES.has(verb)) return 'the';
  return indefiniteArticle(thing);
}
