import { FunctionContainer } from './function-container';
import type { LocalAws } from './start-local-aws';
import type { SynthesizedStack } from './template';

/** The only resource of a type in a template, with its logical id. */
export function onlyResource({ template }: SynthesizedStack, type: string) {
  const [found] = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  if (found === undefined) throw new Error(`the template has no ${type}`);
  const [logicalId, { Properties = {} }] = found;
  return { logicalId, properties: Properties };
}

/** Starts the shipped bundle that a template names, as its only function. */
export function startOnlyFunction(
  stack: SynthesizedStack,
  options: {
    readonly aws: LocalAws;
    readonly environment: Readonly<Record<string, string>>;
    readonly log: string[];
  },
): Promise<FunctionContainer> {
  const { logicalId: functionId, properties } = onlyResource(stack, 'AWS::Lambda::Function');
  const { S3Key } = properties.Code as { readonly S3Key: string };
  return FunctionContainer.start({
    aws: options.aws,
    source: {
      ...{ functionId, environment: {}, codeFolder: stack.assetFolder(S3Key) },
      ...{ handler: String(properties.Handler), timeoutSeconds: Number(properties.Timeout) },
    },
    environment: options.environment,
    onLogLine: (line) => options.log.push(line),
  });
}
