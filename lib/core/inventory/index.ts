import { at, isValueObject, type Value } from '../estate/values/value';
import { IAM, KMS, SECRETS_MANAGER } from './entries/access';
import { CLOUDFORMATION, CUSTOM } from './entries/cloudformation';
import { CLOUDTRAIL } from './entries/cloudtrail';
import { CLOUDWATCH } from './entries/cloudwatch';
import { EC2 } from './entries/ec2';
import { EVENTS } from './entries/events';
import { FIREHOSE } from './entries/firehose';
import { LAMBDA } from './entries/lambda';
import { LOGS, OBSERVABILITY_ADMIN } from './entries/logs';
import { CHATBOT, SNS, SQS } from './entries/messages';
import { S3 } from './entries/s3';
import { ATHENA, DYNAMODB, STEP_FUNCTIONS } from './entries/tables';
import { list } from './judges/lists';
import { perCondition } from './judges/per-condition';
import { text } from './judges/references';
import { inWords, less } from './judges/words';
import {
  access,
  DESCRIPTION,
  delivery,
  type InventoryEntry,
  type Judge,
  type JudgedIn,
  TAGS,
  type Verdict,
} from './model';

const UNGUARDED = 'member accounts can stop, change or empty the resources that it protected';

/**
 * The statements of a policy of an organization. A Deny that is gone, or that denies fewer actions, is weaker; what else is
 * different in a statement may deny more or less.
 */
export const controlStatements: Judge = {
  compare: perCondition((before, after, judged) => {
    const [old, fresh] = [statementsOf(before), statementsOf(after)];
    if (old === undefined || fresh === undefined) return { verdict: 'unknown', words: 'another text' };
    const left = old.filter((each) => !fresh.some((other) => judged.same(each, other)));
    const added = fresh.filter((each) => !old.some((other) => judged.same(other, each)));
    const pairs = left.map((each) => [each, namesakeOf(each, added, judged)] as const);
    const verdicts = pairs.map(([each, now]) => compareDenials(each, now, judged.same));
    const of = (verdict: Verdict): string =>
      left
        .filter((_, place) => verdicts[place] === verdict)
        .map(nameOf)
        .join(', ');
    if (verdicts.includes('weaker'))
      return { verdict: 'weaker', words: `${of('weaker')} denied less or not at all` };
    if (verdicts.includes('unknown')) return { verdict: 'unknown', words: `${of('unknown')} changed` };
    const others = added.filter((each) => !pairs.some(([, now]) => now === each));
    if (pairs.length > 0 && others.length === 0)
      return { verdict: 'stronger', words: `${of('stronger')} denied more` };
    if (added.length === 0) return { verdict: 'changed', words: 'other words' };
    const onlyDenies = others.every((each) => at(each, 'Effect') === 'Deny');
    return { verdict: onlyDenies ? 'stronger' : 'unknown', words: `also ${others.map(nameOf).join(', ')}` };
  }),
  breaks: [
    { words: 'without statements', apply: (json) => ({ ...(json as object), Statement: [] }) },
    {
      words: 'one statement less',
      apply: (json) => {
        const { Statement = [] } = json as { readonly Statement?: readonly unknown[] };
        return { ...(json as object), Statement: Statement.slice(1) };
      },
    },
  ],
};

function namesakeOf(statement: Value, among: readonly Value[], { same }: JudgedIn): Value | undefined {
  const sid = at(statement, 'Sid');
  return sid === undefined ? undefined : among.find((other) => same(at(other, 'Sid'), sid));
}

type Same = JudgedIn['same'];

/** A Deny denies less with fewer values where it asks for one of them, and with more where it asks for none. */
function compareDenials(before: Value, after: Value | undefined, same: Same): Verdict {
  if (at(before, 'Effect') !== 'Deny') return 'unknown';
  if (at(after, 'Effect') !== 'Deny') return 'weaker';
  const [old, fresh] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  const verdicts = names.map((name) => compareValues([old.get(name), fresh.get(name)], name, same));
  const [first = 'unknown', ...others] = new Set(verdicts.filter((verdict) => verdict !== 'same'));
  if (others.length === 0) return first;
  return first === 'unknown' || others.includes('unknown') ? 'unknown' : 'weaker';
}

/** Elements and operators that ask for none of their values. */
const NEGATED = /^Not|^Condition: (\w+:)?\w*Not/;

/** Operators to which a `*` is every text; to others it is a letter. */
const LIKE = /^Condition: (\w+:)?String(Not)?Like/;

