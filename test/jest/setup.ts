/**
 * What a synthesis in a test leaves out, which is a fifth of its time: two stack traces for every resource, and copies of the bundles,
 * which are then named where they lie.
 */
const context: Record<string, boolean> = {
  'aws:cdk:disable-stack-trace': true,
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-asset-staging': true,
};

/**
 * CDK's own CloudFormation validation takes as long as a synthesis. `TEMPLATE_VALIDATION=true` switches it on where every scenario,
 * the reference app and what is crossed with it are synthesized, its findings being errors.
 */
const { testPath = '' } = expect.getState();
if (
  process.env.TEMPLATE_VALIDATION === 'true' &&
  /[/\\]test[/\\](constructs[/\\]scenarios|integ[/\\](reference-app|crossings))\.test\.ts$/.test(testPath)
) {
  process.env.CDK_VALIDATION = 'true';
  context['@aws-cdk/core:validateAgainstDefaultRules'] = true;
} else {
  process.env.CDK_VALIDATION ??= 'false';
}
process.env.CDK_CONTEXT_JSON = JSON.stringify(context);

// Jest's hundred frames are a tenth of the time of a synthesis: the CDK takes the stack trace of every resource.
Error.stackTraceLimit = 6;
