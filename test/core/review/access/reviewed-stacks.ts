import type { Deployment } from '../../../../lib/core/access/template/intrinsic';
import type { ReviewedStack, ReviewedTemplate } from '../../../../lib/core/review/reviewed-stack';

/** Synthesized stacks as a review reads them. */
export function reviewedStacks(deployments: readonly Deployment[]): readonly ReviewedStack[] {
  return deployments.map(({ stackName, accountId, region, template }) => ({
    ...{ name: stackName, account: accountId, region, partition: undefined },
    file: `${stackName}.template.json`,
    template: template as ReviewedTemplate,
  }));
}
