import { App } from 'aws-cdk-lib';
import type { EstateStack, EstateTemplate } from '../../../../lib/core/estate/estate-stack';
import { everyTemplateOf } from '../../../scenarios/every-template';
import type { Scenario } from '../../../scenarios/scenario';

/** The stacks of a scenario, as a review reads them from its assembly. */
export function scenarioStacks({ build }: Pick<Scenario, 'build'>): readonly EstateStack[] {
  const app = new App({ analyticsReporting: false });
  build(app);
  return everyTemplateOf(app)
    .filter(({ isDeployedAlone }) => isDeployedAlone)
    .map(({ stackName, account, region, template }) => ({
      ...{ name: stackName, account, region, partition: undefined },
      file: `${stackName}.template.json`,
      template: template as EstateTemplate,
    }));
}
