import jsonata from 'jsonata';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import { asFailure, type Execution, mayRetry, type Start, StateFailed } from './retrying';

/** Calls a service: the resource is the end of its ARN, such as `athena:startQueryExecution.sync`. */
export type CallService = (resource: string, request: JsonObject) => Promise<Json>;

interface Scope {
  readonly input: Json;
  readonly context: JsonObject;
  /** Those of the outer states can be read, and not be assigned. */
  readonly variables: Record<string, Json>;
}

/** What an expression sees besides, once a state has a result or an error. */
interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

const MEMBERS: readonly string[] = [
  ...['Type', 'Next', 'End', 'Resource', 'Arguments', 'Output', 'Assign', 'Retry', 'Catch', 'Cause', 'Error'],
  ...['TimeoutSeconds', 'Choices', 'Default', 'Seconds', 'Items', 'ItemSelector', 'ItemProcessor'],
  'MaxConcurrency',
];

/** The ARN of the state machine that runs. */
export const MACHINE_ARN = 'arn:aws:states:eu-central-1:111122223333:stateMachine:local';

/**
 * Runs a definition whose query language is JSONata, state by state, with the library of JSONata: Pass, Choice, Wait, Succeed, Fail,
 * Task, and Map in inline mode, whose iterations follow each other. Retries follow at once, and nothing waits. Whatever else stands
 * in a definition is an error, so that nothing is passed over.
 */
export async function runJsonataMachine(
  definition: JsonObject,
  { name, startedAt, input }: Start,
  call: CallService,
): Promise<Execution> {
  if (definition.QueryLanguage !== 'JSONata') throw new Error('no machine of JSONata');
  const Id = `${MACHINE_ARN.replace('stateMachine', 'execution')}:${name}`;
  const context = { Execution: { Id, Name: name, StartTime: startedAt }, StateMachine: { Id: MACHINE_ARN } };
  const entered: string[] = [];
  const machine = new JsonataMachine(call, (state) => entered.push(state));
  try {
    const output = await machine.run(definition, { input, context, variables: {} }, '');
    return { status: 'SUCCEEDED', output, entered };
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    return { status: 'FAILED', error: error.code, cause: error.why, output: null, entered };
  }
}

class JsonataMachine {
  constructor(
    private readonly call: CallService,
    private readonly note: (state: string) => void,
  ) {}

  async run({ StartAt, States }: JsonObject, { input, context, variables }: Scope, path: string) {
    const own = { ...variables };
    let value = input;
    for (let name: Json | undefined = StartAt; name !== undefined; ) {
      const state = objectOf(objectOf(States)[String(name)]);
      const unknown = Object.keys(state).find((member) => !MEMBERS.includes(member));
      if (unknown !== undefined)
        throw new Error(`state '${String(name)}' has ${unknown}, which is not run here`);
      this.note(`${path}${String(name)}`);
      const done = await this.#enter(
        state,
        { input: value, context, variables: own },
        `${path}${String(name)}/`,
      );
      value = done.output;
      name = done.next;
    }
    return value;
  }

  async #enter(state: JsonObject, scope: Scope, path: string): Promise<{ output: Json; next?: Json }> {
    switch (state.Type) {
      case 'Pass':
      case 'Wait':
      case 'Succeed':
        return ended(state, scope, { result: scope.input });
      case 'Fail':
        throw new StateFailed(String(state.Error), String(await filled(state.Cause ?? '', scope)));
      case 'Choice':
        return { output: scope.input, next: await chosen(state, scope) };
      case 'Task':
        return this.#retried(state, scope, () => this.#task(state, scope));
      case 'Map':
        return this.#retried(state, scope, () => this.#map(state, scope, path));
      default:
        throw new Error(`a state of type ${String(state.Type)} is not run here`);
    }
  }

  async #retried(state: JsonObject, scope: Scope, work: () => Promise<Json>) {
    const tries = new Map<JsonObject, number>();
    for (;;) {
      try {
        return await ended(state, scope, { result: await work() });
      } catch (thrown) {
        const error = asFailure(thrown);
        if (!(error instanceof StateFailed)) throw error;
        if (mayRetry(state, error.code, tries)) continue;
        const [catcher] = (state.Catch as readonly JsonObject[] | undefined) ?? [];
        if (catcher === undefined) throw error;
        return ended(catcher, scope, { errorOutput: { Error: error.code, Cause: error.why } });
      }
    }
  }

  async #task({ Resource, Arguments = {} }: JsonObject, scope: Scope): Promise<Json> {
    const resource = String(Resource).split(':states:::')[1];
    if (resource === undefined) throw new Error(`no resource of Step Functions: ${String(Resource)}`);
    return this.call(resource, objectOf(await filled(Arguments, scope)));
  }

  async #map({ Items, ItemSelector, ItemProcessor }: JsonObject, scope: Scope, path: string): Promise<Json> {
    const items = await filled(Items ?? null, scope);
    if (!Array.isArray(items)) throw new Error(`no items: ${JSON.stringify(items)}`);
    const results: Json[] = [];
    for (const [Index, Value] of items.entries()) {
      const context = { ...scope.context, Map: { Item: { Index, Value } } };
      const input = ItemSelector === undefined ? Value : await filled(ItemSelector, { ...scope, context });
      results.push(await this.run(objectOf(ItemProcessor), { ...scope, context, input }, path));
    }
    return results;
  }
}

