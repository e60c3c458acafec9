import { isJsonObject } from '../../json/json-value';
import type { EstateTemplate } from '../estate-stack';
import { parseYamlTemplate } from './parse-yaml-template';

/** Longer text is refused. CloudFormation's templates end at 1 MB, a plan of Terraform does not. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** CloudFormation takes 500 resources; more are read for templates that are still to be split. */
const MAX_RESOURCES = 5_000;

/** Levels in one another that are read. */
const MAX_DEPTH = 100;

/** Text as a value, or one sentence that says what is wrong, and where. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** Reads JSON, or YAML with the short forms of CloudFormation. */
export function parseDocument(text: string): Parsed<unknown> {
  if (text.length > MAX_TEXT_LENGTH)
    return { problem: `the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read` };
  const content = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(content) ? parseJson(content) : parseYaml(content);
}

/**
 * Reads a template of a cloud assembly. That of a stack without resources lacks `Resources`: it is no template of
 * CloudFormation, which deploys no such stack.
 */
export function parseStackTemplate(text: string): Parsed<EstateTemplate> {
  const document = parseDocument(text);
  if ('problem' in document) return document;
  const { value } = document;
  const isEmpty = isJsonObject(value) && value.Resources === undefined;
  return toTemplate(isEmpty ? { ...value, Resources: {} } : value);
}

/** Takes a value as a template. */
export function toTemplate(value: unknown): Parsed<EstateTemplate> {
  const resources = isJsonObject(value) ? value.Resources : undefined;
  if (!isJsonObject(resources)) return { problem: 'this is no template: it has no object Resources' };
  const entries = Object.entries(resources);
  if (entries.length > MAX_RESOURCES)
    return { problem: `the template has ${entries.length} resources; at most ${MAX_RESOURCES} are read` };
  const untyped = entries.find(
    ([, resource]) => !isJsonObject(resource) || typeof resource.Type !== 'string',
  );
  if (untyped !== undefined) return { problem: `Resources.${untyped[0].slice(0, 256)}: there is no Type` };
  return { value: value as EstateTemplate };
}

function parseJson(text: string): Parsed<unknown> {
  const deep = tooDeepAt(text);
  if (deep !== undefined)
    return { problem: `${placeOf(text, deep)}: the text nests more than ${MAX_DEPTH} levels deep` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [, position] = /at position (\d+)/.exec(reason) ?? [];
    const place = position === undefined ? '' : `${placeOf(text, Number(position))}: `;
    return { problem: `${place}not JSON: ${reason.replace(/ in JSON at position.*$/s, '').slice(0, 200)}` };
  }
}

function parseYaml(text: string): Parsed<unknown> {
  const parsed = parseYamlTemplate(text);
  if ('value' in parsed) return parsed;
  const place = parsed.offset === undefined ? '' : `${placeOf(text, parsed.offset)}: `;
  return { problem: `${place}${parsed.problem}` };
}

/** Where brackets outside of strings nest too deeply: what reads the value later recurses. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
