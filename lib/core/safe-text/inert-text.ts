import { TOP_LEVEL_DOMAINS } from './top-level-domains';

/**
 * Text in which no application finds anything to follow: the dots of names, the colons of schemes, the slashes before a host and the
 * `@` of mail addresses that one could make a link of get brackets, such as `https[://]evil[.]example`. Brackets are added until nothing is
 * found any more, so an address inside of another one does not survive.
 *
 * Everything else stays as it is: ARNs, S3 addresses, keys, error codes, types of instances, numeric addresses, and the names of AWS
 * services that stand alone, such as `cloudtrail.amazonaws.com`.
 *
 * @param people mail addresses that stay as they are: the name of an actor
 */
export function toInertText(text: string, people: readonly string[] = []): string {
  return inertFor(DANGERS, text, people);
}

/**
 * A line of standard error: no terminal finds a scheme or `www.` in it to follow. Names of files and hosts stay as they are, because
 * terminals follow none and people copy them.
 */
export function toInertLine(text: string): string {
  return inertFor(SCHEME_DANGERS, text, []);
}

function inertFor(dangers: readonly Danger[], text: string, people: readonly string[]): string {
  if (!SUSPICIOUS.test(text)) return text;
  // A letter and its accent are one character.
  let inert = text.normalize('NFC');
  for (;;) {
    const next = withBrackets(inert, people, dangers);
    if (next === inert) return inert;
    inert = next;
  }
}

/** Whether an application finds something to follow in a text. */
export function isFollowable(text: string, people: readonly string[] = []): boolean {
  return toInertText(text, people) !== text.normalize('NFC');
}

/** What every address has one of, in ASCII, or any character that may stand for one. */
const SUSPICIOUS = /[.:@\\]|\/\/|[^ -~]|localhost/i;

function withBrackets(text: string, people: readonly string[], dangers: readonly Danger[]): string {
  const characters = Array.from(text);
  const folded = characters.map(toFolded).join('');
  const raw = characters.map((character) => (character.length === 1 ? character : '¤')).join('');
  const readings = [folded, raw];
  const keptUntil = endsOfPlaces(placesOf(raw, people), raw.length);
  const marked = new Map<number, number>();
  for (const { pattern, isAddress = () => true } of dangers)
    for (const match of readings.flatMap((reading) => [...reading.matchAll(pattern)])) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const stays = end <= (keptUntil[start] ?? 0) || hasBrackets(raw, start, end);
      if (!stays && isAddress(start, readings)) marked.set(start, end);
    }
  for (const reading of readings) markOtherDots(reading, { marked, keptUntil });
  if (marked.size === 0) return text;
  let last = 0;
  let inert = '';
  for (const [start, end] of [...marked].sort(([one], [other]) => one - other)) {
    if (start < last) continue;
    inert += `${characters.slice(last, start).join('')}[${characters.slice(start, end).join('')}]`;
    last = end;
  }
  return inert + characters.slice(last).join('');
}

/** Of each character of a place that stays, where the place ends; 0 of all others. */
function endsOfPlaces(places: readonly (readonly [number, number])[], length: number): Uint32Array {
  const ends = new Uint32Array(length);
  for (const [from, to] of places) for (let at = from; at < to; at++) ends[at] = Math.max(ends[at] ?? 0, to);
  return ends;
}

const NAME_CHARACTER = /[\p{L}\p{N}\p{M}_-]/u;

/** Marks the dots of a name before one that is marked or has brackets: from the end of the text, so that each is looked at once. */
function markOtherDots(
  text: string,
  { marked, keptUntil }: { readonly marked: Map<number, number>; readonly keptUntil: Uint32Array },
): void {
  let isOfName = false;
  let hasLabel = false;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at] ?? '';
    const isInBrackets = character === '.' && hasBrackets(text, at, at + 1);
    if (isInBrackets || (character === '.' && marked.has(at))) {
      isOfName = true;
      hasLabel = false;
      if (isInBrackets) at -= 1;
    } else if (character === '.' && isOfName && hasLabel) {
      if ((keptUntil[at] ?? 0) <= at) marked.set(at, at + 1);
      hasLabel = false;
    } else if (character === ']' && text[at - 1] === '.' && text[at - 2] === '[') continue;
    else if (NAME_CHARACTER.test(character)) hasLabel = true;
    else isOfName = false;
  }
}

function hasBrackets(text: string, start: number, end: number): boolean {
  return text[start - 1] === '[' && text[end] === ']';
}

/** Something that applications make links of. The first group is what gets brackets. */
interface Danger {
  readonly pattern: RegExp;
  readonly isAddress?: (at: number, readings: readonly string[]) => boolean;
}

/** Schemes that need no slashes. */
const SCHEMES = [
  ...[
    'mailto',
    'tel',
    'sms',
    'smsto',
    'callto',
    'skype',
    'facetime',
    'facetime-audio',
    'sip',
    'sips',
    'xmpp',
  ],
  ...['javascript', 'vbscript', 'data', 'file', 'blob', 'about', 'view-source', 'https?', 'ftps?', 'wss?'],
  ...[
    'magnet',
    'geo',
    'maps',
    'intent',
    'market',
    'zoommtg',
    'msteams',
    'whatsapp',
    'tg',
    'cid',
    'mid',
    'news',
    'nntp',
  ],
  ...[
    'bitcoin',
    'ethereum',
    'ms-[a-z-]+',
    'web\\+[a-z]+',
    'feed',
    'webcal',
    'irc',
    'ircs',
    'slack',
    'vscode',
  ],
].join('|');

