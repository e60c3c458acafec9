import type { Json } from '../../lib/core/json/json-value';
import type { LocalFunction } from './create-stack';
import { type ContainerOptions, FunctionContainer } from './function-container';

/** The functions that state machines call, by their ARNs: each is the shipped bundle in a process of its own from its first call on. */
export class LocalFunctions {
  readonly #containers = new Map<string, FunctionContainer>();

  constructor(
    private readonly functions: ReadonlyMap<string, LocalFunction>,
    private readonly options: Pick<ContainerOptions, 'aws' | 'environment'>,
  ) {}

  /**
   * Calls a function. Its error has the name that Step Functions would show.
   *
   * @param timeoutSeconds how long it may take; as the template says where it is absent
   */
  async invoke(functionArn: string, payload: Json, timeoutSeconds?: number): Promise<Json> {
    const source = this.functions.get(functionArn);
    if (source === undefined) throw new Error(`the template has no function '${functionArn}'`);
    const limited = timeoutSeconds === undefined ? source : { ...source, timeoutSeconds };
    const id = `${functionArn} ${limited.timeoutSeconds}`;
    const container =
      this.#containers.get(id) ?? (await FunctionContainer.start({ ...this.options, source: limited }));
    this.#containers.set(id, container);
    try {
      return (await container.call(payload)) as Json;
    } catch (error) {
      const [name = 'Error'] = /\w+(?=:)/.exec(String(error).replace(/^Error: /, '')) ?? [];
      throw Object.assign(new Error(String(error)), { name });
    }
  }

  stop(): void {
    for (const container of this.#containers.values()) container.stop();
  }
}
