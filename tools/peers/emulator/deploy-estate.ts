import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import { exportsOf, resolveText } from '../../../test/access/template/intrinsic';
import type { SynthesizedTemplate } from '../scenario-templates';
import { CallLog } from './call-log';
import { deploy, type StandingResource } from './deploy';
import type { EmulatorServer } from './start-emulator';

/** A stack that was deployed. */
export interface DeployedStack {
  readonly stack: SynthesizedTemplate;
  readonly standing: readonly StandingResource[];
}

/**
 * Deploys the stacks of an app, each in its account and Region and after those that it depends on. The template of a StackSet
 * is deployed as a stack of one member.
 */
export async function deployEstate(
  server: EmulatorServer,
  stacks: readonly SynthesizedTemplate[],
): Promise<readonly DeployedStack[]> {
  const deployed: DeployedStack[] = [];
  const imports: Record<string, string> = {};
  for (const stack of inOrder(stacks)) {
    const aws = server.at(stack);
    const made = parametersOf(stack, stacks);
    const standing = await deploy(aws, { ...stack, imports, made }, CallLog.of(aws));
    deployed.push({ stack, standing });
    Object.assign(imports, exportsOf({ ...stack, imports, made: { ...made, ...physicalOf(standing) } }));
  }
  return deployed;
}

function physicalOf(standing: readonly StandingResource[]): Readonly<Record<string, PhysicalResource>> {
  return Object.fromEntries(standing.map(({ resource, physical }) => [resource.logicalId, physical]));
}

/** The stacks of an app, each after those that it depends on. */
export function inOrder(stacks: readonly SynthesizedTemplate[]): readonly SynthesizedTemplate[] {
  const ordered = new Set<SynthesizedTemplate>();
  const visit = (stack: SynthesizedTemplate): void => {
    for (const other of stacks) if (stack.after.includes(other.path)) visit(other);
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}

/** The parameters of a template: their defaults, and what a StackSet of the app gives to its own template. */
export function parametersOf(
  { template }: SynthesizedTemplate,
  stacks: readonly SynthesizedTemplate[],
): Readonly<Record<string, PhysicalResource>> {
  const given = Object.fromEntries(stacks.flatMap(stackSetParametersIn));
  const parameters = Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => {
    const value = Default ?? given[name];
    if (value === undefined) throw new Error(`the parameter ${name} has no value`);
    return [name, { ref: value, attributes: {} }];
  });
  return Object.fromEntries(parameters);
}

function stackSetParametersIn(stack: SynthesizedTemplate): readonly (readonly [string, string])[] {
  return Object.values(stack.template.Resources ?? {}).flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::CloudFormation::StackSet') return [];
    const { Parameters = [] } = Properties as { readonly Parameters?: readonly StackSetParameter[] };
    return Parameters.map(
      ({ ParameterKey, ParameterValue }) => [ParameterKey, resolveText(ParameterValue, stack)] as const,
    );
  });
}

interface StackSetParameter {
  readonly ParameterKey: string;
  readonly ParameterValue: unknown;
}
