// One container of a function, in a process of its own: loads the bundle once, then answers one event after another,
// as Lambda's runtime does. Its standard output is the function's log.
const { join } = require('node:path');

const [codeFolder, entry] = process.argv.slice(2);
const [file, name] = entry.split('.');
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

const handler = require(join(codeFolder, `${file}.js`))[name];
process.send({ ready: true });

process.on('message', async ({ event, requestId, timeoutMs }) => {
  const deadline = Date.now() + timeoutMs;
  const context = {
    awsRequestId: requestId,
    functionName: 'local',
    functionVersion: '$LATEST',
    memoryLimitInMB: '1024',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    process.send({ requestId, response: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send({ requestId, error: String(error?.stack ?? error) });
  }
});
