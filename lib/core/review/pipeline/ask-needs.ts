import type { PlacedResource } from '../../estate/estate';
import type { Resolver } from '../../estate/resolver';
import type { Value } from '../../estate/values/value';
import type { Need } from '../../inventory/model';
import { itemsAt, valueAt } from '../../inventory/property-path';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { everyTextOf, matchesPattern } from '../../policy/evaluation/text-pattern';
import { templateAsker } from '../access/access-cells';
import { type Asker, controlsFor, namedAsker } from '../access/asker';
import { CellCollector } from '../access/cell-collector';
import { evidenceOf } from '../access/evidence';
import type { Evidence } from '../access/evidence-actions';
import {
  type AskedAction,
  EVIDENCE_TYPES,
  type NamedPlace,
  OBJECTS,
  STREAMS,
} from '../access/evidence-actions';
import type { ActionCell } from '../access/grouped-cells';
import type { AttachedPolicies } from '../access/policies/attached-policies';
import { type ReadStatement, readStatements } from '../access/read-statement';
import { likeNames, type Requirement } from '../access/requirement';
import { accountOf, regionOf, type Values } from '../access/template-values';
import type { PipelineResource } from './pipeline-graph';

/** A need of one resource of the pipeline, and how the policies meet it. */
export interface AskedNeed {
  readonly holder: PipelineResource;
  /** The property that refers to the target, as the entry writes it. */
  readonly path: string;
  readonly target: PipelineResource;
  readonly need: Need;
  readonly action: string;
  /** The principal and the resource of the need, as cells of access name them. */
  readonly who: string;
  readonly what: string;
  /** The ways in which it is allowed; none: it is refused. */
  readonly ways: readonly ActionCell[];
}

/** One side of a comparison, as far as needs are concerned. */
export interface NeedsInput {
  readonly pipeline: readonly PipelineResource[];
  readonly resolver: Resolver;
  readonly values: Values;
  readonly policies: AttachedPolicies;
}

/** The permissions on the encryption key that a principal with access to a resource needs. */
const WITH_KEY: Readonly<Record<string, readonly Need['actions'][number][]>> = {
  's3:PutObject': ['kms:GenerateDataKey'],
  's3:GetObject': ['kms:Decrypt'],
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
};

/** Where the names are that a need concerns, if they are inside its target. */
const INSIDE: Readonly<Record<string, NamedPlace>> = {
  'AWS::S3::Bucket': OBJECTS,
  'AWS::Logs::LogGroup': STREAMS,
};

/** Services whose types have another name than the prefix of their actions. */
const SERVICE_OF_TYPE: Readonly<Record<string, string>> = {
  kinesisfirehose: 'firehose',
  stepfunctions: 'states',
};

/** Types of one service whose actions differ. */
const TYPE_OF_ACTION: Readonly<Record<string, string>> = {
  'events:PutEvents': 'AWS::Events::EventBus',
  'events:InvokeApiDestination': 'AWS::Events::ApiDestination',
};

/** Asks of every link whether those who need something of its target are allowed it. */
export function askNeeds(input: NeedsInput): readonly AskedNeed[] {
  return new NeedAsker(input).all();
}

/** By type, the property with the resource that a service acts for, where that is not the one that says so. */
const SOURCES: Readonly<Record<string, string>> = { 'AWS::SNS::Subscription': 'TopicArn' };

class NeedAsker {
  private readonly byResource: ReadonlyMap<PlacedResource['resource'], PipelineResource>;
  private readonly identities: ReadonlyMap<string, AttachedPolicies['identities'][number]>;

  private readonly answers = new Map<string, readonly ActionCell[]>();

  constructor(private readonly input: NeedsInput) {
    this.byResource = new Map(input.pipeline.map((each) => [each.placed.resource, each]));
    this.identities = new Map(input.policies.identities.map((each) => [each.arn, each]));
  }

