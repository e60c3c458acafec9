import { Stack, Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CallKind } from '../../core/inventory/calls/calls';
import {
  type OwnResources,
  roleNameOf,
  STACK_SETS_ROLE_NAME,
  toTamperingRules,
} from '../../core/inventory/tampering/tampering-rules';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkArns } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { checkListIsKnown, isKnownLate } from '../preflight/preflight-check';
import { onceFinal, warnOf } from '../preflight/report-finding';
import { isRolePattern } from '../preflight/role-pattern';
import { otherRegionsPattern } from '../realtime/management-regions';
import { type BootstrapRoles, bootstrapRolesOf } from '../resource/bootstrap-roles';
import { isSurePattern, SURE_CHARACTERS, toNamePattern } from '../resource/generated-name';
import { Rule } from '../rule/rule';
import { RuleSet } from '../rule/rule-set';
import { claimWrites } from '../selection/claim-writes';
import type { EventSelection } from '../selection/event-selection';
import { trailCreatorPattern } from '../trail/delegated-trail';
import {
  generatedNames,
  givenNames,
  joinNames,
  lateNamed,
  type NamesByKind,
  namesOfAnyKind,
  namesOfMachines,
  outboundNames,
  pathPatterns,
  uncovered,
} from './own-names';

/** Properties of `TamperDetection`. */
export interface TamperDetectionProps {
  /**
   * The stacks whose resources are monitored, including resources that are added later.
   *
   * @default - the stack of the construct
   */
  readonly stacks?: Stack[];

  /**
   * The trails that are monitored.
   *
   * @default - none; the built-in rules look at every trail
   */
  readonly trails?: TrailIdentity[];

  /**
   * The roles that deploy the stacks, as ARNs in which `*` matches any text: the roles that call CloudFormation, and the roles
   * that CloudFormation assumes. Their changes raise no alert: changes of stacks if they make them directly, and all others
   * only if CloudFormation makes them.
   *
   * @default - the roles of the CDK's bootstrap stack that the stacks are deployed with
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of operators, as ARNs in which `*` matches any text. They may redrive dead letters, mute alarms and rotate the
   * secrets of sinks, as with `AuditGuardrails`.
   *
   * @default - none
   */
  readonly operatorRoleArns?: string[];

  /**
   * Explicit names of resources that are created after this construct, in which `*` matches any text. Names that CloudFormation
   * generates, and names of existing resources, are known.
   *
   * @default - none
   */
  readonly resourceNames?: string[];

  /**
   * Names of StackSets whose stacks forward events of member accounts. `*` matches any text.
   *
   * @default - none
   */
  readonly stackSetNames?: string[];
}

/**
 * Rules that detect changes to trailwatch itself: calls on its buckets, keys, queues, topics, subscriptions, functions, layers,
 * event source mappings, tables, rules, buses, alarms, roles, stacks, and the connections, streams and secrets of sinks by any
 * principal except their deployment, including denied calls.
 *
 * `Trailwatch` includes it. If you use the parts, create it before the processor, and add its rules; all routes support them.
 *
 * A call is identified by the name of the resource in its record: docs/reference/own-resources.md lists all of them. Calls of a
 * deployment are those that CloudFormation makes with the stack's execution role, which an attacker's own stack does not have.
 *
 * @see https://attack.mitre.org/techniques/T1562/008/
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, type LogArchive, LogProcessor, RuleSet, TamperDetection } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * const tampering = new TamperDetection(stack, 'TamperDetection');
 * new LogProcessor(stack, 'Processor', {
 *   archive,
 *   alertTopic,
 *   rules: RuleSet.builtIn().merge(tampering.rules),
 * });
 */
export class TamperDetection extends Construct {
  /** The rules: critical or high, named `tampering-with-…`. */
  public readonly rules: RuleSet;

  private readonly stacks: readonly Stack[];

