import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import { filled, type Scope, valueAt, withResult } from './data-flow';
import { asFailure, type Execution, isNamed, mayRetry, type Start, StateFailed } from './retrying';

/** What states do to the world. */
export interface Services {
  /** Calls a function by the name that the definition has. It fails with an error whose name Step Functions would show. */
  readonly invoke: (functionName: string, payload: Json) => Promise<Json>;
  /** The keys of a bucket below a prefix. */
  readonly keys: (bucket: string, prefix: string) => Promise<readonly string[]>;
  /**
   * Calls any other service: the resource is the end of its ARN, such as `aws-sdk:s3:putPublicAccessBlock`.
   *
   * @default - there is no other
   */
  readonly call?: (resource: string, request: JsonObject, roleArn: string | undefined) => Promise<Json>;
  /**
   * Lets time pass.
   *
   * @default - none passes
   */
  readonly wait?: (seconds: number) => void;
}

/**
 * Runs a definition in Amazon States Language, state by state: Pass, Choice, Wait, Succeed, Fail, Task, and
 * Map in distributed mode over the objects of a bucket. Retries follow each other at once. Whatever else stands in a definition is
 * an error, so that nothing is passed over.
 */
export async function runStateMachine(
  definition: JsonObject,
  start: Start,
  services: Services,
): Promise<Execution> {
  const { name, startedAt, input } = start;
  const context = {
    Execution: { Name: name, StartTime: startedAt, Input: input },
    // No time passes.
    State: { EnteredTime: startedAt },
  };
  const entered: string[] = [];
  const machine = new StateMachine(services, (state) => entered.push(state));
  try {
    return { status: 'SUCCEEDED', output: await machine.run(definition, { input, context }, ''), entered };
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    return { status: 'FAILED', error: error.code, output: null, entered };
  }
}

const MEMBERS: readonly string[] = [
  ...[
    'Type',
    'Next',
    'End',
    'Result',
    'Resource',
    'Parameters',
    'ResultSelector',
    'ResultPath',
    'OutputPath',
    'Seconds',
  ],
  ...['Retry', 'Catch', 'TimeoutSeconds', 'Choices', 'Default', 'Error', 'Cause', 'Label', 'ItemReader'],
  ...[
    'Credentials',
    'ItemSelector',
    'ItemProcessor',
    'MaxConcurrency',
    'ToleratedFailurePercentage',
    'ResultWriter',
  ],
];

class StateMachine {
  constructor(
    private readonly services: Services,
    private readonly note: (state: string) => void,
  ) {}

  async run({ StartAt, States }: JsonObject, { input, context }: Scope, path: string): Promise<Json> {
    let value = input;
    for (let name: Json | undefined = StartAt; name !== undefined; ) {
      const state = objectOf(objectOf(States)[String(name)]);
      const unknown = Object.keys(state).find((member) => !MEMBERS.includes(member));
      if (unknown !== undefined)
        throw new Error(`state '${String(name)}' has ${unknown}, which is not run here`);
      this.note(`${path}${String(name)}`);
      const done = await this.#enter(state, { input: value, context }, `${path}${String(name)}/`);
      value = done.output;
      name = done.next;
    }
    return value;
  }

