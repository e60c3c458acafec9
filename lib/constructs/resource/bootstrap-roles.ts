import { DefaultStackSynthesizer, type IStackSynthesizer, type Stack, Token } from 'aws-cdk-lib';
import { partitionOfRegion } from '../preflight/check-partition';
import { outermostStack } from './describe-resource';

/** The roles of the CDK's bootstrap stack that a stack is deployed with. */
export interface BootstrapRoles {
  readonly deployment: readonly string[];
  readonly execution: readonly string[];
}

/** None if the CDK deploys with the caller's credentials. */
export function bootstrapRolesOf(stack: Stack): BootstrapRoles {
  const { synthesizer, region } = outermostStack(stack);
  const partition = partitionOfRegion(region);
  const { deployment, execution } = readersOf(synthesizer);
  return { deployment: roleArn(partition, deployment), execution: roleArn(partition, execution) };
}

/** What `BootstrapRole` of `@aws-cdk/app-staging-synthesizer-alpha` has; undefined for the caller's credentials. */
interface StagedRole {
  _arnForCloudAssembly(): string | undefined;
}

/** What `AppStagingSynthesizer` binds to a stack: its class is not exported, and keeps the roles to itself. */
interface StagedSynthesizer {
  readonly props?: { readonly deployRole?: StagedRole; readonly cloudFormationExecutionRole?: StagedRole };
}

/** How to read each role from a synthesizer. */
function readersOf(
  synthesizer: IStackSynthesizer,
): Readonly<Record<keyof BootstrapRoles, () => string | undefined>> {
  if (synthesizer instanceof DefaultStackSynthesizer) {
    return {
      deployment: () => synthesizer.deployRoleArn,
      execution: () => synthesizer.cloudFormationExecutionRoleArn,
    };
  }
  const { props } = synthesizer as StagedSynthesizer;
  return {
    deployment: () => props?.deployRole?._arnForCloudAssembly(),
    execution: () => props?.cloudFormationExecutionRole?._arnForCloudAssembly(),
  };
}

/** The synthesizer throws if there is no such role; placeholders for CloudFormation match any text. */
function roleArn(partition: string | undefined, read: () => string | undefined): readonly string[] {
  try {
    const arn = read();
    if (arn === undefined || Token.isUnresolved(arn)) return [];
    return [arn.replace(/\$\{AWS::Partition\}/g, partition ?? '*').replace(/\$\{AWS::\w+\}/g, '*')];
  } catch {
    return [];
  }
}

/** Whether a pattern with `*` for any text matches a name. */
export function fits(pattern: string, name: string): boolean {
  const text = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${text.join('.*')}$`).test(name);
}
