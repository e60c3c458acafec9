// One container of a function, in a process of its own: loads the bundle once, then answers one event after another,
// as Lambda's runtime does. Its standard output and standard error are the function's log; a line on both ends an
// invocation's part of it, as in Lambda's.
const { join } = require('node:path');

const [codeFolder, entry, slowness] = process.argv.slice(2);

// A function's time passes more slowly than the machine's, which may be busy with other things.
const { timeout } = AbortSignal;
AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds * slowness);

const [file, name] = entry.split('.');
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

const handler = require(join(codeFolder, `${file}.js`))[name];
process.send({ ready: true });

process.on('message', async ({ event, requestId, timeoutMs }) => {
  const deadline = Date.now() + timeoutMs * slowness;
  const context = {
    awsRequestId: requestId,
    functionName: 'local',
    functionVersion: '$LATEST',
    memoryLimitInMB: '1024',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:local',
    getRemainingTimeInMillis: () => Math.max(0, Math.floor((deadline - Date.now()) / slowness)),
  };
  try {
    process.send({ requestId, response: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send({ requestId, error: String(error?.stack ?? error) });
  }
  for (const log of [process.stdout, process.stderr]) log.write(`END RequestId: ${requestId}\n`);
});
