/**
 * CDK's own CloudFormation validation costs a second a process. `TEMPLATE_VALIDATION=true` switches it on for the tests of
 * templates, its findings being errors; but for the upgrades, which synthesize the scenarios again with every later reference.
 */
const { testPath = '' } = expect.getState();
if (
  process.env.TEMPLATE_VALIDATION === 'true' &&
  /[/\\]test[/\\](constructs|integ)[/\\](?!upgrade)/.test(testPath)
) {
  process.env.CDK_VALIDATION = 'true';
  process.env.CDK_CONTEXT_JSON = '{"@aws-cdk/core:validateAgainstDefaultRules":true}';
} else {
  process.env.CDK_VALIDATION ??= 'false';
}

// Jest's hundred frames are a tenth of the time of a synthesis: the CDK takes the stack trace of every resource.
Error.stackTraceLimit = 10;
