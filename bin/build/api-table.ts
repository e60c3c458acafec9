import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ApiClass, ApiMember, ApiShape, ApiTable, ApiType } from '../../lib/core/public-api/api-table';

/** A type of a value in a jsii assembly. */
interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

/** A parameter, a property or a member of an enum. */
interface Named {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly static?: boolean;
}

interface Method {
  readonly name?: string;
  readonly protected?: boolean;
  readonly static?: boolean;
  readonly parameters?: readonly Named[];
  readonly returns?: { readonly type: TypeReference };
}

/** A type that an assembly declares. */
interface Declared {
  readonly fqn: string;
  readonly name: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: Method;
  readonly properties?: readonly Named[];
  readonly methods?: readonly Method[];
  readonly members?: readonly { readonly name: string }[];
}

type Types = ReadonlyMap<string, Declared>;

const OWN = 'cdk-trailwatch.';

/** The exports of the package that are enums, which assemblies have without values. */
type Enums = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The public API by the jsii assemblies of the package and of those that it takes objects of. */
export function apiTableOf(root: string, enums: Enums): ApiTable {
  const folders = [root, ...['aws-cdk-lib', 'constructs'].map((name) => join(root, 'node_modules', name))];
  const types: Types = new Map(folders.flatMap(typesIn).map((type) => [type.fqn, type]));
  const own = [...types.values()].filter(({ fqn }) => fqn.startsWith(OWN));
  const classes = own.filter(({ kind }) => kind === 'class');
  const names = new Set(own.flatMap(namesIn));
  return {
    shapes: Object.fromEntries(
      [...names].sort().flatMap((fqn) => {
        const type = types.get(fqn);
        return type === undefined ? [] : [[nameOf(fqn), withValues(type, shapeOf(type, types), enums)]];
      }),
    ),
    classes: Object.fromEntries(classes.map((one) => [one.name, classOf(one)])),
  };
}

function withValues({ fqn, name }: Declared, shape: ApiShape, enums: Enums): ApiShape {
  return shape.kind === 'enum' && fqn.startsWith(OWN)
    ? { ...shape, values: Object.values(enums[name] ?? {}) }
    : shape;
}

function typesIn(folder: string): readonly Declared[] {
  const packed = join(folder, '.jsii.gz');
  const text = existsSync(packed) ? gunzipSync(readFileSync(packed)) : readFileSync(join(folder, '.jsii'));
  const { types } = JSON.parse(text.toString('utf8')) as {
    readonly types: Readonly<Record<string, Declared>>;
  };
  return Object.values(types);
}

const nameOf = (fqn: string): string => (fqn.startsWith(OWN) ? fqn.slice(OWN.length) : fqn);

/** The names of all types that a type mentions, and its own. */
function namesIn(type: Declared): readonly string[] {
  const names = [type.fqn];
  JSON.stringify(type, (key, value: unknown) => {
    if (key === 'fqn' && typeof value === 'string') names.push(value);
    return value;
  });
  return names;
}

function classOf({ initializer, methods = [] }: Declared): ApiClass {
  const called = methods.filter((method) => method.protected !== true && method.parameters !== undefined);
  const functions = (isStatic: boolean) =>
    Object.fromEntries(
      called
        .filter((method) => (method.static === true) === isStatic)
        .map(({ name = '', parameters = [] }) => [name, parameters.map(memberOf)]),
    );
  return {
    initializer: (initializer?.parameters ?? []).map(memberOf),
    statics: functions(true),
    methods: functions(false),
  };
}

function memberOf({ name, type, optional, variadic }: Named): ApiMember {
  return { name, type: typeOf(type), isOptional: optional, isVariadic: variadic };
}

function typeOf({ fqn, primitive, collection, union }: TypeReference): ApiType {
  if (fqn !== undefined) return { kind: 'named', name: nameOf(fqn) };
  if (union !== undefined) return { kind: 'union', of: union.types.map(typeOf) };
  if (collection !== undefined)
    return { kind: collection.kind === 'array' ? 'list' : 'map', of: typeOf(collection.elementtype) };
  switch (primitive) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'date':
      return { kind: 'primitive', name: primitive };
    default:
      return { kind: 'any' };
  }
}

function shapeOf(type: Declared, types: Types): ApiShape {
  if (type.kind === 'enum') return { kind: 'enum', members: (type.members ?? []).map(({ name }) => name) };
  if (type.kind === 'class') return { kind: 'class', makers: makersOf(type, types) };
  const all = [type, ...basesOf(type, types)];
  const own = all.filter(({ fqn }) => fqn.startsWith(OWN));
  if (type.datatype !== true) {
    const members = (own.length === 0 ? [type] : own).flatMap(requiredIn);
    return { kind: 'interface', members, makers: makersOf(type, types) };
  }
  return {
    kind: 'struct',
    members: own.flatMap(({ properties = [] }) => properties.map(memberOf)),
    isOpen: own.length < all.length,
  };
}

/** The classes and interfaces that a type extends. */
function basesOf({ base, interfaces = [] }: Declared, types: Types): readonly Declared[] {
  const direct = [...(base === undefined ? [] : [base]), ...interfaces].flatMap(
    (fqn) => types.get(fqn) ?? [],
  );
  return direct.flatMap((one) => [one, ...basesOf(one, types)]);
}

/**
 * The members that every object of an interface has. Of interfaces of other packages, whose later versions have more of them: the name, id
 * and ARN of the resource, and the only member of one that is no resource.
 */
function requiredIn({ fqn, name, properties = [], methods = [] }: Declared): readonly string[] {
  const required = properties.filter(({ optional }) => optional !== true);
  if (fqn.startsWith(OWN)) return [...required, ...methods].map((one) => one.name ?? '');
  const isIdentity = (member: string) => new RegExp(`^${name.slice(1)}(Arn|Id|Name)$`, 'i').test(member);
  const identity = required.filter((one) => isIdentity(one.name));
  const all = [...properties, ...methods];
  return (identity.length === 0 && all.length === 1 ? all : identity).map((one) => one.name ?? '');
}

/** Expressions that create an object of a type: constructors, functions and constants of the classes that are of it. */
function makersOf(type: Declared, types: Types): readonly string[] {
  const namesake = type.fqn.replace(/\.I(?=[A-Z]\w*$)/, '.');
  const isOf = (one: Declared) =>
    one.fqn === type.fqn || basesOf(one, types).some(({ fqn }) => fqn === type.fqn);
  const isNear = ({ fqn }: Declared) =>
    type.fqn.startsWith(OWN) ? fqn.startsWith(OWN) : fqn === namesake || fqn === type.fqn;
  const gives = ({ fqn = '' }: TypeReference) => {
    const given = types.get(fqn);
    return given !== undefined && isOf(given);
  };
  return [...types.values()]
    .filter((one) => one.kind === 'class' && isNear(one))
    .flatMap((one) => {
      const { name, initializer, abstract = false, methods = [], properties = [] } = one;
      const isMade = isOf(one) && initializer !== undefined && initializer.protected !== true && !abstract;
      const functions = methods.filter(({ static: is, returns }) => is && returns && gives(returns.type));
      const constants = properties.filter((property) => property.static && gives(property.type));
      return [
        ...(isMade ? [`new ${name}(…)`] : []),
        ...functions.map((method) => `${name}.${method.name}(…)`),
        ...constants.map((property) => `${name}.${property.name}`),
      ];
    });
}
