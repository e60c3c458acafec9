import { remembered, rememberedPair } from '../../keyed/remembered';
import { nameInWords, quoted, someOf } from '../../safe-text/one-line';
import { nameOfArn } from './fill-phrase';
import { wordsInName } from './words-in-name';

/** How much of a value a sentence shows. */
const VALUE_LENGTH = 64;

/** A value with its name: `publiclyAccessible: true`, `endpointConfiguration url: https://example.com/`. */
const NAMED = /^([\w./$-]+(?: [\w.-]+)?): (.+)$/s;

/** Whether something is switched on or off. */
const OFF = /^(?:false|off|disabled?|inactive|suspended|paused|none)$/i;
const ON = /^(?:true|on|enabled?|active)$/i;

/** The value of a list of which nothing is left. */
export const EMPTY = '(empty)';

/** Parameters whose words say the opposite of what they do, or nothing without their value. */
const SPOKEN: Readonly<Record<string, string>> = {
  'attribute: userData': 'user data',
  'egress: false': 'inbound',
  'egress: true': 'outbound',
  'disableApiTermination: false': 'termination protection off',
  'disableApiStop: false': 'stop protection off',
  'allSupported: false': 'does not record all resource types',
  'isMultiRegionTrail: false': 'logs one Region only',
  'bypassPolicyLockoutSafetyCheck: true': 'without the safety check against a lockout',
  'Rule Status: Enabled': 'rule enabled',
  'HttpTokens: optional': 'tokens not required (IMDSv1)',
  'autoEnableOrganizationMembers: NONE': 'protection of new members off',
  'StatusId: 3': 'status suppressed',
  'MFAUsed: Yes': 'with MFA',
  'MFAUsed: No': 'without MFA',
};

/** Groups of Amazon S3, which ACLs name by an address. */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/\/groups\/global\/AllUsers\b/, 'granted to everyone'],
  [/\/groups\/global\/AuthenticatedUsers\b/, 'granted to every AWS account'],
];

/** Words around the name of a setting that say only that it is one. */
const BEFORE = /^(?:is|enabled?|activate|use) (?=.)/;
const BEHIND = /(?<=.) (?:enabled|mode|activated?|status|state|configuration|enable|setting)$/;

/** A name that is all of such words: what is switched off is then the object of the call. */
const NAMELESS = /^(?:association status|enabled?|activate|status|state|value|setting|job status|action)$/;

/** The kinds of names that a value follows without them. */
const KIND = /(?<=.) (?:ARN|name|ID|URI|URL)$/;

/** A number of days or seconds, named at the end. */
const UNIT = /(?<=.) (?:in )?(day|hour|minute|second)s$/;

/** A name that says what is off where it is true: `disable logging`. */
const DISABLED = /^disabled? (.+)$/;

/** Words that say of a thing how it is: `publicly accessible`. */
const ADJECTIVE = /(?:ible|able|ive|ed)$/;

/** A verb in its base form, and in the past. */
type Verb = readonly [tried: string, done: string];

/** What a parameter switches on or off. */
interface Switch {
  readonly verb: Verb;
  /** Empty where it is the object of the call itself. */
  readonly name: string;
  readonly parameter: string;
}

/** A deed, and the parameters that it has in words. */
interface SwitchInWords {
  readonly deed: string;
  readonly told: readonly string[];
}

/**
 * A parameter with its value for people: `deletion protection off` for `deletionProtectionEnabled: false`.
 *
 * @param account the account of the call, whose ARNs are told by their names
 */
export const parameterInWords = rememberedPair((parameter: string, account: string): string => {
  const [, name = '', value = ''] = NAMED.exec(parameter) ?? [];
  if (name === '') return nameInWords(parameter, VALUE_LENGTH);
  if (Object.hasOwn(SPOKEN, parameter)) return SPOKEN[parameter] ?? '';
  const [, group] = GROUPS.find(([pattern]) => pattern.test(value)) ?? [];
  if (group !== undefined) return group;
  const words = wordsOf(name);
  if (value === EMPTY) return `no ${words}`;
  // What is hidden is told by its name.
  if (value === 'hidden') return `${words} hidden`;
  const bare = switchName(words);
  if (NAMELESS.test(words) && /^(?:true|false)$/i.test(value))
    return `switched ${value === 'true' ? 'on' : 'off'}`;
  const [, disabled] = DISABLED.exec(bare) ?? [];
  if (disabled !== undefined && /^(?:true|false)$/i.test(value))
    return `${disabled} ${/^true$/i.test(value) ? 'off' : 'on'}`;
  if (/^no /.test(bare) && /^(?:true|false)$/i.test(value))
    return /^true$/i.test(value) ? bare : bare.slice('no '.length);
  if (/^skip /.test(bare) && /^(?:true|false)$/i.test(value))
    return bare.replace(/^skip/, /^true$/i.test(value) ? 'without' : 'with');
  if (/^(?:true|yes)$/i.test(value)) return isAct(bare) || ADJECTIVE.test(bare) ? bare : `${bare} on`;
  if (/^(?:false|no)$/i.test(value)) return isAct(bare) ? `does not ${bare}` : denied(bare);
  if (/^none$/i.test(value)) return `no ${words.replace(/(?<=.) (?:type|mode)$/, '')}`;
  if (OFF.test(value) || ON.test(value)) return `${bare} ${value.toLowerCase()}`;
  const [, unit] = UNIT.exec(words) ?? [];
  if (unit !== undefined && /^\d+$/.test(value))
    return `${words.replace(UNIT, '')} ${value} ${unit}${value === '1' ? '' : 's'}`;
  return `${words.replace(KIND, '')} ${valueInWords(value, account)}`;
});

