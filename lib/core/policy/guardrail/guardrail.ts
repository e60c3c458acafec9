import { type CallKind, deniedActions } from '../../inventory/calls/calls';
import {
  type OneOrMany,
  oneOrMany,
  type PolicyStatementData,
  type RoleStatementData,
} from '../policy-statement-data';

/** The resources that guardrails keep, by ARN or pattern of ARNs; a list may be empty. */
export interface GuardedResources {
  readonly trails: readonly string[];
  readonly eventDataStores: readonly string[];
  readonly channels: readonly string[];
  /** Rules by which CloudWatch takes CloudTrail's events, and copies them to one account. */
  readonly telemetryRules: readonly string[];
  readonly buckets: readonly string[];
  /** The buckets among them that are in none of the stacks, so that their account is not known. */
  readonly otherBuckets: readonly string[];
  /** The buckets among them that roles write results, copies or alerts to. */
  readonly writtenBuckets: readonly string[];
  /** The buckets among them that files are replicated into. */
  readonly replicas: readonly string[];
  /** The roles that S3 replicates into them with. */
  readonly replicationRoles: readonly string[];
  /** Keys that are known by ARN alone. */
  readonly keys: readonly string[];
  /** Aliases (`alias/…`) of keys whose ARNs are not known before they are created. */
  readonly keyAliases: readonly string[];
  /** The aliases among them that name HMAC keys. */
  readonly macKeyAliases: readonly string[];
  readonly aliases: readonly string[];
  /** `key/*` of the accounts that the aliases are in. */
  readonly aliasedKeys: readonly string[];
  readonly topics: readonly string[];
  readonly queues: readonly string[];
  readonly functions: readonly string[];
  readonly layers: readonly string[];
  readonly eventSourceMappings: readonly string[];
  readonly tables: readonly string[];
  readonly eventRules: readonly string[];
  readonly eventBuses: readonly string[];
  readonly alarms: readonly string[];
  readonly logGroups: readonly string[];
  readonly chats: readonly string[];
  /** API destinations and connections of EventBridge. */
  readonly sinks: readonly string[];
  /** Delivery streams. */
  readonly streams: readonly string[];
  /** Parameters that silence alerts. */
  readonly silences: readonly string[];
  /** Secrets of connections and delivery streams, and others of the stacks. */
  readonly secrets: readonly string[];
  /** The secrets among them that EventBridge creates for connections. */
  readonly connectionSecrets: readonly string[];
  readonly roles: readonly string[];
  /** The roles among them that functions run with. */
  readonly functionRoles: readonly string[];
  /** The roles among them that create and change trails for a delegated administrator. */
  readonly trailCreatorRoles: readonly string[];
  /** The roles among them that state machines run with. */
  readonly machineRoles: readonly string[];
  readonly machines: readonly string[];
  /** The state machines that answer alerts, and their executions. */
  readonly responses: readonly string[];
  readonly executions: readonly string[];
  /** The state machines that wait for an approval. */
  readonly askingMachines: readonly string[];
  /** The functions of responders, which report and act. */
  readonly responseFunctions: readonly string[];
  /** The roles that block public access to buckets, and those that revoke sessions of roles. */
  readonly blockingRoles: readonly string[];
  readonly revokingRoles: readonly string[];
  readonly managedPolicies: readonly string[];
  /** Through which roles of the accounts are assumed. */
  readonly identityProviders: readonly string[];
  readonly stacks: readonly string[];
  readonly stackSets: readonly string[];
  /** The stacks that StackSets put into member accounts. */
  readonly memberStacks: readonly string[];
  readonly memberRules: readonly string[];
  readonly memberRoles: readonly string[];
  /** The roles of member accounts that StackSets deploy with. */
  readonly memberDeployers: readonly string[];
  /** The accounts that StackSets deploy to; `*` for those of organizational units. */
  readonly memberAccounts: readonly string[];
  /** `stack/*` of the accounts. */
  readonly accountStacks: readonly string[];
  /** Access points of the accounts. */
  readonly accessPoints: readonly string[];
  /** The accounts of the stacks. */
  readonly accounts: readonly string[];
  /** The accounts that a trail logs, or that hold one of the stacks; `*` if a trail logs the organization. */
  readonly loggedAccounts: readonly string[];
  /** The accounts of stacks and trails, as resources of AWS Account Management. */
  readonly accountArns: readonly string[];
  /** The opt-in Regions among its Regions, which an account can disable. */
  readonly optInRegions: readonly string[];
}

