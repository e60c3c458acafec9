import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Template } from '../../test/access/template/intrinsic';
import { everyTemplateOf } from '../../test/scenarios/every-template';
import type { Scenario } from '../../test/scenarios/scenario';

/** A stack of a scenario as it is deployed, or the template of a StackSet. */
export interface SynthesizedTemplate {
  readonly scenario: string;
  /** Of the stack in its app. */
  readonly path: string;
  /** The paths of the stacks that are deployed before it. */
  readonly after: readonly string[];
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** The template's file; its assets and their manifest lie beside it. */
  readonly file: string;
  readonly template: Template;
}

/** What a template of any account or Region is looked at for: the Region has every type. */
const ANY_ACCOUNT = '111122223333';
const ANY_REGION = 'us-east-1';

/** Synthesizes scenarios, each into a folder of its own below the given one. */
export function synthesizeScenarios(scenarios: readonly Scenario[], folder: string): SynthesizedTemplate[] {
  return scenarios.flatMap(({ name, build }) => {
    // CDK's own validation has a run of its own.
    const quiet = { analyticsReporting: false, builtinCloudFormationValidation: false, stackTraces: false };
    const app = new App({ outdir: join(folder, name), ...quiet });
    build(app);
    return everyTemplateOf(app).map(({ path, after, stackName, account, region, file, template }) => ({
      ...{ scenario: name, path, after, stackName, file, template },
      accountId: account ?? ANY_ACCOUNT,
      region: region ?? ANY_REGION,
    }));
  });
}
