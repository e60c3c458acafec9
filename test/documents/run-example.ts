import { App } from 'aws-cdk-lib';
import ts from 'typescript';
import * as trailwatch from '../../lib/index';
import type { CodeBlock } from './code-blocks';

/** Runs an example, whose app is the constant `app`, on the sources. */
export function runExample({ text }: Pick<CodeBlock, 'text'>): App {
  const { app } = loadExample({ text: `${text}\nexport { app };` });
  if (!(app instanceof App)) throw new Error('the example has no app');
  return app;
}

/** What an example exports, on the sources. */
export function loadExample({ text }: Pick<CodeBlock, 'text'>): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: Record<string, unknown> = {};
  const load = (name: string): unknown => (name === 'cdk-trailwatch' ? trailwatch : require(name));
  new Function('require', 'exports', outputText)(load, exported);
  return exported;
}
