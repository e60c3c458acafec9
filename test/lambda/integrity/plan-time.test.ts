import type { SQSClient } from '@aws-sdk/client-sqs';
import { sendMessages } from '../../../lambda/aws/send/send-messages';
import { beginInvocation } from '../../../lambda/integrity/invocation';
import { planWork } from '../../../lambda/integrity/plan-work';
import { SignedArchive } from '../../digest/signed-archive';
import { World } from './world';

const LIST_MS = 100;
const SQS_MS = 30;
const DYNAMODB_MS = 20;
const ACCOUNTS = Array.from({ length: 1000 }, (_, at) => String(111_111_110_000 + at));
const REGIONS = Array.from({ length: 17 }, (_, at) => `xx-west-${at}`);

/** A clock that goes on to the next answer whenever nothing else is to be done. */
class Latency {
  nowMs = 0;
  calls = 0;
  #waiting: { readonly atMs: number; readonly answer: () => void }[] = [];

  wait(ms: number): Promise<void> {
    this.calls += 1;
    return new Promise((answer) => this.#waiting.push({ atMs: this.nowMs + ms, answer }));
  }

  /** How long the work takes. */
  async measure(work: Promise<void>): Promise<number> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length > 0) this.#advance();
    }
    await done;
    return this.nowMs;
  }

  #advance(): void {
    this.nowMs = Math.min(...this.#waiting.map(({ atMs }) => atMs));
    const due = this.#waiting.filter(({ atMs }) => atMs <= this.nowMs);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs > this.nowMs);
    for (const { answer } of due) answer();
  }
}

function subfoldersOf(keyPrefix: string): readonly string[] {
  const depth = keyPrefix.split('/').length;
  if (depth === 2) return ACCOUNTS.map((account) => `${keyPrefix}${account}/`);
  if (depth === 3) return [`${keyPrefix}CloudTrail-Digest/`, `${keyPrefix}CloudTrail/`];
  return REGIONS.map((region) => `${keyPrefix}${region}/`);
}

test.each([
  ['the first plan', []],
  [
    'a later plan, which knows the folders,',
    ACCOUNTS.flatMap((account) => REGIONS.map((region) => `AWSLogs/${account}/CloudTrail/${region}/`)),
  ],
])('%s of 1,000 accounts with 17 Regions takes less than a minute', async (_, known: readonly string[]) => {
  const latency = new Latency();
  const world = new World(new SignedArchive([{ accountId: ACCOUNTS[0]!, hours: 1 }]));
  const queued = new Set<string>();
  const sqs = {
    send: async ({ input }: { input: { Entries: readonly { Id: string; MessageBody: string }[] } }) => {
      await latency.wait(SQS_MS);
      for (const { MessageBody } of input.Entries) queued.add(MessageBody);
      return { Successful: input.Entries };
    },
  } as unknown as Pick<SQSClient, 'send'>;
  const container = world.container();
  const invocation = beginInvocation(
    {
      ...container,
      ports: {
        ...container.ports,
        readProgress: async (name) => {
          await latency.wait(DYNAMODB_MS);
          return { name, text: '', version: 0 };
        },
        writeProgress: async () => {
          await latency.wait(DYNAMODB_MS);
          return true;
        },
        listProgress: async function* () {
          // A page holds about a thousand items.
          for (const [at, name] of known.entries()) {
            if (at % 1000 === 0) await latency.wait(DYNAMODB_MS);
            yield name;
          }
        },
        listFolders: async function* (keyPrefix) {
          await latency.wait(LIST_MS);
          yield* subfoldersOf(keyPrefix);
        },
        sendMessages: (bodies) => sendMessages(sqs, 'queue', bodies),
      },
    },
    new AbortController().signal,
  );
  const tookMs = await latency.measure(planWork(invocation, world.nowMs));
  expect([...queued].filter((body) => body.includes('"job":"follow"'))).toHaveLength(1000 * 17);
  expect(latency.calls).toBeGreaterThan(1 + 3 * 1000 + 1700);
  expect(tookMs).toBeLessThan(20_000);
});
