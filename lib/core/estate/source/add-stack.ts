import { isJsonObject } from '../../json/json-value';
import { someOf } from '../../safe-text/one-line';
import {
  constructPath,
  type EstateResource,
  type EstateStack,
  type EstateTemplate,
  type PlacedResource,
  resourcesOf,
  type SynthesisMessage,
  type UnreadPart,
} from '../estate';
import { parseStackTemplate, problemIn } from './parse-template';
import { constructsOf, type NamedConstruct } from './read-constructs';

/** More stacks than an app has. */
const MAX_STACKS = 2_000;

/** Nested stacks in nested stacks. */
const MAX_DEPTH = 10;

/** The types that deploy a template, and what a stack of it is. */
const DEPLOYERS: ReadonlyMap<string, 'nested' | 'stack-set'> = new Map([
  ['AWS::CloudFormation::Stack', 'nested'],
  ['AWS::CloudFormation::StackSet', 'stack-set'],
]);

/** The text of a file of the folder by its path in it, whose separator is `/`; or why it cannot be read. */
export type ReadText = (path: string) => { readonly text: string } | { readonly problem: string };

/** What the user gives for stacks that do not have it: where they are deployed, and values of their parameters. */
export type StackDefaults = Partial<Pick<EstateStack, 'account' | 'region' | 'given'>>;

/** The state of reading an estate. */
export interface Reading {
  /** Before the paths of files, for messages: empty, or the folder with the separator. */
  readonly folder: string;
  /** Absent: there is one template alone. */
  readonly read: ReadText | undefined;
  readonly byDefault: StackDefaults;
  readonly stacks: EstateStack[];
  readonly messages: SynthesisMessage[];
  readonly unknowns: string[];
  readonly unread: UnreadPart[];
  readonly problems: string[];
  /** The files of assets by their hash; of those outside of the folder, `undefined`. */
  readonly assets: Map<string, string | undefined>;
}

/** Where a template belongs. */
export type Place = Omit<EstateStack, 'file' | 'template'>;

interface StackToAdd {
  readonly template: EstateTemplate;
  /** Of the template, in the folder. */
  readonly path: string;
  readonly place: Place;
  readonly depth: number;
  /** Those of the manifest, with those of all nested stacks. */
  readonly constructs?: readonly NamedConstruct[];
}

/** The beginning: nothing has been read. */
export function newReading(folder: string, read?: ReadText, byDefault: StackDefaults = {}): Reading {
  const lists = { stacks: [], messages: [], unknowns: [], unread: [], problems: [] };
  return { folder, read, byDefault, ...lists, assets: new Map() };
}

/** Adds a stack, the stacks that its resources deploy, and what of it is not read. */
export function addStack({ template, path, place, depth, constructs }: StackToAdd, reading: Reading): void {
  const { stacks } = reading;
  if (stacks.length >= MAX_STACKS) {
    if (stacks.length === MAX_STACKS)
      reading.problems.push(`there are more than ${MAX_STACKS} stacks; ${path} and more are not read`);
    return;
  }
  const { parent, of } = place;
  // those of a stack set are of an app of their own
  const named = constructs && of !== 'stack-set' && constructsOf(constructs, parent && constructPath(parent));
  const file = `${reading.folder}${path}`;
  const stack: EstateStack = { ...place, file, template, ...(named && { constructs: named }) };
  stacks.push(stack);
  for (const part of unreadIn(stack)) addUnread(part, reading);
  reading.unknowns.push(...defaultsIn(stack));
  for (const placed of resourcesOf([stack])) {
    const of = DEPLOYERS.get(placed.resource.Type);
    if (of !== undefined)
      addDeployed(placed, of, { path, depth: depth + 1, reading, ...(constructs && { constructs }) });
  }
}

interface Within {
  /** Of the template that the resource is in. */
  readonly path: string;
  readonly depth: number;
  readonly reading: Reading;
  readonly constructs?: readonly NamedConstruct[];
}

