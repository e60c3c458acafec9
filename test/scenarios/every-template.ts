import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack, Stage, Token } from 'aws-cdk-lib';
import type { Template } from '../access/template/intrinsic';

/** A template that an app makes. */
export interface MadeTemplate {
  /** Of the construct whose template it is. */
  readonly path: string;
  readonly stackName: string;
  /** The paths of the stacks that are deployed before it. */
  readonly after: readonly string[];
  /** Undefined where it is not known at synth. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly file: string;
  readonly template: Template;
  /** Whether it is a stack of the app; otherwise it is an asset of one: the template of a StackSet, or of a nested stack. */
  readonly isDeployedAlone: boolean;
}

/** Synthesizes an app; gives the templates of its stacks and stages, and those that are assets of stacks. */
export function everyTemplateOf(app: App): readonly MadeTemplate[] {
  const deployed = new Set(app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath));
  return app.node.findAll().flatMap((node) => {
    if (!Stack.isStack(node)) return [];
    const { directory } = (Stage.of(node) ?? app).synth();
    const file = join(directory, node.templateFile);
    const [account, region] = [node.account, node.region].map((value) =>
      Token.isUnresolved(value) ? undefined : value,
    );
    return {
      ...{ path: node.node.path, stackName: node.stackName, account, region, file },
      after: node.dependencies.map((stack) => stack.node.path),
      template: JSON.parse(readFileSync(file, 'utf8')) as Template,
      isDeployedAlone: deployed.has(file),
    };
  });
}
