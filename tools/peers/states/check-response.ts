import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { RESPONSE_ACTIONS } from '../../../lib/core/response/response-actions';
import { toPlan, withCall } from '../../../lib/core/response/response-plan';
import { toResponseMachine } from '../../../lib/core/response/to-response-machine';
import {
  RESPONSE_ACTION_NAMES,
  type ResponseActionName,
} from '../../../lib/core/settings/responder-settings';
import { answeredAlert, decided, settingsOf } from '../../../test/core/response/response-samples';
import { FunctionContainer } from '../../../test/local-aws/function-container';
import { LOCAL_REGION } from '../../../test/local-aws/start-local-aws';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import type { StatesEngine } from './interpreter';
import { startLambdaGateway } from './lambda-gateway';
import { ATTACKS, type Attacked, EMULATED_ACCOUNT, EMULATED_REGION } from './response-attacks';

const REPORTER = 'reporter';

/**
 * The state machine of each action in another interpreter of Amazon States Language, and the shipped function that acts in the
 * Region of a record, against resources of an emulator that were attacked: each has the effect that it is for, in another Region than
 * the machine, and a second execution changes nothing.
 */
export async function checkResponse(engine: StatesEngine, emulator: string, outcome: Outcome): Promise<void> {
  let endpoint = '';
  const reported: Json[] = [];
  const actors = new Map<string, FunctionContainer>();
  const gateway = await startLambdaGateway(
    () => endpoint,
    async (name, payload) => {
      if (name !== REPORTER) return (await (await actorOf(actors, name, endpoint)).call(payload)) as Json;
      reported.push((payload as JsonObject).outcome ?? null);
      return null;
    },
  );
  try {
    await withEmulator(emulator, async (server) => {
      endpoint = server.endpoint;
      await engine.serve(gateway.port, async (interpreter) => {
        for (const action of RESPONSE_ACTION_NAMES.filter((name) => name in ATTACKS)) {
          const attacked = await ATTACKS[action as keyof typeof ATTACKS](endpoint);
          const machine = await interpreter.create(action, definitionOf(action));
          const runs: unknown[] = [];
          for (const name of ['first', 'second']) {
            const { status } = await interpreter.run(machine, name, planOf(action, attacked));
            runs.push({ status, reported: reported.splice(0), state: await attacked.read() });
          }
          const [first, second] = runs;
          const expected = { status: 'SUCCEEDED', reported: ['done'], state: attacked.expected };
          const what = `the machine of '${action}' in the interpreter of ${engine.name} has its effect`;
          outcome.check(isDeepStrictEqual(first, expected), what, [
            JSON.stringify(first),
            JSON.stringify(expected),
          ]);
          outcome.check(isDeepStrictEqual(second, first), `'${action}' changes nothing a second time`, [
            JSON.stringify(second),
          ]);
        }
      });
    });
  } finally {
    for (const actor of actors.values()) actor.stop();
    await gateway.stop();
  }
}

/** The function of an action: the shipped bundle in a process of its own, whose clients call the emulator. */
async function actorOf(
  actors: Map<string, FunctionContainer>,
  action: string,
  endpoint: string,
): Promise<FunctionContainer> {
  const found = actors.get(action);
  if (found !== undefined) return found;
  const environment = {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: LOCAL_REGION, TRAILWATCH_RESPONSE_ACTION: action },
    TRAILWATCH_PARTITION: 'aws',
    ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
  };
  const started = await FunctionContainer.start({
    aws: { environment },
    source: {
      ...{ functionId: action, handler: 'index.handler', timeoutSeconds: 50, environment: {} },
      codeFolder: join(__dirname, '../../../dist/lambda/regional-response'),
    },
  });
  actors.set(action, started);
  return started;
}

function definitionOf(action: ResponseActionName): string {
  return JSON.stringify(
    toResponseMachine({
      ...{ action, partition: 'aws', actsInAccounts: false, functionArn: REPORTER },
      actorArn: RESPONSE_ACTIONS[action].isRegional ? action : undefined,
    }),
  );
}

/** What the responder starts the machine with. */
function planOf(action: ResponseActionName, { record, guardrail }: Attacked): JsonObject {
  const settings = settingsOf({ accountId: EMULATED_ACCOUNT });
  const place = { recipientAccountId: EMULATED_ACCOUNT, awsRegion: EMULATED_REGION };
  const alert = answeredAlert(action, { ...place, ...record });
  const decision = decided(action, alert, { settings, ...(guardrail === undefined ? {} : { guardrail }) });
  if (decision.kind !== 'act') throw new Error(decision.why);
  const plan = withCall(toPlan(alert, action), decision, settings);
  return JSON.parse(JSON.stringify(plan)) as JsonObject;
}