function denied(words: string): string {
  return ADJECTIVE.test(words) ? `not ${words}` : `${words} off`;
}

/** Values that AWS spells as one word are words. */
function valueInWords(value: string, account: string): string {
  if (/^(?!CAPABILITY|AWS)[A-Z]{2,}(?:_[A-Z]{2,})*$/.test(value) && value.length > 4)
    return value.toLowerCase().replaceAll('_', ' ');
  const name = /^arn:.*:root$/.test(value) ? value : nameWithin(value, account);
  return name === value ? nameInWords(value, lengthOf(value)) : quoted(name, VALUE_LENGTH);
}

/** The name inside an ARN, but for one of another account: whose it is counts. */
export function nameWithin(value: string, account: string): string {
  const [, owner = account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value) ?? [];
  return owner === account ? nameOfArn(value) : value;
}

/** The end of an ARN says which thing it is. */
export function lengthOf(value: string): number {
  return value.startsWith('arn:') ? 2 * VALUE_LENGTH : VALUE_LENGTH;
}

/** The words for a parameter, and its value. */
export function nameInParameter(parameter: string): { readonly name: string; readonly value: string } {
  const [, name = '', value = parameter] = NAMED.exec(parameter) ?? [];
  return { name: wordsOf(name).replace(KIND, ''), value };
}

/** What a parameter switches on or off; undefined if it does neither. */
const switchOf = remembered((parameter): Switch | undefined => {
  const [, name = '', value = ''] = NAMED.exec(parameter) ?? [];
  const spoken = SPOKEN[parameter];
  if (spoken !== undefined)
    return spoken.endsWith(' off') ? { verb: OFF_VERB, name: spoken.slice(0, -4), parameter } : undefined;
  const words = wordsOf(name);
  if (value === EMPTY) return { verb: ['remove all', 'removed all'], name: words, parameter };
  if (name === '' || (!OFF.test(value) && !ON.test(value))) return undefined;
  // Which kind of authorization there is not, is not a switch.
  if (/^none$/i.test(value) || /(?:type|force|skip)|^no /i.test(words)) return undefined;
  const bare = NAMELESS.test(words) ? '' : switchName(words);
  const [, disabled] = DISABLED.exec(bare) ?? [];
  if (disabled !== undefined) return { verb: ON.test(value) ? OFF_VERB : ON_VERB, name: disabled, parameter };
  if (isAct(bare))
    return ON.test(value) ? undefined : { verb: ['stop', 'stopped'], name: gerund(bare), parameter };
  if (ADJECTIVE.test(bare)) return undefined;
  return { verb: verbOf(value), name: bare, parameter };
});

const OFF_VERB: Verb = ['switch off', 'switched off'];
const ON_VERB: Verb = ['switch on', 'switched on'];

function verbOf(value: string): Verb {
  if (/^suspended$/i.test(value)) return ['suspend', 'suspended'];
  if (/^paused$/i.test(value)) return ['pause', 'paused'];
  return ON.test(value) ? ON_VERB : OFF_VERB;
}

/** A phrase of which nothing is known but that something changed, and what behind `of` it was: `changed the status of access key 'K'`. */
const CHANGED =
  /^(tried to )?(?:create or change|created or changed|changed?|updated?|modif(?:y|ied)|set) (?!wh|how)(?:(?:the |an? )?[^']+? (?:of|in|for) (?=\S))?(.+)$/s;

/** How many settings a sentence names. */
const MAX_NAMED = 6;

/**
 * A deed as what it switched on or off, where that decided: `switched off termination protection of stack 'shop'` for `updated the
 * termination protection of stack 'shop'`.
 *
 * @param decided the parameters by which a rule found the call
 */
export function switchInWords(deed: string, decided: readonly string[]): SwitchInWords {
  const [, tried = '', object = ''] = CHANGED.exec(deed) ?? [];
  const switches = object === '' ? [] : decided.flatMap((parameter) => switchOf(parameter) ?? []);
  const first = switches[0];
  if (first === undefined) return { deed, told: [] };
  const alike = switches.filter(({ verb }) => verb[1] === first.verb[1]);
  const names = [...new Set(alike.map(({ name }) => name).filter((name) => name !== ''))];
  const verb = tried === '' ? first.verb[1] : `tried to ${first.verb[0]}`;
  const what = names.length === 0 ? '' : `${someOf(names, MAX_NAMED)} of `;
  return { deed: `${verb} ${what}${object}`, told: alike.map(({ parameter }) => parameter) };
}

/** The present participle of the first word. */
function gerund(words: string): string {
  return words.replace(
    /^[a-z]+/,
    (verb) => `${verb.replace(/e$/, '').replace(/^(?:map|reset)$/, (short) => short + short.slice(-1))}ing`,
  );
}

function switchName(words: string): string {
  return words.replace(BEFORE, '').replace(BEHIND, '');
}

/** Whether words say what is done: `block public policy`. */
function isAct(words: string): boolean {
  return /^(?:add|allow|block|bypass|delete|deny|disable|disallow|enforce|exclude|force|ignore|include|map|prevent|propagate|recursive|reject|require|reset|restrict|skip|with)\b/.test(
    words,
  );
}

/** Words of one or two names, each once: `VersioningConfiguration Status` is `versioning status`. */
function wordsOf(name: string): string {
  // So AWS writes names of kinds.
  if (/^[A-Z\d]+(?:_[A-Z\d]+)+$/.test(name)) return name;
  const words = name
    .replace(/^x-amz-/, '')
    .split(/[ ./_$-]+/)
    .flatMap((part) => wordsInName(part).split(' '));
  const told = words.filter((word, at) => word !== '' && words.indexOf(word) === at);
  return told.join(' ').replace(/ configuration(?= )/, '');
}
