import { Token } from 'aws-cdk-lib';
import type { ApiMember, ApiType } from '../../core/public-api/api-table';
import { classesOf, isForeign, isPlain, nameOfClass } from './name-of-class';
import { readApiTable } from './read-api-table';

/** The maximum number of ways out, or of members, that a sentence lists. */
const MAX_LISTED = 5;

/** The expected type in words, with expressions that make a value of it. */
export function describeType(type: ApiType): string {
  switch (type.kind) {
    case 'any':
      return 'any value';
    case 'primitive':
      return { string: 'a text', number: 'a number', boolean: 'true or false', date: 'a Date' }[type.name];
    case 'list':
      return `a list, each item ${describeType(type.of)}`;
    case 'map':
      return `an object whose values are each ${describeType(type.of)}`;
    case 'union':
      return type.of.map(describeType).join(', or ');
    case 'named':
      return describeNamed(type.name);
    default:
      return type satisfies never;
  }
}

function describeNamed(name: string): string {
  const shape = readApiTable().shapes[name];
  const words = isForeign(name) ? wordsOfForeign(name) : name;
  switch (shape?.kind) {
    case undefined:
      return words;
    case 'struct': {
      const required = shape.members.filter(({ isOptional }) => isOptional !== true);
      return `an object of ${words}${required.length === 0 ? '' : `, which needs ${listOf(required.map(nameOf))}`}`;
    }
    case 'enum':
      return `a member of ${words}${shape.members.length === 0 ? '' : `: ${listOf(shape.members)}`}`;
    case 'class':
    case 'interface':
      return `${words}${shape.makers.length === 0 ? '' : `, from ${listOf(shape.makers)}`}`;
    default:
      return shape satisfies never;
  }
}

const nameOf = ({ name }: ApiMember): string => name;

/** `aws-cdk-lib.aws_s3.IBucket` as `IBucket of aws-cdk-lib/aws-s3`. */
function wordsOfForeign(name: string): string {
  const parts = name.split('.');
  return `${parts.at(-1)} of ${parts.slice(0, -1).join('/').replaceAll('_', '-')}`;
}

function listOf(words: readonly string[]): string {
  const more = words.length - MAX_LISTED;
  return words.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A value in words, without what may be long or secret in it. */
export function describeFound(value: unknown): string {
  if (typeof value === 'string') return Token.isUnresolved(value) ? 'a text' : `'${shorten(value)}'`;
  if (typeof value === 'function') return `the function or class '${value.name}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (isPlain(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty object' : `an object with ${listOf(keys)}`;
  }
  return describeObject(classesOf(value).map(nameOfClass));
}

/** The CDK has numbers behind the names of its compiled classes. */
function describeObject([own = '', ...others]: readonly string[]): string {
  const published = [own, ...others].find(isForeign);
  if (published === undefined) return `a ${own}`;
  const isItself = own === published || own.replace(/\d+$/, '') === published.split('.').at(-1);
  const words = wordsOfForeign(published);
  return isItself ? `a ${words}` : `a ${own}, which is a ${words}`;
}

/** The maximum number of characters of a text in a sentence. */
const MAX_TEXT = 60;

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
