import type { TemplateResource } from '../../../test/access/template/intrinsic';
import { toCreatable } from '../../../test/access/template/to-creatable';
import { inOrder, parametersOf } from '../emulator/deploy-estate';
import type { SynthesizedTemplate } from '../scenario-templates';
import { toAcceptedDefinition } from '../states/interpreter';
import { CloudFormationStack, type StackState } from './cloudformation-stack';
import { LOST } from './engine-types';
import type { LocalStack } from './start-localstack';

/** The engine, and which types it creates. */
export interface Engine {
  readonly localStack: LocalStack;
  readonly isCreatable: (type: string) => boolean;
}

/** The templates of an app at one time. */
export interface Version {
  readonly name: string;
  readonly templates: readonly SynthesizedTemplate[];
}

/** What became of an estate in the engine. */
export interface EstateLife {
  /** One line for each thing that went wrong. */
  readonly problems: readonly string[];
  /** How many resources were created, over all versions. */
  readonly created: number;
  /** How many stacks were changed. */
  readonly changed: number;
  /** The types that the engine was not asked for. */
  readonly leftOut: ReadonlySet<string>;
  /** The types of which the engine failed to delete a resource. */
  readonly undeleted: ReadonlySet<string>;
}

/** A stack that stands, and the resources of its last version. */
interface StandingStack {
  readonly stack: CloudFormationStack;
  readonly body: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Physical ids, by logical id. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Creates the stacks of an estate as its first version has them, changes them to each version that follows, and deletes them in the
 * end, the last one first. Each step must end as complete, with every resource of the template, and what is kept when its stack goes is
 * never replaced. That it is kept cannot be seen: the engine takes no notice of a DeletionPolicy.
 */
export async function liveThrough(engine: Engine, versions: readonly Version[]): Promise<EstateLife> {
  const life = new Life(engine);
  for (const version of versions) if (life.problems.length === 0) await life.deploy(version);
  await life.deleteAll();
  return life;
}

class Life implements EstateLife {
  readonly problems: string[] = [];
  readonly leftOut = new Set<string>();
  readonly undeleted = new Set<string>();
  created = 0;
  changed = 0;
  private readonly standing = new Map<string, StandingStack>();

  constructor(private readonly engine: Engine) {}

  async deploy({ name, templates }: Version): Promise<void> {
    for (const synthesized of inOrder(templates)) {
      const values = parametersOf(synthesized, templates);
      const { template, leftOut } = toCreatable({ ...synthesized, made: values }, this.engine.isCreatable);
      for (const type of leftOut) this.leftOut.add(type);
      const resources = template.Resources ?? {};
      const body = JSON.stringify(template, accepted);
      const before = this.standing.get(synthesized.path);
      if (Object.keys(resources).length === 0 || before?.body === body) continue;
      const stack = before?.stack ?? new CloudFormationStack(this.engine.localStack, synthesized);
      const parameters = Object.keys(template.Parameters ?? {}).map((ParameterKey) => ({
        ...{ ParameterKey, ParameterValue: values[ParameterKey]?.ref ?? '' },
      }));
      const made = { body, parameters };
      const operation = before === undefined ? stack.create(made) : stack.update(made);
      const state = await operation.catch(({ message }: Error) => ({ status: message, resources: [] }));
      const after = { stack, body, resources, ids: idsOf(state) };
      this.judge(`${name}: ${synthesized.path}`, state, { before, after });
      this.standing.set(synthesized.path, after);
    }
  }

  private judge(
    where: string,
    { status, resources }: StackState,
    { before, after }: { readonly before: StandingStack | undefined; readonly after: StandingStack },
  ): void {
    if (before === undefined) this.created += after.ids.size;
    else this.changed += 1;
    const say = (problem: string) => this.problems.push(`${where}: ${problem}`);
    const isComplete = status === (before === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
    if (!isComplete) say(`the stack is ${status}`);
    for (const { ResourceStatus, LogicalResourceId, ResourceStatusReason = '' } of resources)
      if (ResourceStatus?.endsWith('_FAILED')) say(`${LogicalResourceId}: ${ResourceStatusReason}`);
    for (const [logicalId, { Type }] of Object.entries(after.resources))
      if (isComplete && !after.ids.has(logicalId) && (before === undefined || !(Type in LOST)))
        say(`${Type} ${logicalId} is missing`);
    for (const [logicalId, resource] of Object.entries(before?.resources ?? {}))
      if (
        isComplete &&
        isKept(resource) &&
        logicalId in after.resources &&
        after.ids.get(logicalId) !== before?.ids.get(logicalId)
      )
        say(`${resource.Type} ${logicalId}, which is kept, was replaced`);
  }

  /** What the engine leaves is deleted, too: the next estate may have one of that name. */
  async deleteAll(): Promise<void> {
    for (const [path, { stack, resources, ids }] of [...this.standing].reverse()) {
      const { status, resources: left } = await deleted(stack);
      // After changes, the engine may fail to delete what it has lost track of: it names that.
      for (const { ResourceStatus, ResourceType = '' } of left)
        if (ResourceStatus === 'DELETE_FAILED') this.undeleted.add(ResourceType);
      if (status !== 'gone' && this.undeleted.size === 0)
        this.problems.push(`${path}: deleted, the stack is ${status}`);
      for (const [logicalId, { Type }] of Object.entries(resources))
        if (NAMED.includes(Type)) await stack.deleteNamed(Type, ids.get(logicalId) ?? logicalId);
    }
  }
}

/** How often a stack is deleted of which the engine says that it failed, and names no resource: at times it does so under load. */
const MAX_DELETIONS = 3;

async function deleted(stack: CloudFormationStack): Promise<StackState> {
  let state = await stack.delete();
  for (let more = 1; more < MAX_DELETIONS && isUnexplained(state); more++) state = await stack.delete();
  return state;
}

function isUnexplained({ status, resources }: StackState): boolean {
  return status !== 'gone' && !resources.some(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
}

/** Types of which the engine may leave one with a name. */
const NAMED: readonly string[] = ['AWS::S3::Bucket', 'AWS::KMS::Alias'];

/** Definitions of state machines as the engine takes them. */
function accepted(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? toAcceptedDefinition(value) : value;
}

/** Whether CloudFormation leaves it when its stack goes. */
function isKept({ DeletionPolicy = 'Delete' }: TemplateResource): boolean {
  return DeletionPolicy.startsWith('Retain');
}

function idsOf({ resources }: StackState): ReadonlyMap<string, string> {
  return new Map(
    resources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}
