import { createHash } from 'node:crypto';
import type { EstateStack } from '../../estate/estate-stack';
import {
  namePropertyOf,
  type PhysicalResource,
  toPhysicalResource,
} from '../../estate/names/physical-resource';
import { partitionOf } from '../../record/partition';
import { asJson, asList, asText, unknownsIn, unknownText } from './unknown-text';

/** Stands for an account that only the deployment knows: no account has this number. */
export const UNKNOWN_ACCOUNT = '000000000000';

interface Exported {
  readonly value: unknown;
  readonly stack: EstateStack;
}

interface Located {
  readonly stack: EstateStack;
  readonly depth: number;
}

/** References that lead further than this are taken as unknown; templates that work stay far below it. */
const MAX_DEPTH = 40;

/** Longer text is unknown: no name, ARN, pattern or policy is as long. */
const MAX_LENGTH = 256 * 1024;

/** The account of a stack, or the number that stands for one that is not known. */
export function accountOf(stack: EstateStack): string {
  return stack.account !== undefined && /^\d{12}$/.test(stack.account) ? stack.account : UNKNOWN_ACCOUNT;
}

/** The Region of a stack, or a name that no Region has. */
export function regionOf({ region, partition }: EstateStack): string {
  if (region !== undefined) return region;
  if (partition === 'aws-cn') return 'cn-unknown-1';
  return partition === 'aws-us-gov' ? 'us-gov-unknown-1' : 'unknown-1';
}

/** Resolves values over all stacks of an assembly: what one exports, another imports. */
export class Values {
  private readonly physicals = new Map<EstateStack, Map<string, PhysicalResource | undefined>>();
  private exported: ReadonlyMap<string, Exported> | undefined;

  constructor(private readonly stacks: readonly EstateStack[]) {}

  /** A value with everything that is known put in; what only the deployment knows is `unknownText`. */
  resolve(value: unknown, stack: EstateStack): unknown {
    return this.resolveAt(value, { stack, depth: 0 });
  }

  /** `Ref` and attributes of a resource; undefined when its type has none that are known here. */
  physical(logicalId: string, stack: EstateStack, depth = 0): PhysicalResource | undefined {
    const known = this.physicals.get(stack) ?? new Map<string, PhysicalResource | undefined>();
    this.physicals.set(stack, known);
    if (!known.has(logicalId)) {
      // in case its name refers to itself
      known.set(logicalId, undefined);
      known.set(logicalId, this.toPhysical(logicalId, { stack, depth: depth + 1 }));
    }
    return known.get(logicalId);
  }

  /** False when a resource's condition does not hold. */
  exists(condition: unknown, stack: EstateStack): boolean {
    return (
      condition === undefined || this.conditionHolds({ Condition: condition }, { stack, depth: 0 }) !== false
    );
  }

  private resolveAt(value: unknown, at: Located): unknown {
    if (at.depth > MAX_DEPTH) return unknownText('a value that refers to itself');
    const deeper = { ...at, depth: at.depth + 1 };
    if (Array.isArray(value)) return value.map((item) => this.resolveAt(item, deeper)).filter(isGiven);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::')))
      return this.call(name, argument, deeper);
    const resolved = entries.map(([key, item]) => [key, this.resolveAt(item, deeper)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => isGiven(item)));
  }