  async #enter(state: JsonObject, scope: Scope, path: string): Promise<{ output: Json; next?: Json }> {
    const { input } = scope;
    const next = state.Next === undefined ? {} : { next: state.Next };
    switch (state.Type) {
      case 'Pass':
        return { output: passed(state, scope), ...next };
      case 'Succeed':
        return { output: input };
      case 'Fail':
        throw new StateFailed(String(state.Error));
      case 'Wait':
        this.services.wait?.(Number(state.Seconds));
        return { output: input, ...next };
      case 'Choice':
        return { output: input, next: chosen(state, scope) };
      case 'Task':
        return this.#task(state, scope).then(
          (output) => ({ output, ...next }),
          (error: unknown) => caught(state, input, error),
        );
      case 'Map':
        return this.#map(state, scope, path).then(
          (result) => ({ output: withResult(input, state.ResultPath, result), ...next }),
          (error: unknown) => caught(state, input, error),
        );
      default:
        throw new Error(`a state of type ${String(state.Type)} is not run here`);
    }
  }

  async #task(state: JsonObject, scope: Scope): Promise<Json> {
    const tries = new Map<JsonObject, number>();
    for (;;) {
      try {
        const answer = await this.#answer(state, scope);
        const selected =
          state.ResultSelector === undefined
            ? answer
            : filled(state.ResultSelector, { ...scope, input: answer });
        const output = withResult(scope.input, state.ResultPath, selected);
        return state.OutputPath === undefined
          ? output
          : valueAt(String(state.OutputPath), { ...scope, input: output });
      } catch (error) {
        if (!(error instanceof Error) || !mayRetry(state, error.name, tries)) throw asFailure(error);
      }
    }
  }

  async #answer({ Resource, Parameters = null, Credentials = {} }: JsonObject, scope: Scope): Promise<Json> {
    const resource = String(Resource).split(':states:::')[1] ?? '';
    const context = { ...scope.context, Task: { Token: 'task-token' } };
    const request = objectOf(filled(Parameters, { ...scope, context }));
    if (resource === 'lambda:invoke') {
      const { FunctionName, Payload = null } = request;
      return { Payload: await this.services.invoke(String(FunctionName), Payload), StatusCode: 200 };
    }
    if (this.services.call === undefined) throw new Error(`no service for ${resource}`);
    const { RoleArn } = objectOf(filled(Credentials, scope));
    return this.services.call(resource, request, RoleArn === undefined ? undefined : String(RoleArn));
  }

  /** Each item in a child workflow of its own; it fails only beyond the tolerated percentage. */
  async #map(state: JsonObject, scope: Scope, path: string): Promise<Json> {
    const { Resource, Parameters } = objectOf(state.ItemReader);
    if (!String(Resource).endsWith(':states:::s3:listObjectsV2')) throw new Error('no list of objects');
    const { Bucket, Prefix } = objectOf(filled(Parameters ?? null, scope));
    const keys = await this.services.keys(String(Bucket), String(Prefix));
    const outcomes = await Promise.allSettled(
      keys.map((Key, Index) => {
        const item = { Map: { Item: { Index, Value: { Key } } } };
        const input = filled(state.ItemSelector ?? null, {
          ...scope,
          context: { ...scope.context, ...item },
        });
        return this.run(objectOf(state.ItemProcessor), { input, context: {} }, path);
      }),
    );
    const failed = outcomes.filter(({ status }) => status === 'rejected').length;
    const tolerated = Number(state.ToleratedFailurePercentage ?? 0);
    if (failed > 0 && (100 * failed) / keys.length > tolerated) {
      throw new StateFailed('States.ExceedToleratedFailureThreshold');
    }
    return { ResultWriterDetails: { Key: 'manifest.json' }, failed };
  }
}

function passed({ Parameters, Result, ResultPath }: JsonObject, scope: Scope): Json {
  const result = Parameters === undefined ? (Result ?? scope.input) : filled(Parameters, scope);
  return withResult(scope.input, ResultPath, result);
}

function chosen({ Choices, Default }: JsonObject, scope: Scope): Json {
  for (const choice of (Choices as readonly JsonObject[]) ?? []) {
    const value = valueAt(String(choice.Variable), scope);
    const isEqual = choice.BooleanEquals === value || choice.NumericEquals === value;
    if (isEqual) return choice.Next ?? null;
  }
  if (Default === undefined) throw new StateFailed('States.NoChoiceMatched');
  return Default;
}

function caught(state: JsonObject, input: Json, error: unknown): { output: Json; next?: Json } {
  if (!(error instanceof StateFailed)) throw error;
  const catchers = (state.Catch as readonly JsonObject[] | undefined) ?? [];
  const catcher = catchers.find(({ ErrorEquals }) => isNamed(ErrorEquals as readonly string[], error.code));
  if (catcher?.Next === undefined) throw error;
  const failure = { Error: error.code, Cause: error.why };
  return { output: withResult(input, catcher.ResultPath, failure), next: catcher.Next };
}

function objectOf(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`expected an object, found ${JSON.stringify(value)}`);
}
