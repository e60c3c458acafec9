import {
  type CollectionTag,
  Composer,
  type Document,
  Pair,
  Scalar,
  type ScalarTag,
  visit,
  YAMLMap,
} from 'yaml';
import { isJsonObject } from '../../json/json-value';
import { tokensOf } from '../../sigma/yaml/located-yaml';
import type { EstateTemplate } from '../estate';

/** Longer text is refused. CloudFormation's templates end at 1 MB, a plan of Terraform does not. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** CloudFormation takes 500 resources; more are read for templates that are still to be split. */
const MAX_RESOURCES = 5_000;

/** Maximum depth of nesting that is read. */
const MAX_DEPTH = 100;

/** Text as a value, or one sentence with the problem and its place. */
export type Parsed<T> = { readonly value: T } | TextProblem;

/** Why a text is not read, and where in it, as `line:column`. */
interface TextProblem {
  readonly problem: string;
  readonly place?: string;
}

/** A problem with its file, as `file:line:column: problem`. */
export function problemIn(file: string, { place, problem }: TextProblem): string {
  return `${file}${place === undefined ? '' : `:${place}`}: ${problem}`;
}

/** Reads JSON, or YAML with the short forms of CloudFormation. */
export function parseDocument(text: string): Parsed<unknown> {
  if (text.length > MAX_TEXT_LENGTH)
    return { problem: `the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read` };
  const content = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(content) ? parseJson(content) : parseYaml(content);
}

/**
 * Reads a template of a cloud assembly. That of a stack without resources lacks `Resources`: it is not a valid
 * CloudFormation template, and such a stack is not deployed.
 */
export function parseStackTemplate(text: string): Parsed<EstateTemplate> {
  const document = parseDocument(text);
  if ('problem' in document) return document;
  const { value } = document;
  const isEmpty = isJsonObject(value) && value.Resources === undefined;
  return toTemplate(isEmpty ? { ...value, Resources: {} } : value);
}

/** Keys that make resources, and are not resources: `Fn::ForEach::Name`, a macro. */
const MAKES_RESOURCES = /^Fn::(?:ForEach::|Transform$)/;

/** Reads a value as a template. Calls that make resources become separate sections, which are reported as not read. */
export function toTemplate(value: unknown): Parsed<EstateTemplate> {
  const resources = isJsonObject(value) ? value.Resources : undefined;
  if (!isJsonObject(resources)) return { problem: 'this is not a template: it has no object Resources' };
  const all = Object.entries(resources);
  const makers = all.filter(([name]) => MAKES_RESOURCES.test(name));
  const entries = all.filter(([name]) => !MAKES_RESOURCES.test(name));
  if (entries.length > MAX_RESOURCES)
    return { problem: `the template has ${entries.length} resources; at most ${MAX_RESOURCES} are read` };
  const untyped = entries.find(
    ([, resource]) => !isJsonObject(resource) || typeof resource.Type !== 'string',
  );
  if (untyped !== undefined) return { problem: `Resources.${untyped[0].slice(0, 256)}: there is no Type` };
  if (makers.length === 0) return { value: value as EstateTemplate };
  const sections = Object.fromEntries(makers.map(([name, made]) => [`Resources.${name}`, made]));
  const template: unknown = { ...(value as object), Resources: Object.fromEntries(entries), ...sections };
  return { value: template as EstateTemplate };
}

function parseJson(text: string): Parsed<unknown> {
  const deep = tooDeepAt(text);
  if (deep !== undefined)
    return { place: placeOf(text, deep), problem: `the text nests more than ${MAX_DEPTH} levels deep` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const [, position] = /at position (\d+)/.exec(reason) ?? [];
    const place = position === undefined ? {} : { place: placeOf(text, Number(position)) };
    return { ...place, problem: `not JSON: ${reason.replace(/ in JSON at position.*$/s, '').slice(0, 200)}` };
  }
}

function parseYaml(text: string): Parsed<unknown> {
  const parsed = parseYamlTemplate(text);
  if ('value' in parsed) return parsed;
  const { problem, offset } = parsed;
  return offset === undefined ? { problem } : { place: placeOf(text, offset), problem };
}

/** Where brackets outside of strings nest too deeply: reading the value recurses later. */
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
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** How often aliases may multiply values, as the YAML library counts. */
const MAX_ALIASES = 100;

/**
 * The short forms of intrinsic functions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const FUNCTIONS = [
  ...['Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'ImportValue', 'Join', 'Select', 'Split', 'Sub'],
  ...['Transform', 'And', 'Equals', 'If', 'Not', 'Or', 'ForEach', 'Length', 'ToJsonString'],
];

/** A value of YAML, or the problem and its place: an offset in the text. */
type ParsedYaml =
  | { readonly value: unknown }
  | { readonly problem: string; readonly offset: number | undefined };

/** Reads YAML with short forms of intrinsic functions, such as `!Ref Bucket`, as the JSON that means the same. */
function parseYamlTemplate(text: string): ParsedYaml {
  const tokens = tokensOf(text, MAX_DEPTH);
  if ('tooDeepAt' in tokens)
    return { problem: `the text nests more than ${MAX_DEPTH} levels deep`, offset: tokens.tooDeepAt };
  const composer = new Composer({
    ...{ prettyErrors: false, logLevel: 'silent', version: '1.2', schema: 'core', customTags: TAGS },
    // Checked below: the library compares every key with every other one.
    uniqueKeys: false,
  });
  const [document, ...others] = [...composer.compose(tokens)] as Document.Parsed[];
  if (document === undefined) return { problem: 'the text is empty', offset: undefined };
  if (others.length > 0)
    return { problem: 'the text has more than one YAML document', offset: others[0]?.range[0] };
  const [error] = document.errors;
  if (error !== undefined)
    return { problem: `not YAML: ${error.message.split('\n')[0]}`, offset: error.pos[0] };
  const twice = duplicateKeyOf(document);
  if (twice !== undefined)
    return {
      problem: `the key '${String(twice.value).slice(0, 256)}' occurs twice in a map`,
      offset: twice.range?.[0],
    };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch (thrown) {
    return { problem: `not YAML: ${thrown instanceof Error ? thrown.message : thrown}`, offset: undefined };
  }
}

/** The first key that its map has already. */
function duplicateKeyOf(document: Document.Parsed): Scalar | undefined {
  let found: Scalar | undefined;
  visit(document, {
    Map: (_, map) => {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!(key instanceof Scalar)) continue;
        if (keys.has(key.value)) found ??= key;
        keys.add(key.value);
      }
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** Scalars, lists and maps under one tag are three kinds of it to the library. */
const TAGS: (ScalarTag | CollectionTag)[] = [
  ...tagsOf('!Ref', 'Ref'),
  ...tagsOf('!Condition', 'Condition'),
  ...FUNCTIONS.flatMap((name) => tagsOf(`!${name}`, `Fn::${name}`)),
];

function tagsOf(tag: string, name: string): (ScalarTag | CollectionTag)[] {
  const asMember = (value: unknown): YAMLMap => {
    const map = new YAMLMap();
    map.items.push(new Pair(new Scalar(name), value));
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [name]: toArgument(name, text) }) },
    { tag, collection: 'seq', resolve: asMember },
    { tag, collection: 'map', resolve: asMember },
  ];
}

/** `!GetAtt Bucket.Arn` is a list of two in JSON. */
function toArgument(name: string, text: string): unknown {
  const dot = text.indexOf('.');
  return name === 'Fn::GetAtt' && dot > 0 ? [text.slice(0, dot), text.slice(dot + 1)] : text;
}