  all(): readonly AskedNeed[] {
    const exists = this.input.pipeline.filter((each) => each.exists !== false);
    return exists.flatMap((holder) =>
      (holder.entry?.links ?? []).flatMap(({ path, needs }) => {
        if (needs.length === 0) return [];
        return itemsAt(holder.properties, path).flatMap(({ path: place, value }) => {
          const target = this.targetOf(value);
          return target === undefined
            ? []
            : needs.flatMap((need) => this.ask({ holder, path, place, target }, need));
        });
      }),
    );
  }

  private ask(link: FollowedLink, need: Need): readonly AskedNeed[] {
    const { holder, path, target } = link;
    const evidence = this.evidenceOf(target);
    if (evidence === undefined || !isOfType(need, target)) return [];
    const askers = this.askersOf(link, need);
    if (askers.length === 0) return [];
    const asked = need.actions.map((action): AskedNeed => {
      const all = askers.flatMap((asker) => this.waysOf({ asker, action, evidence, target, need }));
      const own = need.who === 'role' ? all : this.asSource(all, holder);
      const ways = behindPrefix(own, prefixOf(holder, need));
      return { holder, path, target, need, action, who: askers[0]?.who ?? '', what: evidence.what, ways };
    });
    return [...asked, ...this.askKeys(link, need)];
  }

  /** The same principals need the key of what they have access to. */
  private askKeys(link: FollowedLink, need: Need): readonly AskedNeed[] {
    const actions = [...new Set(need.actions.flatMap((action) => WITH_KEY[action] ?? []))];
    if (actions.length === 0) return [];
    const keys = (link.target.entry?.links ?? [])
      .flatMap(({ path }) => itemsAt(link.target.properties, path))
      .flatMap(({ value }) => this.targetOf(value) ?? [])
      .filter(({ placed }) => isKey(placed.resource.Type));
    const { inside: _inside, prefix: _prefix, ...rest } = need;
    return [...new Set(keys)].flatMap((target) => this.ask({ ...link, target }, { ...rest, actions }));
  }

  /** A service names the resource that it acts for as the source: the ways for this source are its ways, and need that no more. */
  private asSource(ways: readonly ActionCell[], holder: PipelineResource): readonly ActionCell[] {
    const { account } = holder.placed.stack;
    const { logicalId, stack } = holder.placed;
    const sources = [
      this.input.values.physical(logicalId, stack)?.attributes.Arn ?? [],
      this.targetsAt(holder, SOURCES).flatMap((source) => this.evidenceOf(source)?.arn ?? []),
      holder.outer.flatMap((value) => (typeof value === 'string' ? value : [])),
    ].flat();
    const own = ways.flatMap((way) => {
      const needs = way.needs.filter(
        (requirement) =>
          !sources.some((arn) => isOf(requirement, 'aws:sourcearn', arn)) &&
          !isOf(requirement, 'aws:sourceaccount', account),
      );
      return sources.length === 0 || needs.length === way.needs.length ? [] : [{ ...way, needs }];
    });
    return own.length > 0 ? own : ways;
  }

  /** Many resources need the same: rules that share a queue, functions that share a role. */
  private waysOf(question: Question): readonly ActionCell[] {
    const { asker, action, evidence, need } = question;
    const key = JSON.stringify([asker.who, action, evidence.arn, need.inside]);
    const known = this.answers.get(key) ?? this.answerOf(question);
    this.answers.set(key, known);
    return known;
  }

  private answerOf({ asker, action, evidence, target, need }: Question): readonly ActionCell[] {
    const { controls } = this.input.policies;
    const resource = this.policyOf(target, evidence);
    const control = controlsFor(controls, asker, evidence);
    const place = need.inside === true ? INSIDE[target.placed.resource.Type] : undefined;
    const actions: readonly AskedAction[] = [{ action, does: ['write'], ...(place && { place }) }];
    const type = { ...evidence.type, actions };
    const collector = new CellCollector();
    collector.ask({ asker, evidence: { ...evidence, type }, resource, control });
    return collector.all();
  }