  constructor(scope: Construct, id: string, props: TamperDetectionProps = {}) {
    super(scope, id);
    this.stacks = [...new Set(props.stacks ?? [Stack.of(this)])];
    within(this, () => {
      if (this.stacks.length === 0)
        throw new Error('stacks is empty, so no change would be detected; name one, or leave it out');
      this.checkRoles('deploymentRoleArns', props.deploymentRoleArns);
      this.checkRoles('operatorRoleArns', props.operatorRoleArns);
      checkNames('resourceNames', props.resourceNames);
      checkNames('stackSetNames', props.stackSetNames);
    });
    const { deploymentRoleArns = [], operatorRoleArns = [] } = props;
    const roles = this.deploymentRoles(props);
    const exempt = [...roles.deployment, ...roles.execution, ...operatorRoleArns];
    const names = this.findNames(props, roles, exempt);
    const own: OwnResources = {
      accounts: this.accounts(props),
      names: toRecord(names),
      memberNames: memberNames(props),
      executionRoles: roles.execution,
      memberExecutionRoles: deploymentRoleArns,
      deploymentRoles: roles.deployment,
      functionRoles: functionRoles(names, exempt),
      trailCreatorRoles: this.stacks.map(trailCreatorPattern),
      operatorRoles: operatorRoleArns,
    };
    const rules = toTamperingRules(own).map((rule) => Rule._of(rule));
    this.rules = RuleSet.fromRules(...rules)
      ._asUnasked()
      ._withOwnKeys(() => this.keyArns());
    this.warnOfWhatIsMissed(names, roles.execution);
    this.warnOfRoles(exempt, own.accounts);
  }

  /**
   * Data events for the trail, without which no rule can detect writes to claims tables: writes by any principal except the
   * functions of the stacks. Pass it to `AuditTrail`, as in
   * `EventSelection.managementEvents().plus(tampering.claimEvents(processor.table, monitor.table))`.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
   */
  public claimEvents(...tables: ITable[]): EventSelection {
    if (tables.length === 0) throw errorAt(this, 'claimEvents needs at least one table');
    return claimWrites({ tableArns: tables.map(({ tableArn }) => tableArn), stacks: this.stacks });
  }

  private checkRoles(property: string, arns: readonly string[] = []): void {
    for (const arn of arns) checkRole(property, arn);
    checkArns(this, { property, service: 'iam' }, arns);
  }

  private deploymentRoles({ deploymentRoleArns }: TamperDetectionProps) {
    if (deploymentRoleArns !== undefined) {
      return { deployment: deploymentRoleArns, execution: deploymentRoleArns };
    }
    const roles = this.stacks.map(bootstrapRolesOf);
    return {
      deployment: [...new Set(roles.flatMap(({ deployment }) => deployment))],
      execution: [...new Set(roles.flatMap(({ execution }) => execution))],
    };
  }

  private findNames(
    { trails = [], resourceNames = [], stackSetNames = [] }: TamperDetectionProps,
    roles: BootstrapRoles,
    exempt: readonly string[],
  ): NamesByKind {
    return joinNames([
      ...this.stacks.flatMap((stack) => [
        ...[generatedNames(stack), givenNames(stack), outboundNames(stack)],
        namesOfMachines(stack, resourceNames),
      ]),
      namesOfAnyKind([...this.namesOfScope(), ...resourceNames]),
      new Map<CallKind, ReadonlySet<string>>([
        ['trail', new Set(trails.map(({ trailName }) => toNamePattern(Stack.of(this).resolve(trailName))))],
        ['role', new Set(roleNamesOf(exempt))],
        ['roleOfStack', new Set(roles.execution)],
        ['stackSet', new Set(stackSetNames)],
        // the stacks of the management account's other Regions, which a StackSet creates later and names after its own stack
        ['stack', new Set(stackSetNames.length === 0 ? [] : this.stacks.map(otherRegionsPattern))],
      ]),
    ]);
  }

  /**
   * Parts that stacks in other accounts reference, and alarms, are named after their path: `Trailwatch` names its topic and its
   * table this way. The name of a part begins with the path of its parent, without its hash.
   */
  private namesOfScope(): readonly string[] {
    const { scope } = this.node;
    if (scope === undefined || Stack.isStack(scope)) return [];
    return pathPatterns(scope);
  }

  /** The accounts of stacks and trails; none if one of them is known only at deployment, or any account may own a trail. */
  private accounts({ trails = [] }: TamperDetectionProps): readonly string[] {
    const accounts = [
      ...this.stacks.map(({ account }) => account),
      ...trails.map(({ ownerAccount }) => ownerAccount),
    ];
    return accounts.some((account) => account === '*' || Token.isUnresolved(account))
      ? []
      : [...new Set(accounts)].sort();
  }

  /**
   * The keys of the construct's own stack, including those that are created later. Keys of other stacks must be specified in
   * those stacks.
   */
  private keyArns(): readonly string[] {
    return Stack.of(this)
      .node.findAll()
      .filter((node) => node instanceof CfnKey)
      .filter((key) => Stack.of(key) === Stack.of(this))
      .map(({ attrArn }) => attrArn);
  }