function addDeployed(parent: PlacedResource, of: 'nested' | 'stack-set', within: Within): void {
  const { stack, logicalId } = parent;
  const { path, depth, reading, constructs } = within;
  const found = depth > MAX_DEPTH ? undefined : templateOf(parent, within);
  if (found === undefined) {
    const what = of === 'nested' ? 'nested stack' : 'stack set';
    const where = reading.read === undefined ? 'template' : 'folder';
    const words = `the template of the ${what} is not in the ${where}`;
    addUnread({ subject: `${stack.name}/${logicalId}`, words, content: madeFrom(parent.resource) }, reading);
    return;
  }
  const { account, region, partition } = of === 'nested' ? stack : { ...placeOfInstances(parent) };
  const place = { name: `${stack.name}/${logicalId}`, account, region, partition, of, parent };
  const { template } = found;
  addStack({ template, path: found.path ?? path, place, depth, ...(constructs && { constructs }) }, reading);
}

function addUnread(part: UnreadPart, { unread, unknowns }: Reading): void {
  unread.push(part);
  unknowns.push(`${part.subject}: ${part.words}`);
}

interface FoundTemplate {
  readonly template: EstateTemplate;
  /** Absent: it is in the template of the parent. */
  readonly path?: string;
}

/** The template of a resource: in it, in the file that the CDK names in the metadata, or in the asset whose hash the URL has. */
function templateOf(
  { stack, logicalId, resource }: PlacedResource,
  within: Within,
): FoundTemplate | undefined {
  const { path: parentPath, reading } = within;
  const { TemplateBody: body, TemplateURL: url } = isJsonObject(resource.Properties)
    ? resource.Properties
    : {};
  if (typeof body === 'string') {
    const parsed = parseStackTemplate(body);
    if ('value' in parsed) return { template: parsed.value };
    reading.problems.push(problemIn(`${parentPath}: the template in ${stack.name}/${logicalId}`, parsed));
    return undefined;
  }
  const asset = isJsonObject(resource.Metadata) ? resource.Metadata['aws:asset:path'] : undefined;
  const folder = parentPath.slice(0, parentPath.lastIndexOf('/') + 1);
  const [, hash = ''] = /([0-9a-f]{64})\.\w+/.exec(JSON.stringify(url ?? '')) ?? [];
  const path = typeof asset === 'string' ? pathWithin(folder, asset) : reading.assets.get(hash);
  const template = path === undefined ? undefined : templateAt(path, reading);
  return path === undefined || template === undefined ? undefined : { template, path };
}

/** The one account and Region of the instances of a stack set, if there is one. */
function placeOfInstances({
  stack,
  resource,
}: PlacedResource): Pick<Place, 'account' | 'region' | 'partition'> {
  const { StackInstancesGroup: groups } = isJsonObject(resource.Properties) ? resource.Properties : {};
  const listed = (Array.isArray(groups) ? groups : []).filter(isJsonObject);
  const only = (lists: readonly unknown[]): string | undefined => {
    const all = new Set(lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : [list])));
    const [one] = all;
    return all.size === 1 && typeof one === 'string' ? one : undefined;
  };
  const targets = listed.map(({ DeploymentTargets: of }) =>
    // the accounts of a difference are those that it leaves out
    isJsonObject(of) && of.AccountFilterType !== 'DIFFERENCE' ? of.Accounts : undefined,
  );
  const region = only(listed.map(({ Regions: regions }) => regions));
  return { account: only(targets), region, partition: stack.partition };
}

/** Reads a template; a fault in it is reported as a problem. */
export function templateAt(path: string, { read, problems }: Reading): EstateTemplate | undefined {
  const file = read?.(path);
  if (file === undefined) return undefined;
  const parsed = 'problem' in file ? file : parseStackTemplate(file.text);
  if ('value' in parsed) return parsed.value;
  problems.push(problemIn(path, parsed));
  return undefined;
}

