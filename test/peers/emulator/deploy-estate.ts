import type { PhysicalResource } from '../../../lib/core/estate/names/resource-types';
import { exportsOf, resolveText } from '../../access/template/intrinsic';
import type { SynthesizedTemplate } from '../scenario-templates';
import { CallLog } from './call-log';
import { type Deployed, deploy } from './deploy';
import type { EmulatorServer } from './start-emulator';

/** A stack that was deployed. */
export interface DeployedStack extends Deployed {
  readonly stack: SynthesizedTemplate;
}

/**
 * Deploys the stacks of an app, each in its account and Region and after those that it depends on. The template of a StackSet
 * is deployed as a stack of one member.
 *
 * @param before what an earlier deployment left
 */
export async function deployEstate(
  server: EmulatorServer,
  stacks: readonly SynthesizedTemplate[],
  before: readonly DeployedStack[] = [],
): Promise<readonly DeployedStack[]> {
  const deployed: DeployedStack[] = [];
  const imports: Record<string, string> = {};
  for (const stack of inOrder(stacks)) {
    const aws = server.at(stack);
    const stood = before.find((one) => one.stack.path === stack.path)?.standing ?? [];
    const made = parametersOf(stack, stacks);
    const left = await deploy(aws, { ...stack, imports, made }, { log: CallLog.of(aws), before: stood });
    deployed.push({ stack, ...left });
    Object.assign(imports, exportsOf({ ...stack, imports, made: { ...made, ...physicalOf(left) } }));
  }
  return deployed;
}

function physicalOf({ standing }: Deployed): Readonly<Record<string, PhysicalResource>> {
  return Object.fromEntries(standing.map(({ resource, physical }) => [resource.logicalId, physical]));
}

function inOrder(stacks: readonly SynthesizedTemplate[]): readonly SynthesizedTemplate[] {
  const ordered = new Set<SynthesizedTemplate>();
  const visit = (stack: SynthesizedTemplate): void => {
    for (const other of stacks) if (stack.after.includes(other.path)) visit(other);
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}

/** The parameters of a template: their defaults, and what a StackSet of the app gives to its own template. */
function parametersOf(
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
