import { App } from 'aws-cdk-lib';

import { guardedOrganization } from '../scenarios/guardrails';
import { type ArchiveMatrix, archiveMatrices } from './archive-matrix';
import { askFor } from './ask';
import { expectDocument } from './expect-document';
import { decideGuarded, GUARDED_CALLERS, GUARDED_WISHES } from './guarded-matrix';
import { type Caller, callersOf } from './matrix-callers';
import { type Wish, wishesOf } from './matrix-requests';
import {
  accountScenario,
  ORGANIZATION,
  OWNER,
  organizationScenario,
  type Scenario,
} from './reference-stacks';
import { type Matrix, renderMatrix } from './render-matrix';
import { decideResponding, RESPONSE_CALLERS, RESPONSE_WISHES } from './response-matrix';
import { decideReading, decideTaking, READERS, READINGS, TAKERS } from './sharing-matrix';

const MATRIX_INTRODUCTION = `# Access matrix

Who may do what, decided offline from the synthesized templates: bucket, key, topic, queue and trust policies, identity
policies, and the policies of the organization. Generated: \`npm run generate\` writes it
again. The tests beside it assert every cell together with its reason.

\`yes\` is allowed, \`no\` is not allowed by anything, \`no!\` is denied, whatever else allows it.

The first six tables tell most. Behind them comes every app of \`test/scenarios\`, but for \`guardrails\`, whose table is
the fifth. The first trail and the last are those that deliver to the archive; where one delivers, it is the first. What
a scenario imports has no policies there: whoever keeps them elsewhere says who may.
`;

const GUARDRAILS_INTRODUCTION = `# What the guardrails deny

Everything that \`AuditGuardrails\` denies in the scenario \`guardrails\` of the tests: the stack \`LogArchive\` of an
organization's log archive account, its trail, and the trail of a member account. Generated from the constructs;
\`npm run generate\` writes it again.

`;

test('the access matrix in the documents is what the templates give', () => {
  const text = matrices().map(renderMatrix).join('\n');
  expectDocument('reference/access-matrix.md', `${MATRIX_INTRODUCTION}\n${text}`);
});

test('the guardrails in the documents are what the constructs deny', () => {
  const app = new App();
  expectDocument('deploy/guardrails.md', GUARDRAILS_INTRODUCTION + guardedOrganization(app).describe());
});

function matrices(): readonly Matrix[] {
  return [
    matrixOf('An account that keeps its own logs', accountScenario(OWNER)),
    matrixOf(
      'An organization whose archive has an account of its own',
      organizationScenario(OWNER, ORGANIZATION),
    ),
    {
      title: 'Taking the role of a reader',
      callers: Object.keys(TAKERS),
      wishes: ['security', 'workload', 'vendor'],
      decide: (who, what) => decideTaking(who as never, what as never),
    },
    {
      title: 'Reading in a session of such a role',
      callers: Object.keys(READERS),
      wishes: Object.keys(READINGS),
      decide: (who, what) => decideReading(who as never, what as never),
    },
    {
      title: 'Under the guardrails',
      callers: Object.keys(GUARDED_CALLERS),
      wishes: Object.keys(GUARDED_WISHES),
      decide: (who, what) => decideGuarded(what as never, who as never),
    },
    {
      title: 'The roles of responders, under the guardrails',
      callers: Object.keys(RESPONSE_CALLERS),
      wishes: Object.keys(RESPONSE_WISHES),
      decide: (who, what) => decideResponding(who as never, what as never),
    },
    ...archiveMatrices().map(matrixOfArchive),
  ];
}

function matrixOfArchive(matrix: ArchiveMatrix): Matrix {
  const { name, callers, wishes } = matrix;
  return {
    title: `The scenario ${name}`,
    callers: Object.keys(callers),
    wishes: Object.keys(wishes),
    decide: (who, what) => askFor(matrix, callers[who]!, wishes[what]!),
  };
}

function matrixOf(title: string, scenario: Scenario): Matrix {
  const callers: Readonly<Record<string, Caller>> = callersOf(scenario);
  const wishes: Readonly<Record<string, Wish>> = wishesOf(scenario);
  return {
    title,
    callers: Object.keys(callers),
    wishes: Object.keys(wishes),
    decide: (who, what) => askFor(scenario, callers[who]!, wishes[what]!),
  };
}
