import { DefaultStackSynthesizer, type Stack, Token } from 'aws-cdk-lib';
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
  if (!(synthesizer instanceof DefaultStackSynthesizer)) return { deployment: [], execution: [] };
  const partition = partitionOfRegion(region);
  return {
    deployment: roleArn(partition, () => synthesizer.deployRoleArn),
    execution: roleArn(partition, () => synthesizer.cloudFormationExecutionRoleArn),
  };
}

/** The synthesizer throws if there is no such role; placeholders for CloudFormation match any text. */
function roleArn(partition: string | undefined, read: () => string): readonly string[] {
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
