import { costedStacks } from '../../lib/core/cost/costed-stack';
import { monthlyCost } from '../../lib/core/cost/monthly-cost';
import { trailsOf } from '../../lib/core/cost/trail-charges';
import { readTemplate } from '../../lib/core/estate/source/read-template';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A statement of a template, and who has it where it names no principal. */
interface Held {
  readonly holder: string;
  readonly statement: Statement;
}

/**
 * What a reviewer reads first of a committed template: its resources by type, who may do what, and what a month costs before any event. Logical ids
 * stand for what they refer to; a condition is named by its operator and key.
 */
export function renderSummary(stackName: string, template: unknown): string {
  const { Resources = {} } = template as { readonly Resources?: Readonly<Record<string, Resource>> };
  return [
    `# ${stackName}`,
    ...section('Resources by type', ['type', 'resources'], resourceRows(Object.values(Resources))),
    ...section('Who may do what', ['who', 'may', 'on', 'if'], accessRows(Resources)),
    ...section('Monthly cost before any event', ['cost', 'of'], costRows(stackName, template)),
  ].join('\n');
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]) {
  if (rows.length === 0) return ['', `## ${title}`, '', 'None.', ''];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return ['', `## ${title}`, '', ...lines, ''];
}

function resourceRows(resources: readonly Resource[]): readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const { Type } of resources) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, count]) => [type, `${count}`]);
}

function accessRows(resources: Readonly<Record<string, Resource>>): readonly (readonly string[])[] {
  const rows = Object.entries(resources)
    .flatMap(([logicalId, resource]) => [...statementsOf(logicalId, resource), ...permissionOf(resource)])
    .map(({ holder, statement }) => accessRow(holder, statement));
  const unique = new Map(rows.map((row) => [row.join('|'), row]));
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

function accessRow(holder: string, statement: Statement): readonly string[] {
  const {
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource: on,
    NotResource,
    Condition,
  } = statement;
  const named = Principal ?? NotPrincipal;
  const who =
    named === undefined ? holder : `${NotPrincipal === undefined ? '' : 'all but '}${principalText(named)}`;
  const actions = `${NotAction === undefined ? '' : 'all but '}${textsOf(Action ?? NotAction).join(', ')}`;
  const resources =
    NotResource === undefined ? textsOf(on) : textsOf(NotResource).map((text) => `all but ${text}`);
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => `${operator} ${key}`),
  );
  const isOfHolder = resources.length === 0 || (named !== undefined && resources.join() === '*');
  return [
    who,
    `${Effect === 'Deny' ? 'denied: ' : ''}${actions}`,
    isOfHolder ? holder : [...new Set(resources)].join(', '),
    conditions.join(', '),
  ].map((cell) => cell.replaceAll('|', '\\|'));
}

/** Every statement in the policies of a resource. */
function statementsOf(logicalId: string, { Type, Properties = {} }: Resource): readonly Held[] {
  const holders =
    Type.startsWith('AWS::IAM::') && Array.isArray(Properties.Roles) ? Properties.Roles : undefined;
  const holder = holders === undefined || holders.length === 0 ? logicalId : holders.map(textOf).join(', ');
  const found: Held[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isStatement(value)) found.push({ holder, statement: value });
    else for (const member of Object.values(value)) visit(member);
  };
  visit(Properties);
  return found;
}

function isStatement(value: object): value is Statement {
  return 'Effect' in value && ('Action' in value || 'NotAction' in value);
}

/** A permission to invoke a function is a resource of its own. */
function permissionOf({ Type, Properties = {} }: Resource): readonly Held[] {
  if (Type !== 'AWS::Lambda::Permission') return [];
  const { Principal, Action, FunctionName, SourceArn, SourceAccount } = Properties;
  const keys = Object.fromEntries(
    Object.entries({ 'aws:SourceArn': SourceArn, 'aws:SourceAccount': SourceAccount }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return [
    {
      holder: '',
      statement: {
        Effect: 'Allow',
        Principal,
        Action,
        Resource: FunctionName,
        Condition: { StringEquals: keys },
      },
    },
  ];
}

function principalText(principal: unknown): string {
  if (typeof principal !== 'object' || principal === null || isFunction(principal)) return textOf(principal);
  return Object.values(principal).flatMap(textsOf).join(', ');
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function isFunction(value: object): boolean {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && /^(Ref|Fn::.+)$/.test(name);
}

/** A value of a template as short text. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return String(argument).replace(/^AWS::(.*)$/, '<$1>');
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) {
    return argument[1] === 'Arn' ? String(argument[0]) : argument.join('.');
  }
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(textOf).join(String(argument[0]));
  }
  return JSON.stringify(value);
}

function costRows(stackName: string, template: unknown): readonly (readonly string[])[] {
  const parsed = readTemplate(template, `${stackName}.template.json`, {});
  if ('problem' in parsed) throw new Error(`${stackName}: ${parsed.problem}`);
  const stacks = costedStacks(parsed.value.stacks);
  const { lines, usd } = monthlyCost({ stacks, trails: trailsOf(stacks).trails, counts: {} });
  const byType = new Map<string, number>();
  for (const { type, usd: each = 0 } of lines) byType.set(type, (byType.get(type) ?? 0) + each);
  const charged = [...byType].filter(([, each]) => each > 0).sort(([, one], [, other]) => other - one);
  return [['everything', usd] as const, ...charged].map(([of, each]) => [`$${each.toFixed(2)}`, of]);
}
