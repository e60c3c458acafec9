import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type CloudFormationStackArtifact, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import type { Template } from '../iam-simulator/template/intrinsic';
import type { Scenario } from '../scenarios/scenario';

/** A stack of a scenario as it is deployed. */
export interface SynthesizedTemplate {
  readonly scenario: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** The template's file; its assets and their manifest lie beside it. */
  readonly file: string;
  readonly template: Template;
}

/** Synthesizes scenarios, each into a folder of its own below the given one. */
export function synthesizeScenarios(scenarios: readonly Scenario[], folder: string): SynthesizedTemplate[] {
  return scenarios.flatMap(({ name, build }) => {
    // CDK's own validation has a run of its own.
    const quiet = { analyticsReporting: false, builtinCloudFormationValidation: false };
    const app = new App({ outdir: join(folder, name), ...quiet });
    build(app);
    return app.synth().stacksRecursively.map((stack) => ({
      scenario: name,
      stackName: stack.stackName,
      accountId: stack.environment.account,
      region: regionOf(stack),
      file: stack.templateFullPath,
      template: JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template,
    }));
  });
}

/** A stack of any Region is linted for one that has every type. */
function regionOf({ environment: { region } }: CloudFormationStackArtifact): string {
  return region === UNKNOWN_REGION ? 'us-east-1' : region;
}
