// CDK's own CloudFormation validation costs over a second a process; one CI job runs with it switched on.
process.env.CDK_VALIDATION ??= 'false';

// Jest's hundred frames are a tenth of the time of a synthesis: the CDK takes the stack trace of every resource.
Error.stackTraceLimit = 10;