/** Assigns variables, and gives the output: what the state says, or its result. */
async function ended(
  state: JsonObject,
  scope: Scope,
  outcome: Outcome,
): Promise<{ output: Json; next?: Json }> {
  const assigned = objectOf(await filled(state.Assign ?? {}, scope, outcome));
  const output =
    state.Output === undefined
      ? (outcome.result ?? outcome.errorOutput ?? null)
      : await filled(state.Output, scope, outcome);
  Object.assign(scope.variables, assigned);
  return { output, ...(state.Next === undefined ? {} : { next: state.Next }) };
}

async function chosen({ Choices, Default }: JsonObject, scope: Scope): Promise<Json> {
  for (const { Condition, Next } of Choices as readonly JsonObject[]) {
    const holds = await filled(Condition ?? null, scope);
    if (typeof holds !== 'boolean') throw new StateFailed('States.QueryEvaluationError', 'no boolean');
    if (holds) return Next ?? null;
  }
  if (Default === undefined) throw new StateFailed('States.NoChoiceMatched');
  return Default;
}

/** A template with its expressions, `{% … %}`, evaluated. */
async function filled(template: Json, scope: Scope, outcome: Outcome = {}): Promise<Json> {
  if (Array.isArray(template)) return Promise.all(template.map((each) => filled(each, scope, outcome)));
  if (isJsonObject(template)) {
    const members = Object.entries(template).map(
      async ([name, value]) => [name, await filled(value ?? null, scope, outcome)] as const,
    );
    return Object.fromEntries(await Promise.all(members));
  }
  const [, expression] = (typeof template === 'string' && /^\{%([\s\S]*)%\}$/.exec(template)) || [];
  return expression === undefined ? template : evaluated(expression, scope, outcome);
}

async function evaluated(expression: string, scope: Scope, outcome: Outcome): Promise<Json> {
  try {
    const states = { input: scope.input, context: scope.context, ...outcome };
    const value: unknown = await jsonata(expression).evaluate(null, { ...scope.variables, states });
    if (value !== undefined) return JSON.parse(JSON.stringify(value)) as Json;
  } catch (error) {
    throw new StateFailed('States.QueryEvaluationError', String((error as Error).message));
  }
  // JSON has no undefined, and neither has a state.
  throw new StateFailed('States.QueryEvaluationError', `undefined: ${expression}`);
}

function objectOf(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`expected an object, found ${JSON.stringify(value)}`);
}
