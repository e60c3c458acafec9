import { type Json, type JsonObject, parseJson } from '../json/json-value';

/** What is in the place of a secret. */
export const MASK = '(masked)';

/** Names of members whose texts are secrets, in lower case and without anything but letters. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|secretaccesskey|secretkey|secretstring|secretbinary|clientsecret|sessiontoken|securitytoken|accesstoken|refreshtoken|idtoken|authtoken|bearertoken|privatekey|privatekeyplaintext|keymaterial|apikey|authorization)$/;

/** What CloudTrail itself writes instead of a secret. */
const HIDDEN_BY_CLOUDTRAIL = /^(?:HIDDEN_DUE_TO_SECURITY_REASONS|<?sensitiveDataRemoved>?|\*{3,})$/;

/** Secrets with a known form, wherever they are. What is before the secret stays. */
const SECRET_TEXTS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  // Session tokens of STS.
  /()\b(?:IQoJ|FwoG|FQoG)(?:[A-Za-z0-9+/=_-]|%(?:2[BbFf]|3[Dd])){40,}/g,
  // JSON Web Tokens.
  /()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-)[\w-]{20,}/g,
  // Presigned URLs, as they are or in HTML or JSON, and as parameters of other URLs.
  /((?:[?&;]|\\u0026)(?:X-Amz-Signature|X-Amz-Security-Token|Signature|sig)=)[^&\s"'<>\\]+/gi,
  /(%(?:3F|26)(?:X-Amz-Signature|X-Amz-Security-Token|Signature|sig)%3D)(?:(?!%26)[^&\s"'<>])+/gi,
  /(:\/\/[^\s/:@]{1,200}:)[^\s/@]{1,200}(?=@)/g,
  /((?:password|passwd|secret[_-]?access[_-]?key|secret[_-]?key|session[_-]?token|api[_-]?key)\\*["']?\s{0,3}[=:]\s{0,3}\\*["']?)(?:(?<=["'])(?:\\(?!["'])|[^"'\\])+|(?:\\(?!["'])|[^\s"',;&\\])+)/gi,
];

/** JSON in a text is looked into, so deep. */
const MAX_DEPTH = 64;

/**
 * A value of a record without secrets: passwords, keys and tokens by the names of their members, and secrets with a known form in
 * any text, also in JSON that is written as text. Ids of access keys stay: they are not secret, and show which key to disable.
 *
 * CloudTrail removes most secrets before it delivers a record. Text that it does not know (a user agent, a command line, the name
 * of a file) may contain one. A part of a secret, which a query can cut out, is not recognized.
 */
export function maskSecrets(value: Json): Json {
  return masked(value, '', 0);
}

function masked(value: Json, name: string, depth: number): Json {
  if (typeof value === 'string') return isSecretName(name) ? maskedWhole(value) : maskedText(value, depth);
  if (value === null || typeof value !== 'object') return value;
  if (depth === MAX_DEPTH) return MASK;
  if (Array.isArray(value)) return value.map((one) => masked(one, name, depth + 1));
  const named = nameIn(value as JsonObject);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      masked(member ?? null, PAIR_VALUE.test(key) ? (named ?? key) : key, depth + 1),
    ]),
  );
}

/** Members by which APIs write a name and its value, such as variables of containers and parameters of stacks. */
const PAIR_NAME = /^(?:parameter)?(?:name|key)$/i;
const PAIR_VALUE = /^(?:parameter)?value$/i;

/** The name that a value beside it has; undefined if it is no secret's. */
function nameIn(members: JsonObject): string | undefined {
  const [, name] = Object.entries(members).find(([key]) => PAIR_NAME.test(key)) ?? [];
  return typeof name === 'string' && isSecretName(name) ? name : undefined;
}

/** Whether a text is a secret by the name of its member, or what CloudTrail writes instead of one. */
export function isSecret(name: string, text: string): boolean {
  return isSecretName(name) || HIDDEN_BY_CLOUDTRAIL.test(text);
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/[^A-Za-z]/g, '').toLowerCase());
}

function maskedWhole(text: string): string {
  return text === '' || HIDDEN_BY_CLOUDTRAIL.test(text) ? text : MASK;
}

function maskedText(text: string, depth: number): string {
  const document = /^\s*[[{]/.test(text) && depth < MAX_DEPTH ? parseJson(text) : undefined;
  if (document === undefined) return maskSecretsInText(text);
  const result = JSON.stringify(masked(document, '', depth + 1));
  // What has no secret stays as it is written.
  return result === JSON.stringify(document) ? text : result;
}

/** A text without the secrets that are known by their form, also in a part of it that is written in base64 or percent-encoding. */
export function maskSecretsInText(text: string): string {
  const masked = SECRET_TEXTS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), text);
  return ENCODINGS.reduce(
    (rest, { pattern, decode }) => rest.replace(pattern, (part) => (hasSecret(decode(part)) ? MASK : part)),
    masked,
  );
}

/** How a part of a text can be written in other characters. */
const ENCODINGS: readonly { readonly pattern: RegExp; readonly decode: (part: string) => string }[] = [
  {
    pattern: /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}={0,2}/g,
    decode: (part) => Buffer.from(part, 'base64').toString('latin1'),
  },
  { pattern: /[\w.~!*'():;@&=+$,/?#[\]%-]{6,}/g, decode: percentDecoded },
];

/** Characters by their bytes: what is not UTF-8 has a secret all the same. */
function percentDecoded(part: string): string {
  if (!part.includes('%')) return '';
  return part.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** Beside what is masked already. */
function hasSecret(text: string): boolean {
  const rest = text.replaceAll(MASK, '');
  return SECRET_TEXTS.some((pattern) => rest.search(pattern) >= 0);
}