/** What a terminal makes links of: a scheme with its slashes, schemes that need none, and `www.`. */
const SCHEME_DANGERS: readonly Danger[] = [
  { pattern: /(:[\\/]{2,})/dgu },
  { pattern: new RegExp(`(?<![a-z0-9])(?:${SCHEMES})(:)(?=\\S)(?![\\\\/]{2})`, 'dgiu') },
  { pattern: /(?<![a-z0-9])www(\.)(?=\S)/dgiu },
];

const DANGERS: readonly Danger[] = [
  ...SCHEME_DANGERS,
  // Slashes before a host alone, and the shares of Windows.
  { pattern: /(?<![:\\/])([\\/]{2,})(?=[^\s\]])/dgu },
  { pattern: /(?<=\S)(\.)(?=xn--|[\p{L}\p{M}])/dgiu, isAddress: isBeforeTopLevelDomain },
  { pattern: /(\.)(?=[\p{L}\p{M}\p{N}-]*\ue000)/dgu },
  { pattern: /(\ue001)(?=xn--|[\p{L}\p{M}])/dgiu, isAddress: isBeforeTopLevelDomain },
  { pattern: /(?<=\S)(@)(?=localhost|[^\s@.[]+(?:\.|\[\.\])[\p{L}\p{N}])/dgiu },
  { pattern: /(?<![a-z0-9])localhost([:/?#])(?=\S)/dgiu },
  // A path or a port makes an address of four numbers a link; a network has a number of bits.
  { pattern: /(?<![\d.])\d{1,3}(\.)\d{1,3}\.\d{1,3}\.\d{1,3}(?=:\d|\/(?!\d{1,2}(?!\d)))/dgu },
];

/** The letters of a label behind a dot, and those of ASCII alone: where others follow, an application may end it. */
const LABELS = [/(?:xn--[a-z0-9-]+|[\p{L}\p{M}]+)(?![a-z0-9])/iuy, /[a-z]+(?![a-z0-9])/iuy];

/** Names that are reserved for examples, and one that browsers of its network follow. */
const FURTHER: readonly string[] = ['example', 'onion'];

function isBeforeTopLevelDomain(at: number, readings: readonly string[]): boolean {
  return readings.some((text) =>
    LABELS.some((pattern) => {
      pattern.lastIndex = at + 1;
      const label = pattern.exec(text)?.[0].toLowerCase() ?? '';
      return label.startsWith('xn--') || TOP_LEVEL_DOMAINS.has(label) || FURTHER.includes(label);
    }),
  );
}

/** AWS alone gives names directly below these, and in records they are the names of services. */
const SERVICE =
  /(?<![^\s'"(‘“])(?:[a-z0-9-]+\.)(?:amazonaws\.com(?:\.cn)?|aws\.internal|console\.aws\.amazon\.com)(?=$|[\s'"),;…’”]|[.:](?:\s|$))/dgiu;

/** Addresses in S3 are copied, and no application follows them. */
const S3 = /(?<![^\s'"(‘“])s3:\/\/(?=[a-z0-9])/dgu;

/** A person in the ARN of a user or of a session: people copy ARNs. */
const PERSON_IN_ARN =
  /(?<![\w:/-])arn:aws[a-z-]*:(?:sts|iam)::\d{12}:(?:assumed-role|user)\/(?:[\w+=,.-]+\/){0,8}([\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?=$|[\s'"),;…])/dgu;

/** The places in a text that stay: names of services, S3 addresses, people in ARNs, and people that are no part of a longer address. */
function placesOf(text: string, people: readonly string[]): readonly (readonly [number, number])[] {
  const places = [SERVICE, S3, PERSON_IN_ARN]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(({ indices }): readonly [number, number] => indices?.[1] ?? indices?.[0] ?? [0, 0]);
  for (const person of people.filter((name) => PERSON.test(name)))
    for (let at = text.indexOf(person); at >= 0; at = text.indexOf(person, at + 1)) {
      const [before = ' ', after = ' '] = [text[at - 1], text[at + person.length]];
      if (/[\s(/]/.test(before) && /[\s),;…]/.test(after)) places.push([at, at + person.length]);
    }
  return places;
}

/** A mail address, and nothing else: one cannot hold another. */
const PERSON = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z\d]+$/;

/**
 * The character as an application may read it: one of full width, or a letter of mathematics, as ASCII, and every script's dots as
 * one. It is one unit long, so places are the same in both texts.
 *
 * @see https://www.unicode.org/reports/tr46/#Notation
 */
function toFolded(character: string): string {
  if (character < '\u0080') return character;
  if (DOTS.includes(character)) return '.';
  const plain = character.normalize('NFKC');
  if (/^[ -~]$/.test(plain)) return plain;
  if (/^[ -~]{2,}$/.test(plain)) return /[^.]\.$/.test(plain) ? NUMBERED : SEVERAL;
  if (SLASHES.includes(character)) return '/';
  if (COLONS.includes(character)) return ':';
  if (character.length === 1) return character;
  return /\p{L}/u.test(character) ? 'ɐ' : '¤';
}

/** One character that may be read as several: two letters are a domain of a country. */
const SEVERAL = '\ue000';

/** One character that may be read as a number and a dot. */
const NUMBERED = '\ue001';

const DOTS = '\u3002\uff0e\uff61\u2024\ufe52\u06d4\u0701\u0702';
const SLASHES = '\u2044\u2215\u29f8\uff0f';
const COLONS = '\u02d0\ua789\u2236\ufe13\ufe55\uff1a';
