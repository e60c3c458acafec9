import type { EstateStack, EstateTemplate } from '../../../../lib/core/estate/estate';
import type { Deployment } from '../../../access/template/intrinsic';

/** Synthesized stacks as a review reads them. */
export function reviewedStacks(deployments: readonly Deployment[]): readonly EstateStack[] {
  return deployments.map(({ stackName, accountId, region, template }) => ({
    ...{ name: stackName, account: accountId, region, partition: undefined },
    file: `${stackName}.template.json`,
    template: template as EstateTemplate,
  }));
}