  private policyOf({ placed }: PipelineResource, { arn }: Evidence): readonly ReadStatement[] {
    const { ofResource, ofLogGroups } = this.input.policies;
    if (placed.resource.Type === 'AWS::IAM::Role') return this.identities.get(arn)?.trust ?? [];
    const own = ofResource.get(arn) ?? policyAtFirst(placed, arn);
    return placed.resource.Type === 'AWS::Logs::LogGroup' ? [...own, ...ofLogGroups] : own;
  }

  private evidenceOf({ placed, entry }: PipelineResource): Evidence | undefined {
    const { Type } = placed.resource;
    const known = Object.hasOwn(EVIDENCE_TYPES, Type) ? EVIDENCE_TYPES[Type] : undefined;
    return evidenceOf(placed, known ?? { noun: entry?.noun ?? Type, actions: [] }, this.input.values);
  }

  private askersOf({ holder, path, place, target }: FollowedLink, { who }: Need): readonly Asker[] {
    const { stack } = target.placed;
    const owner = { id: accountOf(stack) };
    if (who === 'role') return this.roleOf(holder, place) ?? [];
    // a rule sends to a target that has a role as this role, and to the target's dead-letter queue as the service
    if (path === 'Targets[].Arn' && this.roleBeside(holder, place)) return [];
    const name = who.replace('{region}', regionOf(stack));
    const names = /^cn-/.test(regionOf(stack)) ? [name, `${name}.cn`] : [name];
    return names.map((each) => namedAsker({ kind: 'service', name: each }, owner));
  }

  /** The role of the item, of the resource, or of the function that it invokes. */
  private roleOf(holder: PipelineResource, place: string): readonly Asker[] | undefined {
    const role = this.roleBeside(holder, place) ?? this.roleOfFunction(holder);
    if (role === undefined) return undefined;
    const arn = this.input.values.physical(role.placed.logicalId, role.placed.stack)?.attributes.Arn ?? '';
    const identity = this.identities.get(arn);
    return identity === undefined ? undefined : [templateAsker(identity)];
  }

  private roleOfFunction({ entry, properties }: PipelineResource): PipelineResource | undefined {
    const targets = (entry?.links ?? [])
      .flatMap(({ path }) => itemsAt(properties, path))
      .flatMap(({ value }) => this.targetOf(value) ?? []);
    const invoked = targets.find(({ placed }) => placed.resource.Type === 'AWS::Lambda::Function');
    return invoked && this.roleBeside(invoked, '');
  }

  /** Of the roles that a resource works as, the one that is written nearest to a property. */
  private roleBeside({ entry, properties }: PipelineResource, place: string): PipelineResource | undefined {
    const roles = (entry?.links ?? [])
      .filter(({ to }) => to === 'works-as')
      .flatMap(({ path }) => itemsAt(properties, path))
      .flatMap(({ path, value }) => {
        const target = this.targetOf(value);
        if (target?.placed.resource.Type !== 'AWS::IAM::Role') return [];
        const isElsewhere = path.includes('[') && itemOf(path) !== itemOf(place);
        return isElsewhere ? [] : [{ target, depth: commonDepth(path, place) }];
      });
    return roles.sort((one, other) => other.depth - one.depth)[0]?.target;
  }

  private targetsAt(
    { placed, properties }: PipelineResource,
    paths: Readonly<Record<string, string>>,
  ): readonly PipelineResource[] {
    const { Type } = placed.resource;
    const path = Object.hasOwn(paths, Type) ? paths[Type] : undefined;
    if (path === undefined) return [];
    return itemsAt(properties, path).flatMap(({ value }) => this.targetOf(value) ?? []);
  }

  private targetOf(value: Value): PipelineResource | undefined {
    const target = this.input.resolver.target(value);
    return target && this.byResource.get(target.resource);
  }
}

