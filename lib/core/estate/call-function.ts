import {
  decide,
  deeperIn,
  isJson,
  type Located,
  type Optional,
  type References,
  toJson,
  toList,
} from './decide-condition';
import * as fn from './values/functions';
import { Choice, isValueObject, type Value } from './values/value';

/** A call of an intrinsic function. */
export interface FunctionCall {
  /** Such as `Fn::Join`. */
  readonly name: string;
  readonly argument: unknown;
}

/** Whether the name of a member is that of a function. */
export function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

/** Whether the JSON value is a call of an intrinsic function: an object with the function as its one member. */
export function isIntrinsic(json: unknown): json is Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const [key = '', ...others] = Object.keys(json);
  return others.length === 0 && isFunction(key);
}

/** Whether the JSON value means no value at all. */
export function isNoValue(json: unknown): boolean {
  return isIntrinsic(json) && json.Ref === 'AWS::NoValue';
}

/** The result of a function of a template, as far as it is known. */
export function callFunction(
  { name, argument }: FunctionCall,
  references: References,
  at: Located,
): Optional {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? references.refer(argument, at) : fn.unknownBy('Ref', 'macro');
    case 'Fn::GetAtt':
      return attributeOf(argument, references, at);
    case 'Fn::Sub':
      return substituted(argument, references, at);
    case 'Fn::If':
      return chosenSide(argument, references, at);
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
    case 'Fn::Equals': {
      const { holds, words } = decide({ [name]: argument }, references, at);
      return holds ?? fn.unknownBy(`condition ${words}`, 'condition');
    }
    default:
      return callOnValues({ name, argument }, references, at);
  }
}

/** Functions whose arguments are resolved first. */
function callOnValues({ name, argument }: FunctionCall, references: References, at: Located): Optional {
  // One by one: an item that is absent would move the others.
  const list = Array.isArray(argument) ? argument.map((each) => references.resolve(each, at)) : [];
  const [first, second] = list;
  switch (name) {
    case 'Fn::Join':
      return fn.join(first, second);
    case 'Fn::Select':
      return fn.select(first, second);
    case 'Fn::Split':
      return fn.split(first, second);
    case 'Fn::FindInMap':
      return findInMap(list, references, at);
    case 'Fn::ImportValue':
      return references.imported(references.resolve(argument, at), at);
    case 'Fn::GetStackOutput':
      return references.stackOutput(references.resolve(argument, at), at);
    case 'Fn::Base64':
    case 'Fn::Length':
    case 'Fn::ToJsonString':
      return fn.convert(name, references.resolve(argument, at));
    default:
      return name === 'Fn::Transform' || name.startsWith('Fn::ForEach')
        ? fn.unknownBy(`${name} ${JSON.stringify(argument)}`, 'macro')
        : fn.unresolved(name, references.resolve(argument, at));
  }
}

function attributeOf(argument: unknown, references: References, at: Located): Optional {
  const [id, ...path] = typeof argument === 'string' ? argument.split('.') : toList(argument);
  const attribute = references.resolve(path.length === 1 ? path[0] : path.join('.'), at);
  if (typeof id !== 'string' || typeof attribute !== 'string') return fn.unresolved('Fn::GetAtt', attribute);
  return references.attribute(id, attribute, at);
}

function chosenSide(argument: unknown, references: References, at: Located): Optional {
  const [condition, yes, no] = toList(argument);
  const asked = typeof condition === 'string' ? { Condition: condition } : condition;
  const { holds, words } = decide(asked, references, at);
  if (holds !== undefined) return references.resolve(holds ? yes : no, at);
  const side = (json: unknown, is: boolean) =>
    references.resolve(json, { ...at, assumed: new Map([...at.assumed, [words, is]]) });
  return fn.chosen(words, side(yes, true), side(no, false));
}

function findInMap(path: readonly Optional[], references: References, at: Located): Optional {
  const open = path.findIndex((each) => each instanceof Choice);
  if (open >= 0)
    return fn.eachSide(path[open], (side) =>
      findInMap(
        path.map((each, index) => (index === open ? side : each)),
        references,
        deeperIn(at),
      ),
    );
  const [name, first, second, otherwise] = path;
  const keys = [name, first, second].map((each) => (typeof each === 'number' ? String(each) : each));
  const found = keys.reduce<unknown>(
    (outer, key) =>
      typeof key === 'string' && isJson(outer) && Object.hasOwn(outer, key) ? outer[key] : undefined,
    toJson(at.stack.template.Mappings),
  );
  if (found !== undefined) return references.resolve(found, at);
  const isOpen = !keys.every((key) => typeof key === 'string');
  const byDefault = isValueObject(otherwise) && !isOpen ? otherwise.DefaultValue : undefined;
  // the map is what may be found: with other values in it, the value is another one
  const map = typeof keys[0] === 'string' ? toJson(at.stack.template.Mappings)[keys[0]] : undefined;
  return (
    byDefault ??
    fn.unresolved('Fn::FindInMap', ...keys, ...(isOpen && map !== undefined ? [map as Value] : []))
  );
}

/** Names in braces: resources, their attributes, parameters, and variables of the second argument. */
function substituted(argument: unknown, references: References, at: Located): Value {
  const [text, variables] = typeof argument === 'string' ? [argument] : toList(argument);
  if (typeof text !== 'string') return fn.unknownBy('Fn::Sub', 'function');
  const own = toJson(variables);
  // A split on a group gives literal text at even places and names at odd ones.
  const parts = text.split(/\$\{([^}]*)\}/).map((piece, index): Optional => {
    if (index % 2 === 0) return references.resolve(piece, at);
    if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
    if (Object.hasOwn(own, piece)) return references.resolve(own[piece], at);
    const name = piece.trim();
    return name.includes('.') ? attributeOf(name, references, at) : references.refer(name, at);
  });
  return fn.textOf(parts);
}