/** The path of a file that is named relative to a folder; `undefined` where it is outside of the assembly. */
export function pathWithin(folder: string, relative: string): string | undefined {
  if (/^([/\\]|[A-Za-z]:)/.test(relative)) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}${relative}`.split(/[/\\]/)) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '..' && segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}

/** A transform that adds functions, and changes nothing else. */
const LANGUAGE = 'AWS::LanguageExtensions';

/** Maximum number of names of parameters in one sentence. */
const MAX_NAMES = 10;

/** The sections of a template that are read, or that only describe the template. */
const SECTIONS = new Set([
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Rules', 'Mappings', 'Conditions'],
  ...['Transform', 'Resources', 'Outputs'],
]);

/** The parts of a template that are not read. */
function unreadIn(stack: EstateStack): readonly UnreadPart[] {
  const { name, template } = stack;
  const transforms = [template.Transform].flat().map((each) => (isJsonObject(each) ? each.Name : each));
  const changing = transforms.filter((each) => each !== undefined && each !== LANGUAGE);
  const sections = Object.entries(template).filter(([section]) => !SECTIONS.has(section));
  return [
    ...changing.map((each) => ({
      ...{ subject: name, words: `what the transform ${String(each)} makes of the template is not read` },
      content: template.Transform,
    })),
    ...sections.map(([section, content]) => ({
      ...{ subject: name, words: `the section ${section} of the template is not read`, content },
    })),
    ...macrosIn(template).map(([path, content]) => ({
      ...{ subject: name, words: `what the macro at ${path} makes is not read`, content },
    })),
    ...resourcesOf([stack]).flatMap(({ logicalId, resource }) => {
      const made = MAKERS.find(([type]) => type.test(resource.Type))?.[1];
      const words = `the resources of the ${made} are not read`;
      return made === undefined
        ? []
        : [{ subject: `${name}/${logicalId}`, words, content: madeFrom(resource) }];
    }),
  ];
}

/** Calls of macros in a part of a template, which may change everything next to them; in properties, they are unknown values. */
function macrosIn(json: unknown, path: readonly string[] = []): readonly (readonly [string, unknown])[] {
  if (path[0] === 'Resources' && path[2] === 'Properties') return [];
  if (Array.isArray(json)) return json.flatMap((each) => macrosIn(each, path));
  if (!isJsonObject(json)) return [];
  return Object.entries(json).flatMap(([key, each]) =>
    key === 'Fn::Transform' ? [[path.join('.'), each] as const] : macrosIn(each, [...path, key]),
  );
}

/** The content that decides what a resource makes. */
function madeFrom({ Type, Properties }: EstateResource): unknown {
  return { Type, Properties };
}

/** Types that make resources from content outside the template. */
const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/::MODULE$/, 'module'],
  [/^AWS::ServiceCatalog::CloudFormationProvisionedProduct$/, 'product'],
];

/** The parameters of a template that are taken with their defaults, in sentences without a full stop. */
function defaultsIn({ name, template, parent, given }: EstateStack): readonly string[] {
  const { Parameters: bound } = isJsonObject(parent?.resource.Properties) ? parent.resource.Properties : {};
  const isBound = (parameter: string) =>
    given?.has(parameter) === true ||
    (Array.isArray(bound)
      ? bound.some((each) => isJsonObject(each) && each.ParameterKey === parameter)
      : isJsonObject(bound) && Object.hasOwn(bound, parameter));
  const names = Object.entries(isJsonObject(template.Parameters) ? template.Parameters : {}).flatMap(
    ([parameter, declared]) => {
      const { Type: type, Default: byDefault } = isJsonObject(declared) ? declared : {};
      const isTaken = byDefault !== undefined && !String(type).startsWith('AWS::SSM') && !isBound(parameter);
      return isTaken ? [parameter] : [];
    },
  );
  if (names.length === 0) return [];
  return [`${name}: parameters are taken with their defaults: ${someOf(names, MAX_NAMES)}`];
}
