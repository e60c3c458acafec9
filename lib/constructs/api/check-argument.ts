import { Tokenization } from 'aws-cdk-lib';
import { didYouMean } from '../../core/problem/nearest-word';
import type { ApiMember, ApiShape, ApiType } from '../../core/public-api/api-table';
import { describeFound, describeType } from './describe-type';
import { classesOf, isForeign, isObject, isPlain, nameOfClass } from './name-of-class';
import { readApiTable } from './read-api-table';

/** A value and where it is, such as `trails[0]`. */
interface Given {
  readonly value: unknown;
  readonly path: string;
}

/** What does not fit in a call: each a sentence. */
export interface Misfits {
  /** Values of another type, and required ones that are missing. */
  readonly problems: readonly string[];
  /** Members that a struct does not have, with what they may be meant for. They may belong to an object that several calls share. */
  readonly unknown: readonly UnknownMember[];
}

/** A member that a struct does not have. */
export interface UnknownMember {
  readonly path: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** Compares the arguments of a call with its parameters. A struct in the last place is what its caller calls properties. */
export function checkArguments(parameters: readonly ApiMember[], values: readonly unknown[]): Misfits {
  const checker = new Checker();
  parameters.forEach((parameter, index) => {
    const given = parameter.isVariadic === true ? values.slice(index) : [values[index]];
    for (const value of given) {
      if (isStruct(parameter.type) && value !== undefined)
        checker.check({ value, path: '' }, parameter.type, parameter.name);
      else if (parameter.isVariadic === true)
        checker.checkItem(parameter.type, { value, path: parameter.name });
      else checker.checkMember(parameter, { value, path: parameter.name });
    }
  });
  return checker;
}

function shapeOf(type: ApiType): ApiShape | undefined {
  return type.kind === 'named' ? readApiTable().shapes[type.name] : undefined;
}

function isStruct(type: ApiType): boolean {
  return shapeOf(type)?.kind === 'struct';
}

type StructShape = ApiShape & { readonly kind: 'struct' };

/** A struct, and what to call it where it has no path. */
interface ExpectedStruct {
  readonly type: ApiType;
  readonly shape: StructShape;
  readonly name: string;
}

/** Collects what does not fit. */
class Checker implements Misfits {
  public readonly problems: string[] = [];
  public readonly unknown: UnknownMember[] = [];

  public checkMember({ type, isOptional }: ApiMember, given: Given): void {
    if (given.value !== undefined) this.check(given, type);
    else if (isOptional !== true && type.kind !== 'any')
      this.problems.push(`${given.path} is missing; expected ${describeType(type)}`);
  }

  /** One of several values, of which none is left out. */
  public checkItem(type: ApiType, given: Given): void {
    if (given.value !== undefined) this.check(given, type);
    else if (type.kind !== 'any')
      this.problems.push(`${given.path} is undefined; expected ${describeType(type)}`);
  }

  /** @param name what to call the value where it has no path */
  public check(given: Given, type: ApiType, name = given.path): void {
    const { value } = given;
    const shape = shapeOf(type);
    if (shape?.kind === 'struct') this.checkStruct(given, { type, shape, name });
    else if (!fits(value, type)) this.refuse(name, value, type);
    else if (type.kind === 'list' || type.kind === 'map')
      for (const [key, item] of Object.entries(value as object))
        this.checkItem(type.of, {
          value: item,
          path: given.path + (type.kind === 'list' ? `[${key}]` : `.${key}`),
        });
  }

  private checkStruct({ value, path }: Given, { type, shape, name }: ExpectedStruct): void {
    if (!isObject(value) || Array.isArray(value) || Tokenization.isResolvable(value)) {
      this.refuse(name, value, type);
      return;
    }
    const at = (member: string) => (path === '' ? member : `${path}.${member}`);
    for (const member of shape.members)
      this.checkMember(member, { value: value[member.name], path: at(member.name) });
    if (shape.isOpen || !isPlain(value)) return;
    const known = shape.members.map((member) => member.name);
    for (const key of Object.keys(value).filter((one) => value[one] !== undefined && !known.includes(one)))
      this.unknown.push({ path: at(key), name: key, known });
  }

  private refuse(name: string, value: unknown, type: ApiType): void {
    const shape = shapeOf(type);
    const known = shape?.kind === 'enum' ? (shape.values ?? shape.members).map(String) : [];
    const meant = typeof value === 'string' ? didYouMean(value, known) : '';
    this.problems.push(`${name} is ${describeFound(value)}; expected ${describeType(type)}${meant}`);
  }
}

/** Whether a value is of a type, without what it contains unless the type is one of several. */
function fits(value: unknown, type: ApiType): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'primitive':
      return isPrimitive(value, type.name);
    case 'list':
      return Array.isArray(value);
    case 'map':
      return isPlain(value) && !Tokenization.isResolvable(value);
    case 'union':
      return type.of.some((one) => fitsWholly(value, one));
    case 'named': {
      const shape = shapeOf(type);
      return shape === undefined || fitsShape(value, type.name, shape);
    }
    default:
      return type satisfies never;
  }
}

function fitsWholly(value: unknown, type: ApiType): boolean {
  const checker = new Checker();
  checker.check({ value, path: '' }, type);
  return checker.problems.length === 0;
}

function fitsShape(value: unknown, name: string, shape: ApiShape): boolean {
  switch (shape.kind) {
    case 'struct':
      return isObject(value);
    case 'enum':
      // Those of another package's enum may be any texts and numbers.
      return shape.values?.includes(value) ?? ['string', 'number'].includes(typeof value);
    case 'class':
      return isOfClass(value, name);
    case 'interface':
      return isObject(value) && shape.members.every((member) => member in value);
    default:
      return shape satisfies never;
  }
}

function isPrimitive(value: unknown, name: 'string' | 'number' | 'boolean' | 'date'): boolean {
  if (name === 'date') return value instanceof Date;
  return typeof value === name;
}

/** Whether a class in its chain has the name, in this or another copy of its package. */
function isOfClass(value: unknown, name: string): boolean {
  const names = isObject(value) ? classesOf(value).map(nameOfClass) : [];
  const isUnpublished = names.length > 0 && !names.some(isForeign);
  return names.includes(name) || (isForeign(name) && isUnpublished);
}
