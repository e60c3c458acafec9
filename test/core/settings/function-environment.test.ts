import { WORKER_NAMES } from '../../../lib/core/settings/function-environment';
import { propertiesOfEveryScenario } from '../inventory/template-paths';

/** As the CDK makes a name from a path: its words, and a hash of it. */
const MADE_FROM_PATH = /^[A-Za-z][A-Za-z0-9]*[0-9A-F]{8}$/;

test('every setting that holds a name made from the place of its function is one of them, and no other', () => {
  const functions = propertiesOfEveryScenario().get('AWS::Lambda::Function') ?? [];
  const written = functions.flatMap((properties) => {
    const { Environment } = properties as { Environment?: { Variables?: Readonly<Record<string, unknown>> } };
    return Object.entries(Environment?.Variables ?? {});
  });
  const made = written.filter(([, value]) => typeof value === 'string' && MADE_FROM_PATH.test(value));
  const known = Object.values(WORKER_NAMES).map(({ variable }) => variable);
  expect([...new Set(made.map(([variable]) => variable))].sort()).toEqual(known.sort());
});