  private call(name: string, argument: unknown, at: Located): unknown {
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? this.refer(argument, at) : unknownText('Ref');
      case 'Fn::GetAtt':
        return this.attribute(asList(argument).map(asText).join('.'), at);
      case 'Fn::Sub':
        return this.substituted(argument, at);
      case 'Fn::If': {
        const [condition, yes, no] = asList(argument);
        const holds = this.conditionHolds({ Condition: condition }, at);
        return holds === undefined
          ? unknownText(`condition ${asText(condition)} (${digest([yes, no])})`)
          : this.resolveAt(holds ? yes : no, at);
      }
      default:
        return this.callOnValues(name, this.resolveAt(argument, at), at);
    }
  }

  /** Functions whose arguments are resolved first. */
  private callOnValues(name: string, argument: unknown, at: Located): unknown {
    const [first, second, third] = asList(argument);
    switch (name) {
      case 'Fn::Join':
        return withinLimit(asList(second).map(asText).join(asText(first)));
      case 'Fn::Select':
        return asList(second)[Number(first)] ?? unknownText('Fn::Select');
      case 'Fn::Split':
        return typeof second === 'string' && typeof first === 'string' && first !== ''
          ? second.split(first)
          : [];
      case 'Fn::ImportValue':
        return this.imported(first, at);
      case 'Fn::GetStackOutput':
        return this.stackOutput(asJson(argument), at);
      case 'Fn::FindInMap': {
        const mapping = asJson(asJson(at.stack.template.Mappings)[asText(first)]);
        return asJson(mapping[asText(second)])[asText(third)] ?? unknownText(`mapping ${asText(first)}`);
      }
      default:
        return unknownText(name);
    }
  }

  private refer(name: string, at: Located): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = pseudoParameter(name, at.stack);
    if (pseudo !== undefined) return pseudo;
    const parameters = asJson(at.stack.template.Parameters);
    if (!Object.hasOwn(parameters, name)) return this.attribute(name, at);
    const { Type: type, Default: given } = asJson(parameters[name]);
    const isText = (typeof given === 'string' && given !== '') || typeof given === 'number';
    return isText && !String(type).startsWith('AWS::SSM') ? String(given) : unknownText(`parameter ${name}`);
  }

  /** `Id` or `Id.Attribute`. What is in the template and has no ARN that is known here is a name like no other. */
  private attribute(path: string, { stack, depth }: Located): string {
    const [id = '', ...rest] = path.split('.');
    const physical = this.physical(id, stack, depth);
    const value = rest.length === 0 ? physical?.ref : physical?.attributes[rest.join('.')];
    if (value !== undefined) return value;
    const { Resources } = stack.template;
    const type = Object.hasOwn(Resources, id) ? Resources[id]?.Type : undefined;
    const isElsewhere = type === undefined || /^(Custom::|AWS::CloudFormation::)/.test(type);
    return isElsewhere ? unknownText(path) : `${stack.name}-${path}`;
  }

  private imported(name: unknown, at: Located): unknown {
    this.exported ??= this.exports();
    const output = typeof name === 'string' ? this.exported.get(name) : undefined;
    if (output === undefined) return unknownText(`import ${asText(name)}`);
    return this.resolveAt(output.value, { stack: output.stack, depth: at.depth + 1 });
  }

  /** An output of the one stack of that name in the Region; by default, in that of the stack that asks. */
  private stackOutput(argument: Readonly<Record<string, unknown>>, at: Located): unknown {
    const { StackName: name, OutputName: output, Region: region = regionOf(at.stack) } = argument;
    const [stack, ...others] = this.stacks.filter((each) => each.name === name && regionOf(each) === region);
    const { Value: value } = asJson(asJson(stack?.template.Outputs)[asText(output)]);
    if (stack === undefined || others.length > 0 || value === undefined)
      return unknownText(`output ${asText(output)} of the stack ${asText(name)}`);
    return this.resolveAt(value, { stack, depth: at.depth + 1 });
  }

  private exports(): ReadonlyMap<string, Exported> {
    const found = this.stacks.flatMap((stack) =>
      Object.values(asJson(stack.template.Outputs)).flatMap((output) => {
        const { Value: value, Export: as } = asJson(output);
        const name = this.resolve(asJson(as).Name, stack);
        return typeof name === 'string' ? [[name, { value, stack }] as const] : [];
      }),
    );
    return new Map(found);
  }

  private substituted(argument: unknown, at: Located): string {
    const [text, variables] = asList(argument);
    const own = asJson(variables);
    return withinLimit(asText(text)).replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(own, name)) return asText(this.resolveAt(own[name], at));
      return asText(name.includes('.') ? this.attribute(name, at) : this.refer(name, at));
    });
  }

  private toPhysical(id: string, at: Located): PhysicalResource | undefined {
    const { stack } = at;
    const resource = Object.hasOwn(stack.template.Resources, id) ? stack.template.Resources[id] : undefined;
    if (resource === undefined || !isNamed(resource.Type)) return undefined;
    const properties = asJson(resource.Properties);
    const text = (value: unknown, otherwise: string) => {
      const resolved = value === undefined ? undefined : this.resolveAt(value, at);
      return typeof resolved === 'string' && unknownsIn(resolved).length === 0 ? resolved : otherwise;
    };
    const property = namePropertyOf(resource.Type);
    const made = `${stack.name.replaceAll('/', '-')}-${id}`;
    const generated = resource.Type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
    const bus = text(properties.EventBusName, 'default').split('/').at(-1);
    return toPhysicalResource(resource.Type, {
      name: text(property === undefined ? undefined : properties[property], generated),
      path: text(properties.Path, '/'),
      place: { accountId: accountOf(stack), region: regionOf(stack) },
      ...(bus === undefined || bus === 'default' ? {} : { bus }),
    });
  }

  /** Undefined: only the deployment knows. */
  private conditionHolds(condition: unknown, at: Located): boolean | undefined {
    if (at.depth > MAX_DEPTH) return undefined;
    const deeper = { ...at, depth: at.depth + 1 };
    const [name = '', argument] = Object.entries(asJson(condition))[0] ?? [];
    switch (name) {
      case 'Condition':
        return this.conditionHolds(asJson(at.stack.template.Conditions)[asText(argument)], deeper);
      case 'Fn::Equals': {
        const [left = '', right = ''] = asList(this.resolveAt(argument, deeper)).map(asText);
        const isOpen = unknownsIn(left + right).length > 0 || [left, right].includes(UNKNOWN_ACCOUNT);
        return isOpen || /unknown-1$/.test(left) || /unknown-1$/.test(right) ? undefined : left === right;
      }
      case 'Fn::Not':
      case 'Fn::And':
      case 'Fn::Or':
        return combined(
          name,
          asList(argument).map((item) => this.conditionHolds(item, deeper)),
        );
      default:
        return undefined;
    }
  }
}

function withinLimit(text: string): string {
  return text.length > MAX_LENGTH ? unknownText(`text of ${text.length} characters, ${digest(text)}`) : text;
}

function combined(
  name: 'Fn::Not' | 'Fn::And' | 'Fn::Or',
  parts: readonly (boolean | undefined)[],
): boolean | undefined {
  if (name === 'Fn::Not') return parts[0] === undefined ? undefined : !parts[0];
  const decisive = name === 'Fn::Or';
  if (parts.includes(decisive)) return decisive;
  return parts.includes(undefined) ? undefined : !decisive;
}

function pseudoParameter(name: string, stack: EstateStack): string | undefined {
  const region = regionOf(stack);
  switch (name) {
    case 'AWS::Partition':
      return stack.partition ?? partitionOf(region);
    case 'AWS::AccountId':
      return accountOf(stack);
    case 'AWS::Region':
      return region;
    case 'AWS::URLSuffix':
      return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::StackName':
      return stack.name;
    default:
      return undefined;
  }
}

/** So that another value that is not known is another text. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 12);
}

/** Whether names and ARNs of the type are known here. */
function isNamed(type: string): boolean {
  try {
    namePropertyOf(type);
    return true;
  } catch {
    return false;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
