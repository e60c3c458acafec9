import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import { partitionOf } from '../../../lib/core/record/region';
import { namePropertyOf, type Place, toPhysicalResource } from './physical-resource';

/** A synthesized CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
}

/** One resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
}

/** A stack, and what its template leaves to the deployment. */
export interface Deployment extends Place {
  readonly template: Template;
  readonly stackName: string;
  /** Values of exports of other stacks, by export name. */
  readonly imports?: Readonly<Record<string, string>>;
  /** Resources that stand already, by logical id; names and ARNs of the others are worked out. */
  readonly made?: Readonly<Record<string, PhysicalResource>>;
}

type Resolve = (argument: unknown) => unknown;

/**
 * A value of the template as it will be once deployed, every intrinsic function in it replaced. Resources that have no
 * name of their own get one from the stack and the logical id.
 *
 * Throws on what it cannot tell: parameters, conditions, mappings, attributes it does not know.
 */
export function resolveValue(value: unknown, deployment: Deployment): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, deployment));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    if (entries.length > 1) throw new Error(`${only[0]} stands beside other keys: ${JSON.stringify(value)}`);
    return resolveIntrinsic(only[0], only[1], deployment);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveValue(item, deployment)]));
}

/** Like `resolveValue`, for a value that must come out as text. */
export function resolveText(value: unknown, deployment: Deployment): string {
  const text = resolveValue(value, deployment);
  if (typeof text === 'string') return text;
  throw new Error(`${JSON.stringify(value)} does not come out as text`);
}

/** What the stack exports to other stacks, by export name. */
export function exportsOf(deployment: Deployment): Readonly<Record<string, string>> {
  const exported = Object.values(deployment.template.Outputs ?? {}).flatMap((output) =>
    output.Export === undefined
      ? []
      : [[resolveText(output.Export.Name, deployment), resolveText(output.Value, deployment)]],
  );
  return Object.fromEntries(exported);
}

/** The resource with that logical id, as it will stand in its account. */
export function physicalResource(logicalId: string, deployment: Deployment): PhysicalResource {
  const made = deployment.made?.[logicalId];
  if (made !== undefined) return made;
  const resource = deployment.template.Resources?.[logicalId];
  if (resource === undefined) throw new Error(`the template has no resource '${logicalId}'`);
  const { Type: type, Properties: properties = {} } = resource;
  const nameProperty = namePropertyOf(type);
  const given = nameProperty === undefined ? undefined : properties[nameProperty];
  const name =
    given === undefined ? generatedName(logicalId, type, deployment) : resolveText(given, deployment);
  const path = properties.Path === undefined ? '/' : resolveText(properties.Path, deployment);
  const bus = busOf(properties.EventBusName, deployment);
  return toPhysicalResource(type, { name, path, ...(bus === undefined ? {} : { bus }), place: deployment });
}

/** A rule may name its bus or give its ARN. */
function busOf(value: unknown, deployment: Deployment): string | undefined {
  if (value === undefined) return undefined;
  const bus = resolveText(value, deployment).split('/').at(-1);
  return bus === 'default' ? undefined : bus;
}

/** As CloudFormation makes it, but for the random letters at its end; that of a bucket in small letters. */
function generatedName(logicalId: string, type: string, { stackName }: Deployment): string {
  const name = `${stackName}-${logicalId}`;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

function resolveIntrinsic(name: string, argument: unknown, deployment: Deployment): unknown {
  const resolve: Resolve = (value) => resolveValue(value, deployment);
  switch (name) {
    case 'Ref':
      return resolveRef(String(argument), deployment);
    case 'Fn::GetAtt':
      return resolveAttribute(argument, deployment);
    case 'Fn::Join':
      return join(argument, resolve);
    case 'Fn::Select':
      return select(argument, resolve);
    case 'Fn::Split':
      return split(argument, resolve);
    case 'Fn::Sub':
      return substitute(argument, deployment);
    case 'Fn::ImportValue':
      return importValue(resolveText(argument, deployment), deployment);
    default:
      throw new Error(`${name} is not resolved here: ${JSON.stringify(argument)}`);
  }
}

function resolveRef(name: string, deployment: Deployment): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': partitionOf(deployment.region),
    'AWS::AccountId': deployment.accountId,
    'AWS::Region': deployment.region,
    'AWS::URLSuffix': deployment.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
    'AWS::StackName': deployment.stackName,
    'AWS::StackId': `arn:${partitionOf(deployment.region)}:cloudformation:${deployment.region}:${deployment.accountId}:stack/${deployment.stackName}/1`,
  };
  return pseudo[name] ?? physicalResource(name, deployment).ref;
}

function resolveAttribute(argument: unknown, deployment: Deployment): string {
  const [logicalId = '', ...rest] = typeof argument === 'string' ? argument.split('.') : asList(argument);
  const attribute = rest.join('.');
  const value = physicalResource(String(logicalId), deployment).attributes[attribute];
  if (value === undefined) throw new Error(`attribute '${attribute}' of '${logicalId}' is not known`);
  return value;
}

function join(argument: unknown, resolve: Resolve): string {
  const [delimiter, parts] = asList(argument);
  return asList(resolve(parts)).map(asText).join(asText(delimiter));
}

function select(argument: unknown, resolve: Resolve): unknown {
  const [index, list] = asList(argument);
  const values = asList(resolve(list));
  const value = values[Number(resolve(index))];
  if (value === undefined)
    throw new Error(`Fn::Select finds nothing at ${index} of ${JSON.stringify(values)}`);
  return value;
}

function split(argument: unknown, resolve: Resolve): readonly string[] {
  const [delimiter, text] = asList(argument);
  return asText(resolve(text)).split(asText(delimiter));
}

/** `${Id}`, `${Id.Attribute}`, `${AWS::Region}`, variables of the second argument, and `${!kept as it is}`. */
function substitute(argument: unknown, deployment: Deployment): string {
  const [text, variables = {}] = typeof argument === 'string' ? [argument] : asList(argument);
  const own = resolveValue(variables, deployment) as Readonly<Record<string, unknown>>;
  return asText(text).replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(own, name)) return asText(own[name]);
    return name.includes('.') ? resolveAttribute(name, deployment) : resolveRef(name, deployment);
  });
}

function importValue(name: string, { imports = {} }: Deployment): string {
  const value = imports[name];
  if (value === undefined) throw new Error(`no stack exports '${name}'`);
  return value;
}

function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${JSON.stringify(value)} is not a list`);
}

function asText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`${JSON.stringify(value)} is not text`);
}
