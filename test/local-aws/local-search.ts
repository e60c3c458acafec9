import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { listObjects } from '../../lambda/aws/list-objects';
import { type SearchPlace, searchPlaceOf } from '../../lib/core/archive-search/search-place';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { ArchiveSearch, LogArchive } from '../../lib/index';
import { type Execution, runStateMachine } from '../state-machine/state-machine';
import { createStack, type LocalStateMachine, stateMachinesOf } from './create-stack';
import { FunctionContainer } from './function-container';
import type { LocalAws } from './start-local-aws';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

/** An `ArchiveSearch` on the embedded AWS: its synthesized state machine, and the shipped functions. */
export class LocalSearch {
  /** Synthesizes into a folder, and creates what is there. */
  static async start(aws: LocalAws, assembly: string): Promise<LocalSearch> {
    const stack = synthesizeStack(assembly, 'Local', (scope) => {
      const archive = new LogArchive(scope, 'Archive', { trails: [LOCAL_TRAIL] });
      new ArchiveSearch(scope, 'Search', { archive });
    });
    await createStack(aws, stack);
    const [machine] = stateMachinesOf(aws, stack);
    const place = searchPlaceOf(machine?.definition ?? '');
    if (machine === undefined || place === undefined) throw new Error('the template has no search');
    return new LocalSearch(aws, machine, place);
  }

  readonly #containers = new Map<string, FunctionContainer>();

  private constructor(
    private readonly aws: LocalAws,
    private readonly machine: LocalStateMachine,
    readonly place: SearchPlace,
  ) {}

  get definition(): string {
    return this.machine.definition;
  }

  async archive(key: string, body: Uint8Array): Promise<void> {
    await this.aws.s3.send(new PutObjectCommand({ Bucket: this.place.archiveBucket, Key: key, Body: body }));
  }

  /** Runs the definition; it starts a minute from now, so that it sees what was just archived. */
  run(name: string, input: Json): Promise<Execution> {
    const startedAt = new Date(Date.now() + 60_000).toISOString();
    return runStateMachine(
      JSON.parse(this.machine.definition) as JsonObject,
      { name, startedAt, input },
      {
        invoke: (functionArn, payload) => this.invoke(functionArn, payload),
        keys: (bucket, prefix) => this.keys(bucket, prefix),
      },
    );
  }

  async keys(bucket: string, prefix: string): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { key } of listObjects(this.aws.s3, bucket, prefix)) found.push(key);
    return found;
  }

  /** An object of the results. */
  async read(key: string): Promise<string> {
    const { Body } = await this.aws.s3.send(
      new GetObjectCommand({ Bucket: this.place.resultsBucket, Key: key }),
    );
    return (await Body?.transformToString()) ?? '';
  }

  async stop(): Promise<void> {
    for (const container of this.#containers.values()) await container.stop();
  }

  /** Calls the shipped bundle that the template names, in a process of its own. */
  async invoke(functionArn: string, payload: Json): Promise<Json> {
    const { aws } = this;
    const source = this.machine.functions.get(functionArn);
    if (source === undefined) throw new Error(`the template has no function '${functionArn}'`);
    const container = this.#containers.get(functionArn) ?? (await FunctionContainer.start({ aws, source }));
    this.#containers.set(functionArn, container);
    try {
      return (await container.call(payload)) as Json;
    } catch (error) {
      const [name = 'Error'] = /\w+(?=:)/.exec(String(error).replace(/^Error: /, '')) ?? [];
      throw Object.assign(new Error(String(error)), { name });
    }
  }
}
