import { callFunction, isFunction } from './call-function';
import {
  type Decided,
  decide,
  deeperIn,
  isJson,
  type Json,
  type Located,
  type Optional,
  type References,
  startIn,
  toJson,
} from './decide-condition';
import { type EstateStack, type PlacedResource, pseudoParameters, resourcesOf } from './estate';
import { RESOURCE_TYPES, renderName } from './names/resource-types';
import { eachSide, split, textOf, unknownBy } from './values/functions';
import {
  Choice,
  canonicalValue,
  MAX_DEPTH,
  OpenText,
  type ResourceAttribute,
  Unknown,
  type Value,
} from './values/value';

/** `Ref` and attributes of a resource. */
export interface Physical {
  readonly ref: Value;
  readonly attributes: Readonly<Record<string, Value>>;
}

interface Exported {
  readonly value: unknown;
  readonly stack: EstateStack;
}

/**
 * Resolves values of templates over all stacks of an estate: what one exports, another imports. A value that only the deployment
 * knows is `Unknown`, `undefined` is certainly absent, and no name is invented.
 */
export class Resolver {
  private readonly physicals = new Map<EstateStack, Map<string, Physical>>();
  /** The resources that names and attributes come from, by the object that refers to them: stacks may share a name. */
  private readonly sources = new WeakMap<ResourceAttribute, PlacedResource>();
  private exported: ReadonlyMap<string, readonly Exported[]> | undefined;
  private named: ReadonlyMap<string, readonly PlacedResource[]> | undefined;

  private readonly references: References = {
    resolve: (json, at) => this.resolve(json, at),
    refer: (name, at) => this.refer(name, at),
    attribute: (id, attribute, at) => this.attribute(id, attribute, at),
    imported: (name, at) => this.imported(name, at),
    stackOutput: (asked, at) => this.stackOutput(asked, at),
  };

  /**
   * @param isKnown whether a name that a resource is given is its name; otherwise it is as unknown as a generated one, which is that
   * resource's alone
   */
  constructor(
    private readonly stacks: readonly EstateStack[],
    private readonly isKnown: (name: Value, stack: EstateStack) => boolean = () => true,
  ) {}

  /** A value of a template with everything that is known put in. */
  value(json: unknown, stack: EstateStack): Optional {
    return this.resolve(json, startIn(stack));
  }

  /** Whether a condition of the template holds; `undefined`: only the deployment knows. */
  holds(condition: string, stack: EstateStack): boolean | undefined {
    return this.decided(condition, stack).holds;
  }

  /** Whether a resource with that `Condition` is created. */
  exists(condition: unknown, stack: EstateStack): boolean | undefined {
    return condition === undefined || this.holds(String(condition), stack);
  }

  /** The words for what decides an open condition, such as `parameter Env = prod`. */
  words(condition: string, stack: EstateStack): string {
    return this.decided(condition, stack).words;
  }

  /** `Ref` and attributes of a resource, as far as its type is known. */
  physical(logicalId: string, stack: EstateStack): Physical | undefined {
    return Object.hasOwn(stack.template.Resources, logicalId)
      ? this.physicalAt(logicalId, startIn(stack))
      : undefined;
  }

  /**
   * The resource of the estate that a value is, or is an attribute of: by reference, name, ARN or URL.
   *
   * @param types decides where resources of several types have the name
   */
  target(value: Optional, types?: readonly string[]): PlacedResource | undefined {
    if (value instanceof Choice) {
      const [one, other] = [this.target(value.one, types), this.target(value.other, types)];
      return one?.resource === other?.resource ? one : undefined;
    }
    if (value instanceof Unknown) return value.of === undefined ? undefined : this.sources.get(value.of);
    if (typeof value !== 'string' && !(value instanceof OpenText)) return undefined;
    const found = this.resourcesNamed(value).filter(
      ({ resource }) => types === undefined || types.includes(resource.Type),
    );
    return found.length === 1 ? found[0] : undefined;
  }

  private decided(condition: string, stack: EstateStack): Decided {
    return decide({ Condition: condition }, this.references, startIn(stack));
  }