function compareValues(
  [old, fresh]: readonly (readonly Value[] | undefined)[],
  name: string,
  same: Same,
): Verdict {
  // a condition that is new or gone narrows, or no longer does
  if (old === undefined || fresh === undefined) return old === undefined ? 'weaker' : 'stronger';
  const isOfStatement = /^(Not)?(Action|Resource)$/.test(name);
  const isIn =
    (all: readonly Value[]) =>
    (value: Value): boolean =>
      ((isOfStatement || LIKE.test(name)) && all.includes('*')) || all.some((each) => same(each, value));
  const [isLess, isMore] = [fresh.every(isIn(old)), old.every(isIn(fresh))];
  if (isLess && isMore) return 'same';
  if (!isLess && !isMore) return isOfStatement ? 'weaker' : 'unknown';
  return isLess === NEGATED.test(name) ? 'stronger' : 'weaker';
}

/** Lists by what they are of: `Action`, or `Condition: ArnNotLike aws:PrincipalArn`. */
function membersOf(statement: Value | undefined): ReadonlyMap<string, readonly Value[]> {
  const { Sid: _sid, Effect: _effect, Condition = {}, ...lists } = isValueObject(statement) ? statement : {};
  const conditions = Object.entries(isValueObject(Condition) ? Condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isValueObject(keys) ? keys : {}).map(
      ([key, value]) => [`Condition: ${operator} ${key}`, value] as const,
    ),
  );
  return new Map([...Object.entries(lists), ...conditions].map(([name, value]) => [name, listOf(value)]));
}

/** `undefined`: the policy is one text, or only the deployment knows it. */
function statementsOf(content: Value | undefined): readonly Value[] | undefined {
  if (content === undefined) return [];
  const statements = at(content, 'Statement');
  return Array.isArray(statements) ? (statements as readonly Value[]) : undefined;
}

function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

function nameOf(statement: Value): string {
  const sid = at(statement, 'Sid');
  return sid === undefined ? 'a statement' : inWords(sid);
}

/** Policies of the organization that protect the pipeline. */
const ORGANIZATIONS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Organizations::Policy': {
    ...{ noun: 'organization policy', roles: ['permits'] },
    kinds: ['organizationPolicy'],
    fixed: { replacedBy: ['Type'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: UNGUARDED },
    decides: {
      Type: access('type', text, { weaker: UNGUARDED }),
      Content: access('statements', controlStatements, { weaker: UNGUARDED }),
      TargetIds: access('roots, units and accounts', list, { weaker: UNGUARDED }),
    },
    neutral: { Description: DESCRIPTION, Name: DESCRIPTION, Tags: TAGS },
    links: [],
  },
};

const COSTS = 'a name and labels';

/** A budget grows with what it is for; more than twice as high, the costs of a loop or a flood are announced much later. */
const limit: Judge = {
  ...less,
  compare: (before, after, judgedIn) => {
    const judgement = less.compare(before, after, judgedIn);
    const isGrown = judgement.verdict === 'weaker' && Number(after) <= 2 * Number(before);
    return isGrown ? { ...judgement, verdict: 'changed' } : judgement;
  },
  breaks: [{ words: 'ten times as much', apply: (json) => 10 * Number(json ?? 1_000) }],
};

/** Budgets announce what a loop or a flood of events costs. */
const BUDGETS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Budgets::Budget': {
    ...{
      noun: 'budget',
      roles: ['shows'],
      gone: 'weaker',
      goneWords: 'higher costs are no longer announced',
    },
    fixed: { replacedBy: ['NotificationsWithSubscribers'] },
    decides: {
      ...Object.fromEntries(
        ['BudgetLimit.Unit', 'BudgetType', 'CostFilters', 'TimeUnit'].map((name) => [
          `Budget.${name}`,
          delivery('what is counted', text),
        ]),
      ),
      'Budget.BudgetLimit.Amount': delivery('monthly budget', limit, {
        weaker: 'higher costs, such as those of a loop, are announced later',
      }),
      NotificationsWithSubscribers: delivery('notifications', list, {
        weaker: 'higher costs are announced less',
      }),
    },
    neutral: { 'Budget.BudgetName': COSTS, ResourceTags: COSTS },
    links: [{ path: 'NotificationsWithSubscribers[].Subscribers[].Address', to: 'watches', needs: [] }],
  },
};

export const INVENTORY: Readonly<Record<string, InventoryEntry>> = {
  ...ATHENA,
  ...BUDGETS,
  ...CHATBOT,
  ...CLOUDFORMATION,
  ...CLOUDTRAIL,
  ...CLOUDWATCH,
  ...CUSTOM,
  ...DYNAMODB,
  ...EC2,
  ...EVENTS,
  ...FIREHOSE,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...LOGS,
  ...OBSERVABILITY_ADMIN,
  ...ORGANIZATIONS,
  ...S3,
  ...SECRETS_MANAGER,
  ...SNS,
  ...SQS,
  ...STEP_FUNCTIONS,
};

/** The entry of a type of resource, as a template names it; `undefined` if the inventory has none. */
export function entryOf(type: string): InventoryEntry | undefined {
  return Object.hasOwn(INVENTORY, type) ? INVENTORY[type] : undefined;
}
