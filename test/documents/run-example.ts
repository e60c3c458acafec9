import { App } from 'aws-cdk-lib';
import ts from 'typescript';
import * as trailwatch from '../../lib/index';
import type { CodeBlock } from './code-blocks';

/** Runs an example, whose app is the constant `app`, on the sources. */
export function runExample({ text }: CodeBlock): App {
  const { outputText } = ts.transpileModule(`${text}\nexport { app };`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: { app?: unknown } = {};
  const load = (name: string): unknown => (name === 'cdk-trailwatch' ? trailwatch : require(name));
  new Function('require', 'exports', outputText)(load, exported);
  if (!(exported.app instanceof App)) throw new Error('the example has no app');
  return exported.app;
}