  /** Who changes an exempt role is exempt, too; calls on a role have its name alone, and count in the accounts of stacks and trails. */
  private warnOfRoles(exempt: readonly string[], accounts: readonly string[]): void {
    const watched = ['*', ...accounts];
    const missed = [...new Set(exempt)].filter(
      (arn) => roleNameOf(arn) === '*' || (accounts.length > 0 && !watched.includes(arn.split(':')[4] ?? '')),
    );
    if (missed.length > 0)
      warnOf(this, 'exemptRolesMissed', `TamperDetection exempts '${missed.join("', '")}'`);
  }

  /** Evaluated after all constructs have been added, and after Aspects, which may name resources. */
  private warnOfWhatIsMissed(known: NamesByKind, executionRoles: readonly string[]): void {
    onceFinal(this, () => {
      const missing = uncovered(
        joinNames(this.stacks.flatMap((stack) => [givenNames(stack), outboundNames(stack)])),
        known,
      );
      if (missing.length > 0) {
        warnOf(this, 'tamperingMissed', `TamperDetection was created before ${missing.join(', ')}`);
      }
      const late = this.stacks.flatMap(lateNamed);
      if (late.length > 0) {
        warnOf(this, 'tamperingMissed', `the names of '${late.join("', '")}' are known only at deployment`);
      }
      if (executionRoles.length === 0) {
        warnOf(
          this,
          'deploymentsUnknown',
          'the stack has no bootstrap roles, and no deploymentRoleArns are given',
        );
      }
    });
  }
}

/** The names of the stacks' roles but for those that are exempt themselves, whose own calls are no function's. */
function functionRoles(names: NamesByKind, exempt: readonly string[]): readonly string[] {
  const others = new Set(roleNamesOf(exempt));
  return [...(names.get('role') ?? [])].filter((name) => !others.has(name));
}

/**
 * StackSets name stacks in member accounts `StackSet-<name>-<id>`, and CloudFormation names the resources in them accordingly. A
 * role that deploys them in any account has the same name everywhere.
 */
function memberNames({
  stackSetNames = [],
  deploymentRoleArns = [],
}: TamperDetectionProps): OwnResources['memberNames'] {
  if (stackSetNames.length === 0) return {};
  const starts = stackSetNames.map((name) => `StackSet-${name}`);
  const generated = starts.map((start) => `${start.replace(/\*$/, '').slice(0, SURE_CHARACTERS)}*`);
  const deployers = roleNamesOf(deploymentRoleArns.filter((arn) => arn.includes('::*:')));
  return {
    stack: starts.map((start) => `${start}*`),
    eventRule: generated,
    role: [...generated, STACK_SETS_ROLE_NAME, ...deployers],
  };
}

/** The names that are known. */
function roleNamesOf(arns: readonly string[]): readonly string[] {
  return arns.map(roleNameOf).filter((name) => name !== '*');
}

function toRecord(names: NamesByKind): OwnResources['names'] {
  return Object.fromEntries([...names].map(([kind, some]) => [kind, [...some].sort()]));
}

/** The rules contain the names that are known at synthesis. */
function checkNames(property: string, names: readonly string[] = []): void {
  for (const name of names) {
    checkListIsKnown(property, name);
    if (isKnownLate(name)) {
      throw new Error(
        `${property} has a name that is known only at deployment, but the rules need it at synthesis; give it as text, with * for what ` +
          'is not known',
      );
    }
    if (name !== '' && isSurePattern(name)) continue;
    throw new Error(
      `${property} '${name}' would match unrelated resources, or none; give a name of which at least three characters are known`,
    );
  }
}

/** A pattern that matches every role would exempt the principals that the rules are meant for. */
function checkRole(property: string, arn: string): void {
  checkListIsKnown(property, arn);
  if (Token.isUnresolved(arn)) {
    throw new Error(
      `${property} has an ARN that is known only at deployment, but the rules need it at synthesis; give it as text, with * for a ` +
        'partition or an account that is not known',
    );
  }
  if (isRolePattern(arn)) return;
  throw new Error(
    `${property} '${arn}' must be the ARN of a role, its account 12 digits or *, and at least three characters known of a name or path ` +
      "with *, such as 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-*'",
  );
}
