import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { account } from '../scenarios/account';
import { organizationOverTwoAccounts } from '../scenarios/organization';
import { threeRoutes } from '../scenarios/realtime';
import { objectLockAndReplication } from '../scenarios/replicated';
import { response } from '../scenarios/response';
import type { Scenario } from '../scenarios/scenario';
import { assemblyOf } from '../scenarios/synthesized';
import { logTables } from '../scenarios/tables';

const ROOT = join(__dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/deploy/flags.md'), 'utf8');

/** Those of which a template shows something. */
const EFFECTIVE = [
  '@aws-cdk/aws-iam:minimizePolicies',
  '@aws-cdk/core:enablePartitionLiterals',
  '@aws-cdk/core:defaultCrossStackReferences',
];
const REFERENCES = [
  account,
  organizationOverTwoAccounts,
  threeRoutes,
  objectLockAndReplication,
  response,
  logTables,
];

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Outputs?: object;
}

/** The templates of a scenario by stack. */
function synthesize(
  { build }: Scenario,
  flags: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Template>> {
  // CDK's own rules for templates are not about flags, and have a run of their own.
  const context = { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': false };
  const app = new App({ analyticsReporting: false, context });
  build(app);
  return templatesOf(app.synth());
}

function templatesOf({ stacksRecursively }: CloudAssembly): Readonly<Record<string, Template>> {
  return Object.fromEntries(stacksRecursively.map(({ stackName, template }) => [stackName, template]));
}

test('cdk.json sets every flag that this aws-cdk-lib recommends, so that none is reported as not configured', () => {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    readonly context: object;
  };
  expect(context).toEqual(recommendedFlags);
});

describe.each(REFERENCES)('the scenario $name', (scenario) => {
  const plain = templatesOf(assemblyOf(scenario));
  const flagged = synthesize(scenario, recommendedFlags);

  test('has the same resources with the recommended flags and without any', () => {
    const typesOf = ({ Resources }: Template) =>
      Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}`);
    expect(Object.keys(flagged)).toEqual(Object.keys(plain));
    for (const [stack, template] of Object.entries(plain))
      expect(typesOf(flagged[stack]!)).toEqual(typesOf(template));
  });

  test('has the same properties and permissions, in other words', () => {
    expect(JSON.stringify(flagged)).not.toBe(JSON.stringify(plain));
    const meaning = (templates: Readonly<Record<string, Template>>) =>
      Object.fromEntries(
        Object.entries(templates).map(([stack, { Resources }]) => [stack, canonical(Resources)]),
      );
    expect(meaning(flagged)).toEqual(meaning(plain));
  });

  test('changes by no flags but those that docs/deploy/flags.md explains', () => {
    const others = Object.fromEntries(
      Object.entries(recommendedFlags).filter(([flag]) => !EFFECTIVE.includes(flag)),
    );
    expect(synthesize(scenario, others)).toEqual(plain);
  });
});

test('the document explains each flag that changes a template', () => {
  expect(EFFECTIVE.filter((flag) => !DOCUMENT.includes(`\`${flag}\``))).toEqual([]);
});

test('fails to take two policies for the same that allow different calls', () => {
  const allow = (...actions: string[]) => ({
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  const one = { Statement: [allow('a:B').Statement[0], allow('a:C').Statement[0]] };
  expect(canonical(one)).toEqual(canonical(allow('a:C', 'a:B')));
  expect(canonical(one)).not.toEqual(canonical(allow('a:B')));
});

/** A piece of a template in one of the ways to write it: partitions by name, joins carried out, policies as single permissions. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  // How the metadata of a resource words the reference.
  if (typeof value === 'string') return value.replaceAll('<AWS::Partition>', 'aws');
  if (typeof value !== 'object' || value === null) return value;
  const operands = value as Readonly<Record<string, unknown>>;
  if (operands.Ref === 'AWS::Partition') return 'aws';
  const reference = crossStackReference(operands);
  if (reference !== undefined) return reference;
  const join = operands['Fn::Join'];
  if (Array.isArray(join) && join[0] === '') return joined(canonical(join[1]) as unknown[]);
  const entries = Object.entries(operands).map(([key, item]) => [key, canonical(item)] as const);
  const result = Object.fromEntries(entries);
  return Array.isArray(result.Statement) ? { ...result, Statement: permissionsOf(result.Statement) } : result;
}

/** Texts that stand side by side are one; a join of one text alone is that text. */
function joined(parts: readonly unknown[]): unknown {
  const merged: unknown[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged.length === 1 ? merged[0] : { 'Fn::Join': ['', merged] };
}

/** Of an export and of an output, whose names end with a hash of how they are referred to. */
function crossStackReference(operands: Readonly<Record<string, unknown>>): string | undefined {
  const { 'Fn::ImportValue': exported, 'Fn::GetStackOutput': output } = operands;
  if (typeof exported === 'string') return exported.replace(/:ExportsOutput(.*)[0-9A-F]{8}$/, ' $1');
  const { StackName, OutputName } = (output ?? {}) as {
    readonly StackName?: string;
    readonly OutputName?: string;
  };
  return StackName && OutputName?.replace(/^PublishOutput(.*)[0-9A-F]{8}$/, `${StackName} $1`);
}

/** Each action of each principal on each resource, with what else its statement says, sorted. */
function permissionsOf(statements: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const permissions = statements.flatMap(({ Action, Resource, Principal, ...rest }) =>
    [Action ?? null]
      .flat()
      .flatMap((action) =>
        [Resource ?? null]
          .flat()
          .flatMap((resource) =>
            principalsOf(Principal).map((principal) =>
              JSON.stringify([action, resource, principal, sorted(rest)]),
            ),
          ),
      ),
  );
  return [...new Set(permissions)].sort();
}

function principalsOf(principal: unknown): readonly unknown[] {
  if (typeof principal !== 'object' || principal === null) return [principal ?? null];
  return Object.entries(principal).flatMap(([kind, names]) =>
    [names].flat().map((name) => ({ [kind]: name })),
  );
}

function sorted(rest: object): unknown {
  return Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1));
}
