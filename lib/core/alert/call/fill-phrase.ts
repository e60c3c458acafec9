import { HIDDEN } from '../../fact/text-at';
import type { JsonObject } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import { quoted } from '../../safe-text/one-line';
import { textsAt } from './texts-at';
import { singular } from './verbs';

/** The address of a queue names its owner and itself. */
const QUEUE_URL = /^https:\/\/[\w.-]+\/\d{12}\/([\w.-]{1,80})$/;

/** The name inside an ARN or the address of a queue; any other text, and the ARN of a bucket or an object, as it is. */
export function nameOfArn(value: string): string {
  if (!value.startsWith('arn:aws'))
    return value.startsWith('https:') ? value.replace(QUEUE_URL, '$1') : value;
  const [, service, resource] = value.match(/^arn:aws[^:]*:([^:]*):[^:]*:[^:]*:(.+)$/s) ?? [];
  if (resource === undefined || (service === 's3' && value.includes(':::'))) return value;
  return resource.replace(/^[A-Za-z-]+[:/](?=.)/, '');
}

/** Maximum length of a value in a sentence. */
const VALUE_LENGTH = 64;

/** A parameter of a call in a phrase, by its path; after `|`, what is read where it is missing. */
const PARAMETER = /\{([\w.|-]+)\}/g;

/** Words that a phrase has only where a parameter is true. */
const WHERE_TRUE = /\{([\w.|-]+)\?([^}]*)\}/g;

/** A word before a parameter. */
const NUMBERED = /([A-Za-z]+) \{([\w.|-]+)\}/g;

/** A part that is left out without its parameter. */
const PART = /\[([^\]]*)\]/g;

/** Parameters with the words that lead to them, from the last preposition on: ` in cluster {cluster}`. */
const LED =
  / (?:as|for|from|in|of|on|to|with)(?: (?!(?:as|for|from|in|of|on|to|with) )[A-Za-z-]+)*(?: \{[\w.|-]+\})+/g;

/** Whether a phrase has parameters. */
export function hasParameters(phrase: string): boolean {
  return phrase.includes('{');
}

/** A phrase with the values of its parameters; without those that a call does not have, and the words that lead to them. */
export function fillPhrase(whole: string, request: JsonObject): string {
  const phrase = whole.replace(WHERE_TRUE, (_, paths: string, words: string) =>
    textsAt([request], paths.split('.'))[0] === 'true' ? words : '',
  );
  const texts = new Map(parametersOf(phrase).map((paths) => [paths, valueAt(paths.split('|'), request)]));
  const isNamed = (paths: string) => texts.get(paths) !== '';
  // Without any of them, the words that lead to them are all that is known.
  const leaves = parametersOf(phrase).some(isNamed) && !parametersOf(phrase).every(isNamed);
  return phrase
    .replace(NUMBERED, (_, noun: string, paths: string) => `${nounOf(noun, paths, request)} {${paths}}`)
    .replace(PART, (_, part: string) => (parametersOf(part).every(isNamed) ? part : ''))
    .replace(LED, (part) => (leaves && !parametersOf(part).some(isNamed) ? '' : part))
    .replace(PARAMETER, (_, paths: string) => texts.get(paths) ?? '')
    .replace(/ {2,}/g, ' ')
    .trimEnd();
}

/** The parameters of a phrase, or of a part of one. */
const parametersOf = remembered((phrase) => [...phrase.matchAll(PARAMETER)].map(([, paths = '']) => paths));

/** A phrase without its parameters. */
export const plainPhrase = remembered((phrase) => fillPhrase(phrase, {}));

/** Of several things that a phrase names, one has its singular. */
function nounOf(noun: string, paths: string, request: JsonObject): string {
  const isSeveral = paths.split('|').some((path) => textsAt([request], path.split('.')).length > 1);
  return isSeveral ? noun : singular(noun);
}

function valueAt(paths: readonly string[], request: JsonObject): string {
  for (const path of paths) {
    const [first, ...others] = textsAt([request], path.split('.'));
    if (first === undefined || first === HIDDEN) continue;
    return others.length === 0 ? inWords(first) : `${inWords(first)} and ${others.length} more`;
  }
  return '';
}

/** An account and a number need no quotes, and a word that AWS writes in capitals, such as GROUP, is a word. */
function inWords(value: string): string {
  if (/^\d+$/.test(value)) return value;
  return /^[A-Z]{4,}$/.test(value) ? value.toLowerCase() : quoted(nameOfArn(value), VALUE_LENGTH);
}
