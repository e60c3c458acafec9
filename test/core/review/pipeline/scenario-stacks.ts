import type { EstateStack, EstateTemplate } from '../../../../lib/core/estate/estate';
import type { MadeTemplate } from '../../../scenarios/every-template';

/** The stacks of an app, as a review reads them from its assembly. */
export function scenarioStacks(templates: readonly MadeTemplate[]): readonly EstateStack[] {
  return templates
    .filter(({ isDeployedAlone }) => isDeployedAlone)
    .map(({ stackName, account, region, template }) => ({
      ...{ name: stackName, account, region, partition: undefined },
      file: `${stackName}.template.json`,
      template: template as EstateTemplate,
    }));
}
