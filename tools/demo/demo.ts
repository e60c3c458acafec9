/** `npm run demo [-- PATH]`: arguments, signals, the terminal and the exit status; the rest is in run-demo.ts. */
import { constants } from 'node:os';
import { createColors } from 'picocolors';
import { renderDemo } from './render-demo';
import { type DemoScreen, runDemo } from './run-demo';

// The CDK would check every template it makes for most of the demo's time; the tests of the constructs do that.
process.env.CDK_VALIDATION ??= 'false';

const colors = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);

const screen: DemoScreen = {
  say(text) {
    screen.progress('');
    const seconds = (performance.now() / 1000).toFixed(1).padStart(5);
    process.stdout.write(`${colors.dim(`${seconds} s`)}  ${text}\n`);
  },
  progress(text) {
    if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[2K${text}`);
  },
};

async function main(): Promise<number> {
  const [path, ...others] = process.argv.slice(2);
  if (others.length > 0) throw new Error(`one file or folder is taken, not ${others.length + 1}`);
  const stopping = new AbortController();
  let stoppedBy: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stoppedBy ??= signal;
      stopping.abort();
    });
  }
  try {
    const result = await runDemo(path, screen, stopping.signal);
    const page = { columns: process.stdout.columns, colors, seconds: performance.now() / 1000 };
    process.stdout.write(renderDemo(result, page));
    return 0;
  } catch (error) {
    if (stoppedBy === undefined) throw error;
    process.stdout.write('\nstopped; nothing is left behind\n');
    return 128 + constants.signals[stoppedBy];
  }
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  })
  .then((status) => {
    process.exitCode = status;
  });
