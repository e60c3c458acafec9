import { gunzipSync } from 'node:zlib';
import type { Rule } from '../../lib/core/rule/rule';
import { SETTINGS, World } from '../lambda/log-processor/world';
import type { GeneratedLogFile } from './generate-log-files';
import type { Timed } from './interleaved';

/**
 * The log processor on all of the files, ten notices an invocation, with an AWS in memory that answers at once: what
 * is timed is the handler's own work and the little that the memory needs. The memory would count the claims of a
 * window by looking at them all, which is DynamoDB's work; it always answers that none are grouped.
 */
export function logProcessor(files: readonly GeneratedLogFile[], rules: readonly Rule[]): Timed {
  return {
    name: 'log processor',
    runMs: async () => {
      const world = new World(rules, { ...SETTINGS, maxLogFileBytes: 256 * 1024 * 1024 });
      for (const { name, gzipped } of files) world.deliver(keyOf(name), gzipped);
      const container = world.container();
      const ports = { ...container.ports, countGrouped: async () => 0 };
      const timeMs = await timed(() => world.drain({ ...container, ports }));
      if (world.dead.length > 0) throw new Error(`${world.dead.length} messages went to the dead letters`);
      return timeMs;
    },
  };
}

/** The same files unpacked in this process, and nothing else. */
export function gunzipHere(files: readonly GeneratedLogFile[]): Timed {
  return inThisProcess('gunzip alone', files, () => undefined);
}

/** The same files unpacked and parsed in this process. */
export function parseHere(files: readonly GeneratedLogFile[]): Timed {
  return inThisProcess('gunzip + JSON.parse', files, (text) => JSON.parse(text.toString()));
}

function inThisProcess(
  name: string,
  files: readonly GeneratedLogFile[],
  step: (text: Buffer) => unknown,
): Timed {
  return {
    name,
    runMs: () =>
      timed(async () => {
        for (const { gzipped } of files) step(gunzipSync(gzipped));
      }),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const fromMs = performance.now();
  await work();
  return performance.now() - fromMs;
}

function keyOf(name: string): string {
  return `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/08/03/${name}`;
}
