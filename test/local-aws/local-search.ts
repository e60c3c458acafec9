import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { listObjects } from '../../lambda/aws/s3/list-objects';
import { type SearchPlace, searchPlaceOf } from '../../lib/core/archive-search/search-place';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { AlertTopic, ArchiveSearch, LogArchive, LogProcessor } from '../../lib/index';
import type { Execution } from '../state-machine/retrying';
import { runStateMachine } from '../state-machine/state-machine';
import { AlertMailbox } from './alert-mailbox';
import { createStack, type LocalStateMachine, stateMachinesOf } from './create-stack';
import { LocalFunctions } from './local-functions';
import type { LocalAws } from './start-local-aws';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

/** An `ArchiveSearch` with a processor on the embedded AWS: its synthesized state machine, and the shipped functions. */
export class LocalSearch {
  /** Synthesizes into a folder, and creates what is there. */
  static async start(aws: LocalAws, assembly: string): Promise<LocalSearch> {
    const stack = synthesizeStack(assembly, 'Local', (scope) => {
      const archive = new LogArchive(scope, 'Archive', { trails: [LOCAL_TRAIL] });
      const alertTopic = new AlertTopic(scope, 'Alerts');
      const processor = new LogProcessor(scope, 'Processor', { archive, alertTopic });
      new ArchiveSearch(scope, 'Search', { archive, processor });
    });
    const { topicArns } = await createStack(aws, stack);
    const mailbox = await AlertMailbox.subscribe(aws, topicArns[0] ?? '');
    const [machine] = stateMachinesOf(aws, stack);
    const place = searchPlaceOf(machine?.definition ?? '');
    if (machine === undefined || place === undefined) throw new Error('the template has no search');
    return new LocalSearch({ aws, machine, mailbox }, place);
  }

  /** Those that the definition calls. */
  readonly functions: LocalFunctions;

  private constructor(
    private readonly parts: {
      readonly aws: LocalAws;
      readonly machine: LocalStateMachine;
      readonly mailbox: AlertMailbox;
    },
    readonly place: SearchPlace,
  ) {
    this.functions = new LocalFunctions(parts.machine.functions, parts);
  }

  /** A subscriber of the topic of the processor. */
  get mailbox(): AlertMailbox {
    return this.parts.mailbox;
  }

  get definition(): string {
    return this.parts.machine.definition;
  }

  async archive(key: string, body: Uint8Array): Promise<void> {
    await this.parts.aws.s3.send(
      new PutObjectCommand({ Bucket: this.place.archiveBucket, Key: key, Body: body }),
    );
  }

  /** Runs the definition; it starts a minute from now, so that it sees what was just archived. */
  run(name: string, input: Json): Promise<Execution> {
    const startedAt = new Date(Date.now() + 60_000).toISOString();
    return runStateMachine(
      JSON.parse(this.parts.machine.definition) as JsonObject,
      { name, startedAt, input },
      {
        invoke: (functionArn, payload) => this.functions.invoke(functionArn, payload),
        keys: (bucket, prefix) => this.keys(bucket, prefix),
      },
    );
  }

  async keys(bucket: string, prefix: string): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { key } of listObjects(this.parts.aws.s3, bucket, prefix)) found.push(key);
    return found;
  }

  /** An object of the results. */
  async read(key: string): Promise<string> {
    const { Body } = await this.parts.aws.s3.send(
      new GetObjectCommand({ Bucket: this.place.resultsBucket, Key: key }),
    );
    return (await Body?.transformToString()) ?? '';
  }

  /** Replaces an object of the results. */
  async write(key: string, text: string): Promise<void> {
    const { s3 } = this.parts.aws;
    await s3.send(new PutObjectCommand({ Bucket: this.place.resultsBucket, Key: key, Body: text }));
  }

  async stop(): Promise<void> {
    this.functions.stop();
  }
}
