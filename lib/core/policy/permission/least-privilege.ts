import { toJsonText } from '../../safe-text/printable';
import { type CommonPrefix, withCommonPrefixes } from './common-prefixes';
import { GIVES_ROLES, type UsedAction } from './used-permissions';

/** A statement of an identity policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A policy that allows the used actions, and nothing else. */
export interface LeastPrivilegePolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** The policy of used actions: a statement for each service and list of resources, and one for what is guessed. Actions that were only denied are not in it. */
export function leastPrivilege(used: readonly UsedAction[]): LeastPrivilegePolicy {
  const groups = new Map<
    string,
    { readonly service: string; readonly actions: string[]; readonly resources: readonly string[] }
  >();
  for (const each of used) {
    const { action, calls, isForAny, resources, guessed } = each;
    if (calls === 0 || isWithoutRole(each) || (!isForAny && resources.size === 0 && guessed.size > 0))
      continue;
    // Of calls whose records have no parameters, nothing else is known.
    const named = isForAny || resources.size === 0 ? ['*'] : [...resources].sort();
    const [service = ''] = action.split(':');
    const key = `${service} ${named.join(' ')}`;
    const group = groups.get(key) ?? { service, actions: [], resources: named };
    group.actions.push(action);
    groups.set(key, group);
  }
  const named = [...groups.values()].map(({ service, actions, resources }): PolicyStatement => {
    const sid = service.replaceAll(/[^A-Za-z0-9]/g, '');
    const Sid = `${sid.charAt(0).toUpperCase()}${sid.slice(1)}`;
    return { Sid, Effect: 'Allow', Action: actions, Resource: resources };
  });
  const guesses = used.flatMap(guessedStatement);
  const whole = policyOf(named, guesses);
  return charactersOf(whole) <= MAX_CHARACTERS
    ? whole
    : policyOf(named.flatMap(withinLimit), guesses.flatMap(withinLimit));
}

function policyOf(
  named: readonly PolicyStatement[],
  guesses: readonly PolicyStatement[],
): LeastPrivilegePolicy {
  return { Version: '2012-10-17', Statement: [...numbered(named, '1'), ...numbered(guesses, '')] };
}

/** With names of their own; `first` is the end of the first of each name. */
function numbered(statements: readonly PolicyStatement[], first: string): readonly PolicyStatement[] {
  const counts = new Map<string, number>();
  return statements.map((statement) => {
    const count = (counts.get(statement.Sid) ?? 0) + 1;
    counts.set(statement.Sid, count);
    return { ...statement, Sid: `${statement.Sid}${count === 1 ? first : count}` };
  });
}

/** A statement in parts, each of which IAM accepts as a policy of its own. The ends of their names are not in them yet. */
function withinLimit(statement: PolicyStatement): readonly PolicyStatement[] {
  const characters = charactersOf({ Version: '2012-10-17', Statement: [statement] });
  const { Action, Resource } = statement;
  if (characters + MAX_SID_END <= MAX_CHARACTERS || Action.length + Resource.length === 2) return [statement];
  const isOfActions =
    Resource.length === 1 || (Action.length > 1 && charactersOf(Action) > charactersOf(Resource));
  const [key, texts] = isOfActions ? ['Action', Action] : ['Resource', Resource];
  const half = Math.ceil(texts.length / 2);
  return [texts.slice(0, half), texts.slice(half)].flatMap((part) =>
    withinLimit({ ...statement, [key as string]: part }),
  );
}

/** Whether an action that is allowed on roles alone was used, and no record names one. */
function isWithoutRole({ action, calls, isForAny, resources, guessed }: UsedAction): boolean {
  return GIVES_ROLES.test(action) && calls > 0 && !isForAny && resources.size + guessed.size === 0;
}

/** A policy within IAM's limits, as far as prefixes of names take it there. */
export interface CompactPolicy {
  readonly policy: LeastPrivilegePolicy;
  /** The prefixes that stand for resources, which allow more than was used. */
  readonly prefixes: readonly CommonPrefix[];
  /** What a person must know of it, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The maximum number of characters in a managed policy, without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_CHARACTERS = 6_144;

/** The maximum number of characters that make the name of a statement unique. */
const MAX_SID_END = 6;

/** The policy of used actions; if it is too large for IAM, with patterns for common beginnings of names in place of resources. */
export function compactPolicy(all: readonly UsedAction[]): CompactPolicy {
  const fits = (used: readonly UsedAction[]) => charactersOf(leastPrivilege(used)) <= MAX_CHARACTERS;
  const { used, prefixes } = withCommonPrefixes(all, fits);
  const policy = leastPrivilege(used);
  const characters = charactersOf(policy);
  const isOver = characters > MAX_CHARACTERS;
  const whole = `the policy has ${characters} characters, and a managed policy at most ${MAX_CHARACTERS}; distribute its statements over several`;
  return {
    ...{ policy, prefixes },
    notes: [
      ...prefixes.map(
        ({ pattern, resources }) =>
          `${pattern} stands for ${resources} resources that were used, and allows all others whose names begin so`,
      ),
      ...(isOver ? [whole] : []),
      ...all.filter(isWithoutRole).map(roleNote),
    ],
  };
}

function roleNote({ action, calls }: UsedAction): string {
  const times = calls === 1 ? 'once' : `${calls} times`;
  return `${action} was used ${times}, and no record names the role: the policy does not allow it; add it for the roles that you know`;
}

/** Without white space, as IAM counts. */
function charactersOf(value: object): number {
  return JSON.stringify(value).replaceAll(/\s/g, '').length;
}

/** A statement of its own for what no record shows: its name tells to check it. */
function guessedStatement({ action, calls, isForAny, guessed }: UsedAction): readonly PolicyStatement[] {
  if (calls === 0 || isForAny || guessed.size === 0) return [];
  const Sid = `${action.split(':')[1]}Check`;
  return [{ Sid, Effect: 'Allow', Action: [action], Resource: [...guessed].sort() }];
}

/** The statements as code of the AWS CDK, in TypeScript, with the evidence for each as a comment. */
export function toCdkCode(
  { policy: { Statement }, notes }: Pick<CompactPolicy, 'policy' | 'notes'>,
  used: readonly UsedAction[],
): string {
  const evidence = new Map(used.map((each) => [each.action, each]));
  const statements = Statement.map(({ Sid, Action, Resource }) => {
    const lines = Action.map(
      (action) => `      ${literal(action)}, // ${evidenceText(evidence.get(action))}`,
    );
    return [
      '  new iam.PolicyStatement({',
      `    sid: ${literal(Sid)},`,
      '    actions: [',
      ...lines,
      '    ],',
      `    resources: [${Resource.map(literal).join(', ')}],`,
      '  }),',
    ].join('\n');
  });
  // In pieces: a line of the bundle that begins as an export would make it an ES module for the tools that check packages.
  return [
    "import * as iam from 'aws-cdk-lib/aws-iam';",
    '',
    ...notes.map((note) => `// ${toJsonText(note).slice(1, -1)}`),
    'export const statements = [',
    ...statements,
    '];',
    '',
  ].join('\n');
}

function evidenceText(used: UsedAction | undefined): string {
  if (used === undefined) return '';
  const calls = used.calls === 1 ? '1 call' : `${used.calls} calls`;
  return `${calls}, ${used.first.slice(0, 10)} to ${used.last.slice(0, 10)}${used.isInferred ? ', inferred from calls that pass the role' : ''}`;
}

/** No text of a record ends the literal or its line, or is a control character in a terminal. */
function literal(text: string): string {
  const escaped = toJsonText(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}
