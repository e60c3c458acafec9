import { at, type Value } from '../estate/values/value';
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
import { inWords } from './judges/words';
import { access, DESCRIPTION, type InventoryEntry, type Judge, type JudgedIn, TAGS } from './model';

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
    const weaker = left.filter((each) => at(each, 'Effect') === 'Deny' && !isKept(each, added, judged));
    if (weaker.length > 0)
      return { verdict: 'weaker', words: `${weaker.map(nameOf).join(', ')} denied less or not at all` };
    if (left.length > 0) return { verdict: 'unknown', words: `${left.map(nameOf).join(', ')} changed` };
    if (added.length === 0) return { verdict: 'changed', words: 'other words' };
    const onlyDenies = added.every((each) => at(each, 'Effect') === 'Deny');
    return { verdict: onlyDenies ? 'stronger' : 'unknown', words: `also ${added.map(nameOf).join(', ')}` };
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

/** Whether there is a statement of the same name that denies each action that it denied. */
function isKept(statement: Value, added: readonly Value[], { same }: JudgedIn): boolean {
  const sid = at(statement, 'Sid');
  const namesake = added.find((other) => sid !== undefined && same(at(other, 'Sid'), sid));
  const actions = listOf(at(statement, 'Action'));
  const denied = listOf(at(namesake, 'Action'));
  return (
    at(namesake, 'Effect') === 'Deny' &&
    actions.every((action) => denied.some((other) => same(action, other) || other === '*'))
  );
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

const COSTS = 'it is about costs; no alert depends on it';

/** Budgets report costs only. */
const BUDGETS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Budgets::Budget': {
    ...{
      noun: 'budget',
      roles: ['shows'],
      gone: 'changed',
      goneWords: 'higher costs are no longer announced',
    },
    fixed: { replacedBy: ['NotificationsWithSubscribers'] },
    decides: {},
    neutral: { Budget: COSTS, NotificationsWithSubscribers: COSTS, ResourceTags: COSTS },
    links: [],
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
