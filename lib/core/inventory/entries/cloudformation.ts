import { at, type Value, type ValueObject } from '../../estate/values/value';
import { guests, list } from '../judges/lists';
import { deployedList } from '../judges/named-items';
import { perCondition } from '../judges/per-condition';
import { flow, ref, text } from '../judges/references';
import { inWords, on } from '../judges/words';
import {
  DESCRIPTION,
  type Deciding,
  delivery,
  type InventoryEntry,
  integrity,
  type Judge,
  type JudgedIn,
  logging,
  pipeline,
  retention,
  SERVICE_TIMEOUT,
  TAGS,
  TEST,
} from '../model';

const UNFORWARDED = 'events of those accounts and Regions are no longer forwarded';

/** The accounts, or units, and Regions that a StackSet deploys to: each pair that is gone is weaker. */
export const stackInstances: Judge = {
  compare: perCondition((before, after, { same }) => {
    const [old, fresh] = [placesOf(before), placesOf(after)];
    if (old === undefined || fresh === undefined)
      return { verdict: 'unknown', words: 'not known until deployment' };
    const isIn = (all: readonly Place[]) => (one: Place) => all.some((other) => isWithin(one, other, same));
    const gone = old.filter((place) => !isIn(fresh)(place));
    const added = fresh.filter((place) => !isIn(old)(place));
    const left = fresh.filter((place) => isIn(gone)(place));
    const instead = left.length === 0 ? '' : `, but ${left.map(nameOf).join(', ')}`;
    if (gone.length > 0)
      return { verdict: 'weaker', words: `no longer ${gone.map(nameOf).join(', ')}${instead}` };
    if (added.length > 0) return { verdict: 'stronger', words: `also ${added.map(nameOf).join(', ')}` };
    return { verdict: 'same', words: '' };
  }),
  breaks: [
    { words: 'gone', apply: () => undefined },
    {
      words: 'one Region less',
      apply: (json) =>
        Array.isArray(json) ? json.map((group) => ({ ...group, Regions: group.Regions.slice(1) })) : json,
    },
  ],
};

/** An account or unit in a Region, with the parameters there. */
interface Place extends ValueObject {
  readonly target: Value;
  readonly region: Value;
  readonly rest: Value;
  /** Accounts of the unit that are left out. */
  readonly except: readonly Value[];
  /** The units of which the account must be. */
  readonly within: readonly Value[];
}

/** `undefined`: only the deployment knows the list. */
function placesOf(groups: Value | undefined): readonly Place[] | undefined {
  const read = listOf(groups)?.map((group) => {
    const targets = at(group, 'DeploymentTargets');
    const filter = at(targets, 'AccountFilterType') ?? 'NONE';
    const [units, accounts] = [listOf(at(targets, 'OrganizationalUnitIds')), listOf(at(targets, 'Accounts'))];
    const regions = listOf(at(group, 'Regions'));
    if (units === undefined || accounts === undefined || regions === undefined) return undefined;
    const of =
      filter === 'DIFFERENCE' ? units : filter === 'INTERSECTION' ? accounts : [...units, ...accounts];
    const isKnown = /^(NONE|UNION|DIFFERENCE|INTERSECTION)$/.test(String(filter));
    const rest = [
      isKnown ? '' : filter,
      at(targets, 'AccountsUrl') ?? '',
      at(group, 'ParameterOverrides') ?? [],
    ];
    const except = filter === 'DIFFERENCE' ? accounts : [];
    const within = filter === 'INTERSECTION' ? units : [];
    return of.flatMap((target) => regions.map((region) => ({ target, region, rest, except, within })));
  });
  return read?.every((places) => places !== undefined) === true ? read.flat() : undefined;
}

const [UNIT, ROOT] = [/^ou-/, /^r-/];

/**
 * Whether all accounts of a place are of the other: of the same unit, or of the root of its organization, as a StackSet of a stack is of
 * one organization; the other leaves out no others, and asks for no other unit.
 */
function isWithin(one: Place, other: Place, same: JudgedIn['same']): boolean {
  const isOfRoot = UNIT.test(String(one.target)) && ROOT.test(String(other.target));
  const has = (all: readonly Value[], value: Value) => all.some((each) => same(each, value));
  return (
    (isOfRoot || same(one.target, other.target)) &&
    same(one.region, other.region) &&
    same(one.rest, other.rest) &&
    other.except.every((account) => has(one.except, account)) &&
    (other.within.length === 0 ||
      (one.within.length > 0 && one.within.every((unit) => has(other.within, unit))))
  );
}

function listOf(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : undefined;
}

function nameOf({ target, region, except, within }: Place): string {
  const left = except.length === 0 ? '' : ` without ${except.map(inWords).join(', ')}`;
  const units = within.length === 0 ? '' : ` if it is in ${within.map(inWords).join(' or ')}`;
  return `${inWords(target)}${left}${units} in ${inWords(region)}`;
}

