// CDK's own CloudFormation validation costs over a second a process; one CI job runs with it switched on.
process.env.CDK_VALIDATION ??= 'false';
