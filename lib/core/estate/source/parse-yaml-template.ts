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
import { tokensOf } from '../../sigma/yaml/yaml-tokens';

/** Levels in one another; CloudFormation's own templates stay far below it. */
const MAX_DEPTH = 100;

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

/** A value of YAML, or what is wrong and where: an offset in the text. */
export type ParsedYaml =
  | { readonly value: unknown }
  | { readonly problem: string; readonly offset: number | undefined };

/** Reads YAML in which short forms of intrinsic functions stand, such as `!Ref Bucket`, as the JSON that means the same. */
export function parseYamlTemplate(text: string): ParsedYaml {
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
      problem: `the key '${String(twice.value).slice(0, 256)}' stands twice in a map`,
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
