import { partitionOf, urlSuffixOf } from '../record/region';
import { Unknown, type Value } from './values/value';

/** A message about the app from the CDK or a construct at synthesis. */
export interface SynthesisMessage {
  readonly severity: 'warning' | 'error';
  /** The path of the construct. */
  readonly path: string;
  readonly message: string;
}

/** A part of the templates that is not read. */
export interface UnreadPart {
  /** The stack, or the resource that makes others. */
  readonly subject: string;
  /** Without a full stop. */
  readonly words: string;
  /** Its content in the template: with another content it makes something else. */
  readonly content: unknown;
}

/** All stacks that are reviewed together, and the findings from reading them. */
export interface Estate {
  /** The source of the stacks: its kind decides what a missing resource means. */
  readonly kind: 'assembly' | 'template';
  /** Where it was read, for messages. */
  readonly path: string;
  readonly stacks: readonly EstateStack[];
  readonly messages: readonly SynthesisMessage[];
  /**
   * The files of assets, as paths that begin with that of the folder, by their hash; of those outside of it, `undefined`. Absent where
   * there is no assembly.
   */
  readonly assets?: ReadonlyMap<string, string | undefined>;
  /** The text of a file in the folder of an asset, by its hash; `undefined` if it is not there. Absent where there is no assembly. */
  readonly assetText?: (hash: string, file: string) => string | undefined;
  /** The parts of the templates that are not read; each is among `unknowns`, too. */
  readonly unread?: readonly UnreadPart[];
  /** Unknown facts, in sentences without a full stop. */
  readonly unknowns: readonly string[];
  /** Problems of what could not be read. */
  readonly problems: readonly string[];
}

/** A resource as a CloudFormation template writes it. Nothing of it is verified but that `Type` is text. */
export interface EstateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly Metadata?: unknown;
  readonly Condition?: unknown;
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
}

/** A CloudFormation template, parsed: of YAML, short forms are written out (`!Ref X` is `{ Ref: X }`). */
export interface EstateTemplate {
  readonly Resources: Readonly<Record<string, EstateResource>>;
  readonly Parameters?: unknown;
  readonly Mappings?: unknown;
  readonly Conditions?: unknown;
  readonly Outputs?: unknown;
  readonly Metadata?: unknown;
  readonly Transform?: unknown;
}

/** The roles that the CDK deploys a stack with. */
export interface BootstrapRoles {
  /** Those that who deploys takes: one deploys, one looks up values. */
  readonly taken: readonly string[];
  /** Those that CloudFormation takes. */
  readonly passed: readonly string[];
}

/** A line of the app's code. */
export interface SourceLine {
  /** As the CDK wrote it: an absolute path on the machine that synthesized. */
  readonly file: string;
  readonly line: number;
}

/** What the manifest says of a construct. */
export interface EstateConstruct {
  /** Without `/` at its beginning. */
  readonly path: string;
  /** Where the app creates it; absent where the CDK wrote no line, or none of the app. */
  readonly source?: SourceLine;
}

/** One stack of a cloud assembly, one plain template, or the template of one stack set. */
export interface EstateStack {
  /** Name of the stack, within its stages; of a nested stack, `parent/logicalId`. */
  readonly name: string;
  /** The path of its construct; absent where no manifest names it. */
  readonly path?: string;
  /** `undefined`: not known before the deployment. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly partition: string | undefined;
  /** The file of the template, for messages. */
  readonly file: string;
  readonly template: EstateTemplate;
  /** Roles of the bootstrap stack, as the manifest writes their ARNs. */
  readonly bootstrapRoles?: BootstrapRoles;
  /** As the manifest says. */
  readonly terminationProtection?: boolean;
  /** Where the app creates it. */
  readonly source?: SourceLine;
  /** The constructs of its resources by logical id; absent where no manifest names them. */
  readonly constructs?: ReadonlyMap<string, EstateConstruct>;
  /** What deploys it; absent for a separate stack. */
  readonly of?: 'nested' | 'stack-set';
  /** The resource that deploys it, whose `Parameters` bind those of the template. */
  readonly parent?: PlacedResource;
  /** The user's values of parameters by name, and of resources, such as `Bucket` and `Bucket.Arn`. */
  readonly given?: ReadonlyMap<string, Value>;
}

/** A resource of a stack. */
export interface PlacedResource {
  readonly stack: EstateStack;
  readonly logicalId: string;
  readonly resource: EstateResource;
}

/** The resources of stacks, of one type or of all. */
export function resourcesOf(stacks: readonly EstateStack[], type?: string): readonly PlacedResource[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, resource]) => type === undefined || resource.Type === type)
      .map(([logicalId, resource]) => ({ stack, logicalId, resource })),
  );
}

/** The nested stacks whose templates were not read. */
export function unreadNestedStacks(stacks: readonly EstateStack[]): readonly PlacedResource[] {
  const read = new Set(stacks.map(({ parent }) => parent?.resource));
  return resourcesOf(stacks, 'AWS::CloudFormation::Stack').filter(({ resource }) => !read.has(resource));
}

/** The path of the construct of a resource, which the CDK writes into the template or the manifest, or not at all. */
export function constructPath({ stack, logicalId, resource }: PlacedResource): string | undefined {
  const { 'aws:cdk:path': path } = (resource.Metadata ?? {}) as Readonly<Record<string, unknown>>;
  return typeof path === 'string' && path !== '' ? path : stack.constructs?.get(logicalId)?.path;
}

/** The display name of a resource: the path of its construct, where the CDK wrote it, else the stack's name and the logical id. */
export function resourceName(placed: PlacedResource): string {
  const path = constructPath(placed);
  return path?.replace(/\/Resource$/, '') ?? `${placed.stack.name}/${placed.logicalId}`;
}

/** The pseudo parameters of a stack; those that only the deployment knows are `Unknown`. */
export function pseudoParameters(stack: EstateStack): Readonly<Record<PseudoParameter, Value>> {
  const { account, region, name } = stack;
  const partition = stack.partition ?? (region === undefined ? undefined : partitionOf(region));
  const known = (value: Value | undefined, parameter: PseudoParameter) =>
    value ?? new Unknown(parameter, 'parameter');
  return {
    'AWS::Partition': known(partition, 'AWS::Partition'),
    'AWS::AccountId': known(/^\d{12}$/.test(account ?? '') ? account : undefined, 'AWS::AccountId'),
    'AWS::Region': known(region, 'AWS::Region'),
    'AWS::URLSuffix': known(partition === undefined ? undefined : urlSuffixOf(partition), 'AWS::URLSuffix'),
    'AWS::StackName': known(stack.of === undefined ? name : undefined, 'AWS::StackName'),
  };
}

type PseudoParameter =
  | 'AWS::Partition'
  | 'AWS::AccountId'
  | 'AWS::Region'
  | 'AWS::URLSuffix'
  | 'AWS::StackName';