  private resolve(json: unknown, at: Located): Optional {
    at.parts.left -= 1;
    if (at.depth > MAX_DEPTH) return unknownBy('a value that refers to itself, or nests too deeply', 'limit');
    if (at.parts.left < 0) return unknownBy('a value of too many parts', 'limit');
    const deeper = deeperIn(at);
    if (typeof json === 'string') return late(json);
    if (Array.isArray(json)) return this.items(json, deeper);
    if (!isJson(json)) return (json ?? null) as Value;
    const entries = Object.entries(json);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && isFunction(name))
      return callFunction({ name, argument }, this.references, deeper);
    const macro = entries.find(([key]) => isFunction(key));
    if (macro !== undefined) return unknownBy(macro[0], 'macro');
    const members = entries.flatMap(([key, each]) => {
      const value = this.resolve(each, deeper);
      return value === undefined ? [] : [[key, value] as const];
    });
    return Object.fromEntries(members);
  }

  private items(list: readonly unknown[], at: Located): readonly Value[] {
    return list.flatMap((each) => {
      const item = this.resolve(each, at);
      return item === undefined ? [] : [item];
    });
  }

  private refer(name: string, at: Located): Optional {
    const { stack } = at;
    if (name === 'AWS::NoValue') return undefined;
    const given = stack.given?.get(name);
    if (given !== undefined) return given;
    if (name.startsWith('AWS::')) {
      const known: Readonly<Record<string, Value>> = pseudoParameters(stack);
      return known[name] ?? unknownBy(name, 'attribute');
    }
    const parameters = toJson(stack.template.Parameters);
    return Object.hasOwn(parameters, name)
      ? this.parameter(name, toJson(parameters[name]), at)
      : this.attribute(name, 'Ref', at);
  }

  private parameter(name: string, declared: Json, at: Located): Optional {
    const { Type: type, Default: byDefault } = declared;
    const { parent } = at.stack;
    const bound = parent === undefined ? undefined : this.bound(parent, name, at);
    if (bound !== undefined) return bound;
    const isText =
      typeof byDefault === 'string' || typeof byDefault === 'number' || typeof byDefault === 'boolean';
    // the default of a parameter of Systems Manager is the name of the value's place, so another name is another
    // value
    if (isText && String(type).startsWith('AWS::SSM'))
      return unknownBy(`parameter ${name} from ${byDefault}`, 'parameter');
    if (!isText) return unknownBy(`parameter ${name}`, 'parameter');
    const text = String(byDefault);
    return /^(CommaDelimitedList|List<)/.test(String(type))
      ? text.split(',').map((each) => each.trim())
      : late(text);
  }

  /** The value to which the resource that deploys a stack binds a parameter: a map in nested stacks, a list in stack sets. */
  private bound({ stack, resource }: PlacedResource, name: string, at: Located): Optional {
    const { Parameters: parameters } = toJson(resource.Properties);
    const item = Array.isArray(parameters)
      ? parameters.map(toJson).find(({ ParameterKey: key }) => key === name)?.ParameterValue
      : toJson(parameters)[name];
    if (item === undefined) return undefined;
    return this.resolve(item, deeperIn(at, stack));
  }

  private attribute(id: string, attribute: string, at: Located): Optional {
    const { stack } = at;
    const resource = Object.hasOwn(stack.template.Resources, id) ? stack.template.Resources[id] : undefined;
    const path = attribute === 'Ref' ? id : `${id}.${attribute}`;
    const given = stack.given?.get(path);
    if (given !== undefined) return given;
    if (resource === undefined)
      return unknownBy(path, stack.template.Transform === undefined ? 'attribute' : 'macro');
    const { ref, attributes } = this.physicalAt(id, at);
    const own =
      attribute === 'Ref' ? ref : Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (own !== undefined) return own;
    return (
      this.nestedOutput(id, attribute, at) ?? this.unknownOf({ stack, logicalId: id, resource }, attribute)
    );
  }

  /** An attribute that CloudFormation gives a resource. */
  private unknownOf(placed: PlacedResource, attribute: string): Unknown {
    const { stack, logicalId } = placed;
    const of = { stack: stack.name, logicalId, attribute };
    this.sources.set(of, placed);
    return new Unknown(attribute === 'Ref' ? logicalId : `${logicalId}.${attribute}`, 'attribute', of);
  }

  /** `Outputs.Name` of a nested stack that was read. */
  private nestedOutput(id: string, attribute: string, at: Located): Optional {
    const [, output = ''] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    const nested = this.stacks.find(
      ({ of, parent }) => of === 'nested' && parent?.logicalId === id && isSame(parent.stack, at.stack),
    );
    if (nested === undefined || output === '') return undefined;
    return this.output(nested, output, at);
  }

  private output(stack: EstateStack, name: string, at: Located): Optional {
    const { Value: value } = toJson(toJson(stack.template.Outputs)[name]);
    return value === undefined ? undefined : this.resolve(value, deeperIn(at, stack));
  }

  private physicalAt(id: string, at: Located): Physical {
    const known = this.physicals.get(at.stack) ?? new Map<string, Physical>();
    this.physicals.set(at.stack, known);
    const existing = known.get(id);
    if (existing !== undefined) return existing;
    const placed = {
      stack: at.stack,
      logicalId: id,
      resource: at.stack.template.Resources[id] as PlacedResource['resource'],
    };
    // in case its name refers to itself
    known.set(id, { ref: this.unknownOf(placed, 'Ref'), attributes: {} });
    const physical = this.toPhysical(placed, { ...deeperIn(at), assumed: new Map() });
    known.set(id, physical);
    return physical;
  }

  private toPhysical(placed: PlacedResource, at: Located): Physical {
    const { stack, resource } = placed;
    const type = RESOURCE_TYPES.get(resource.Type);
    if (type === undefined) return { ref: this.unknownOf(placed, 'Ref'), attributes: {} };
    const properties = toJson(resource.Properties);
    const property = (name: string | undefined) => {
      const given =
        name === undefined || properties[name] === undefined ? undefined : this.resolve(properties[name], at);
      return given === undefined || this.isKnown(given, stack) ? given : undefined;
    };
    const pseudo = pseudoParameters(stack);
    const named = type.ref === '{name}' ? stack.given?.get(placed.logicalId) : undefined;
    const generated = named ?? this.unknownOf(placed, 'name');
    const bus = eachSide(property('EventBusName'), (value) => this.busName(value));
    const onBus = (end: string) => eachSide(bus, (name) => (name === undefined ? '' : textOf([name, end])));
    const name = eachSide(property(type.nameProperty), (given) => given ?? generated);
    const parts = {
      ...{ name, path: property('Path') ?? '/', id: this.unknownOf(placed, 'id') },
      ...{
        partition: pseudo['AWS::Partition'],
        region: pseudo['AWS::Region'],
        account: pseudo['AWS::AccountId'],
      },
      ...{ suffix: pseudo['AWS::URLSuffix'], 'bus|': onBus('|'), 'bus/': onBus('/') },
    };
    const render = (text: string) => textOf(renderName<Optional>(text, parts));
    const attributes = Object.entries(type.attributes).map(([key, text]) => [key, render(text)]);
    return { ref: render(type.ref), attributes: Object.fromEntries(attributes) };
  }

  /** A rule may name its bus, or give its ARN; `undefined` for the default one. */
  private busName(value: Optional): Optional {
    const parts = value === undefined || value instanceof Unknown ? [] : split('/', value);
    const name = Array.isArray(parts) && parts.length > 0 ? (parts as readonly Value[]).at(-1) : value;
    return name === 'default' ? undefined : name;
  }

  private imported(name: Optional, at: Located): Optional {
    return eachSide(name, (each) => {
      this.exported ??= this.exports();
      const all = typeof each === 'string' ? (this.exported.get(each) ?? []) : [];
      const near = all.filter(({ stack }) => isInSamePlace(stack, at.stack));
      const [found, ...others] = all.length > 1 ? near : all;
      if (found === undefined || others.length > 0)
        return unknownBy(`import ${typeof each === 'string' ? each : canonicalValue(each)}`, 'import');
      return this.resolve(found.value, deeperIn(at, found.stack));
    });
  }

  private exports(): ReadonlyMap<string, readonly Exported[]> {
    const found = new Map<string, Exported[]>();
    for (const stack of this.stacks) {
      for (const output of Object.values(toJson(stack.template.Outputs))) {
        const { Value: value, Export: as } = toJson(output);
        const name = as === undefined ? undefined : this.value(toJson(as).Name, stack);
        if (typeof name === 'string') found.set(name, [...(found.get(name) ?? []), { value, stack }]);
      }
    }
    return found;
  }

  /** An output of the one stack of that name in the Region; by default, in that of the stack that asks. */
  private stackOutput(asked: Optional, at: Located): Optional {
    const { StackName: name, OutputName: output, Region: region = at.stack.region } = toJson(asked);
    const [stack, ...others] = this.stacks.filter((each) => each.name === name && each.region === region);
    const found = others.length === 0 && stack !== undefined && typeof output === 'string';
    const value = found ? this.output(stack, output, at) : undefined;
    return value ?? unknownBy(`output ${canonicalValue(asked)}`, 'import');
  }

  private resourcesNamed(value: string | OpenText): readonly PlacedResource[] {
    this.named ??= this.names();
    return this.named.get(canonicalValue(value)) ?? [];
  }

  private names(): ReadonlyMap<string, readonly PlacedResource[]> {
    const found = new Map<string, PlacedResource[]>();
    for (const placed of resourcesOf(this.stacks)) {
      const { ref, attributes } = this.physicalAt(placed.logicalId, startIn(placed.stack));
      const texts = [ref, ...Object.values(attributes)].map((each) => canonicalValue(each));
      // a trail or a subscription filter names a log group with or without the end of its ARN
      const short = texts.filter((text) => text.endsWith(':*"')).map((text) => `${text.slice(0, -3)}"`);
      for (const text of new Set([...texts, ...short])) found.set(text, [...(found.get(text) ?? []), placed]);
    }
    return found;
  }
}

/** Text that refers to a value of another service at deployment is not known. */
function late(text: string): Value {
  if (!text.includes('{{resolve:')) return text;
  const pieces = text.split(/(\{\{resolve:[^}]*\}\})/);
  return textOf(pieces.map((piece, at) => (at % 2 === 0 ? piece : unknownBy(piece, 'parameter'))));
}

function isInSamePlace(one: EstateStack, other: EstateStack): boolean {
  return one.account === other.account && one.region === other.region;
}

function isSame(one: EstateStack, other: EstateStack): boolean {
  return one.name === other.name && isInSamePlace(one, other);
}