/** Actions on resources, and what would be lost. */
export interface GuardedPart {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly why: string;
}

/** A part with the actions that are denied on a kind of resource. */
export function toPart(kind: CallKind, resources: readonly string[], why: string): GuardedPart {
  return { actions: deniedActions(kind), resources, why };
}

/** One Deny. Its parts concern resources of different types, so one statement can contain them all. */
export interface Guardrail {
  readonly sid: string;
  readonly parts: readonly GuardedPart[];
  /** The principals that it does not apply to; empty where it applies to everybody. */
  readonly exemptRoles: readonly string[];
  /** If set, it applies to every resource except these, and its condition names the accounts. */
  readonly except?: readonly string[];
  readonly condition?: NonNullable<PolicyStatementData['Condition']>;
}

/** A policy document of guardrails. */
export interface GuardrailSet {
  /** In kebab-case. */
  readonly name: string;
  readonly type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';
  readonly description: string;
  readonly guardrails: readonly Guardrail[];
}

/** The guardrail without the parts that have no resource; empty if nothing is left. */
export function onWhatThereIs(guardrail: Guardrail): readonly Guardrail[] {
  const parts = guardrail.parts.filter(({ resources }) => resources.length > 0);
  return parts.length === 0 ? [] : [{ ...guardrail, parts }];
}

/** The document in the form that AWS Organizations takes. */
export function toGuardrailDocument({ type, guardrails }: GuardrailSet): {
  readonly Version: '2012-10-17';
  readonly Statement: readonly RoleStatementData[];
} {
  const toStatement = type === 'SERVICE_CONTROL_POLICY' ? toServiceControl : toResourceControl;
  return { Version: '2012-10-17', Statement: guardrails.map(toStatement) };
}

function toServiceControl(guardrail: Guardrail): RoleStatementData {
  const condition = { ...guardrail.condition, ...unless(guardrail.exemptRoles) };
  return {
    ...{ Sid: guardrail.sid, Effect: 'Deny', ...subjectOf(guardrail) },
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** AWS services must not be bound: CloudTrail's own deliveries are requests to the bucket as well. */
function toResourceControl(guardrail: Guardrail): RoleStatementData {
  return {
    ...{ Sid: guardrail.sid, Effect: 'Deny', Principal: '*', ...subjectOf(guardrail) },
    Condition: {
      ...{ ...guardrail.condition, ...unless(guardrail.exemptRoles) },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
}

function subjectOf(guardrail: Guardrail): Pick<PolicyStatementData, 'Action'> & Subject {
  const Action = gathered(guardrail, ({ actions }) => actions);
  if (guardrail.except !== undefined) return { Action, NotResource: oneOrMany(guardrail.except) };
  return { Action, Resource: gathered(guardrail, ({ resources }) => resources) };
}

type Subject = { readonly Resource: OneOrMany } | { readonly NotResource: OneOrMany };

function unless(roles: readonly string[]): NonNullable<PolicyStatementData['Condition']> {
  return roles.length === 0 ? {} : { ArnNotLike: { 'aws:PrincipalArn': oneOrMany(roles) } };
}

function gathered({ parts }: Guardrail, pick: (part: GuardedPart) => readonly string[]): OneOrMany {
  return oneOrMany([...new Set(parts.flatMap(pick))]);
}