/** Stacks that stacks make: nested ones, and those of member accounts. Their templates are compared like others. */
export const CLOUDFORMATION: Readonly<Record<string, InventoryEntry>> = {
  'AWS::CloudFormation::StackSet': {
    ...{ noun: 'StackSet', roles: ['carries'] },
    kinds: ['stackSet'],
    fixed: { replacedBy: ['PermissionModel', 'StackSetName'], name: 'StackSetName' },
    ...{ gone: 'weaker', goneWords: 'events of member accounts are no longer forwarded' },
    decides: {
      StackSetName: pipeline('name', text),
      PermissionModel: pipeline('permission model', text),
      TemplateURL: pipeline('template', flow),
      TemplateBody: pipeline('template', flow),
      Parameters: pipeline('parameters', text),
      StackInstancesGroup: pipeline('accounts and Regions', stackInstances, { weaker: UNFORWARDED }),
      'AutoDeployment.Enabled': pipeline('deployment to new accounts', on, {
        weaker: 'events of accounts that join later are not forwarded',
      }),
      'AutoDeployment.RetainStacksOnAccountRemoval': pipeline('stacks of accounts that leave', text),
      CallAs: pipeline('administrator', text),
      AdministrationRoleARN: pipeline('administration role', text),
      ExecutionRoleName: pipeline('execution role', text),
    },
    neutral: {
      Capabilities: 'CloudFormation refuses a template that needs more',
      Description: DESCRIPTION,
      ManagedExecution: 'the order of operations',
      OperationPreferences: 'the order of operations, and how many may fail',
      Tags: TAGS,
    },
    links: [],
  },
  'AWS::CloudFormation::Stack': {
    ...{ noun: 'nested stack', roles: ['carries'] },
    kinds: ['stack', 'roleOfStack'],
    ...{ gone: 'weaker', goneWords: 'its resources are gone' },
    decides: {
      TemplateURL: pipeline('template', flow),
      Parameters: pipeline('parameters', flow),
    },
    neutral: {
      NotificationARNs: 'who is notified of deployments',
      TimeoutInMinutes: 'how long CloudFormation waits',
      Tags: TAGS,
    },
    links: [],
  },
};

const PROVIDER: Deciding = pipeline('function behind it', ref);

const REST = { neutral: { ServiceTimeout: SERVICE_TIMEOUT }, links: [] } as const;

const ADMINISTRATION = 'trails and StackSets of the organization cannot be administered';

/** Custom resources: actions of the library's functions at a deployment. */
export const CUSTOM: Readonly<Record<string, InventoryEntry>> = {
  'Custom::TrailwatchDeployedResources': {
    ...{ noun: 'list of deployed resources', roles: ['watches'], ...REST },
    ...{ gone: 'weaker', goneWords: 'changes of deployed resources are not detected' },
    decides: {
      ServiceToken: PROVIDER,
      Resources: integrity('resources that are compared', deployedList, {
        weaker: 'changes of deployed resources are not detected',
      }),
      Realtime: integrity('forwarding that is expected', text, {
        weaker: 'accounts and Regions that stop forwarding are not detected',
      }),
    },
  },
  'Custom::TrailwatchOrganizationAdministration': {
    ...{ noun: 'organization administration', roles: ['permits'], ...REST },
    kinds: ['trustedAccess', 'membership', 'trailAdministration'],
    ...{ gone: 'weaker', goneWords: ADMINISTRATION },
    decides: {
      ServiceToken: PROVIDER,
      account: pipeline('management account', text),
      delegatedAdministrators: pipeline('delegated administrators', list, { weaker: ADMINISTRATION }),
      stackSets: pipeline('trusted access of StackSets', on, { weaker: ADMINISTRATION }),
      eventContext: logging('tags and context keys of events', on),
      deregisterRemoved: pipeline('deregistration of what is removed', text),
    },
  },
  'Custom::TrailwatchLakeImport': {
    ...{ noun: 'import of log files', roles: ['keeps'], ...REST },
    ...{ gone: 'changed', goneWords: 'log files are no longer imported; what was imported stays' },
    decides: {
      ServiceToken: PROVIDER,
      ...Object.fromEntries(
        [
          'bucketRegion',
          'endTime',
          'eventDataStoreArn',
          'location',
          'roleArn',
          'startTime',
          'stopWhenRemoved',
        ].map((name) => [name, delivery(name, text)]),
      ),
    },
    links: [{ path: 'roleArn', to: 'works-as', needs: [] }],
  },
  'Custom::TrailwatchTestAlert': {
    ...{ noun: 'test alert', roles: ['tells'] },
    ...{ gone: 'changed', goneWords: 'a deployment sends no test alert' },
    decides: { ServiceToken: PROVIDER },
    neutral: {
      ...{ Create: TEST, Update: TEST },
      InstallLatestAwsSdk: 'which SDK sends it',
      ServiceTimeout: SERVICE_TIMEOUT,
    },
    links: [],
  },
  'Custom::S3AutoDeleteObjects': {
    ...{ noun: 'deletion of objects', roles: ['keeps'] },
    ...{ gone: 'stronger', goneWords: 'objects stay when the stack is deleted' },
    added: { verdict: 'weaker', words: 'the objects of the bucket are deleted with the stack' },
    decides: { ServiceToken: PROVIDER, BucketName: retention('bucket', guests) },
    neutral: { ServiceTimeout: SERVICE_TIMEOUT },
    links: [{ path: 'BucketName', to: 'watches', needs: [] }],
  },
};