interface FollowedLink {
  readonly holder: PipelineResource;
  readonly path: string;
  /** The path with the number of each item. */
  readonly place: string;
  readonly target: PipelineResource;
}

interface Question {
  readonly asker: Asker;
  readonly action: string;
  readonly evidence: Evidence;
  readonly target: PipelineResource;
  readonly need: Need;
}

/** What the names of needed objects begin with; undefined where no property has it, or its value is not known. */
function prefixOf({ properties }: PipelineResource, { prefix }: Need): string | undefined {
  if (prefix === undefined) return undefined;
  const value = valueAt(properties, prefix.property) ?? '';
  return typeof value === 'string' ? `${value}${prefix.follows}`.replace(/^\//, '') : undefined;
}

/**
 * The ways to objects whose names begin with the prefix, by what follows it: a different prefix on both sides is not a
 * different need.
 */
function behindPrefix(ways: readonly ActionCell[], prefix: string | undefined): readonly ActionCell[] {
  if (prefix === undefined || prefix === '') return ways;
  return ways.flatMap((way) => {
    const needs = way.needs.map(({ objects, ...rest }): Requirement | undefined => {
      if (objects === undefined) return rest;
      const left = objects.flatMap((pattern) => restBehind(prefix, pattern));
      return left.length === 0 ? undefined : likeNames(left, rest.noun ?? '');
    });
    const known = needs.flatMap((need) => need ?? []);
    return known.length === needs.length ? [{ ...way, needs: known }] : [];
  });
}

/**
 * The rest of a pattern after a prefix of names; a pattern with a wildcard within the prefix stays whole, and one for other names
 * gives none.
 */
function restBehind(prefix: string, pattern: string): readonly string[] {
  if (pattern.startsWith(prefix)) return [pattern.slice(prefix.length)];
  const [head = ''] = pattern.split(/[*?]|\$\{/);
  return head !== pattern && prefix.startsWith(head) ? [pattern] : [];
}

/** A link may lead to several types; a need is for the one whose actions it names. */
function isOfType({ actions }: Need, { placed }: PipelineResource): boolean {
  const { Type } = placed.resource;
  const only = TYPE_OF_ACTION[actions[0] ?? ''];
  if (only !== undefined) return only === Type;
  const [, name = ''] = Type.toLowerCase().split('::');
  const service = Type === 'AWS::IAM::Role' ? 'sts' : (SERVICE_OF_TYPE[name] ?? name);
  return serviceOf(actions[0] ?? '') === service;
}

/** Whether a requirement names this source, or its account. */
function isOf({ condition }: Requirement, key: string, text: string | undefined): boolean {
  if (condition === undefined || text === undefined || foldedKey(condition.key) !== key) return false;
  if (!/^(Arn|String)(Equals|Like)(IfExists)?$/.test(condition.operator)) return false;
  const wildcards = !condition.operator.startsWith('StringEquals');
  return condition.values.some((value) => matchesPattern(value, everyTextOf(text), { wildcards }));
}

function serviceOf(action: string): string {
  return action.split(':')[0] ?? '';
}

function isKey(type: string): boolean {
  return type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey';
}

/** `Targets[0]` of `Targets[0].Arn`. */
function itemOf(path: string): string {
  return /^.*\]/.exec(path)?.[0] ?? '';
}

function commonDepth(one: string, other: string): number {
  const [left, right] = [one.split('.'), other.split('.')];
  const different = left.findIndex((segment, index) => segment !== right[index]);
  return different < 0 ? left.length : different;
}

/**
 * AWS's default permissions of a service on a resource without a policy. The policy of a new topic allows its account, and so the
 * alarms of the account; any other policy replaces it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
function policyAtFirst({ resource: { Type } }: PlacedResource, arn: string): readonly ReadStatement[] {
  if (Type !== 'AWS::SNS::Topic') return [];
  const Principal = { Service: 'cloudwatch.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: arn }];
  return readStatements({ Statement }, 'the policy that SNS gives a topic');
}
