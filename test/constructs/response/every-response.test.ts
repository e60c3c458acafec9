import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RESPONSE_ACTIONS } from '../../../lib/core/response/response-actions';
import { RESPONSE_ACTION_NAMES } from '../../../lib/core/settings/responder-settings';
import { AlertResponse, ResponseAction } from '../../../lib/index';
import { response } from '../../scenarios/response';

const OFFERED = Object.getOwnPropertyNames(AlertResponse).filter(
  (name) => typeof Object(AlertResponse)[name] === 'function',
);

/** What runs something of the user is named after that. */
const NAMES = new Map([
  ['stateMachine', 'start-state-machine'],
  ['ssmDocument', 'start-automation'],
]);

/** The same letters, however words are parted: `enableGuardDuty` is `enable-guardduty`. */
function lettersOf(name: string): string {
  return name.replaceAll('-', '').toLowerCase();
}

test('each action is offered by a method of AlertResponse', () => {
  const offered = OFFERED.map((name) => lettersOf(NAMES.get(name) ?? name));
  expect(offered.sort()).toEqual(RESPONSE_ACTION_NAMES.map(lettersOf).sort());
});

test('each method of AlertResponse has its row in docs/alerts/response.md', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/alerts/response.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...OFFERED].sort());
});

test('each action that is made in the account of a record can have a role there', () => {
  const made = RESPONSE_ACTION_NAMES.filter((name) => RESPONSE_ACTIONS[name].isInAccount);
  expect(Object.values(ResponseAction).sort()).toEqual([...made].sort());
});

test('each action is in the scenario whose template is reviewed', () => {
  const app = new App();
  response.build(app);
  const templates = app
    .synth()
    .stacks.map(({ template }) => JSON.stringify(template))
    .join();
  const missing = RESPONSE_ACTION_NAMES.filter((name) => !templates.includes(`\\"action\\":\\"${name}\\"`));
  expect(missing).toEqual([]);
});
