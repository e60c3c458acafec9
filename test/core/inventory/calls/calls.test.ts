import { readBuiltInRules } from '../../../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../../../lib/core/compile/predicate/rule-matcher';
import type { Call, Doer, NamedIn } from '../../../../lib/core/inventory/calls/call';
import { CALLS, type CallKind } from '../../../../lib/core/inventory/calls/calls';
import { withOwnKeys } from '../../../../lib/core/inventory/tampering/own-keys';
import { TAMPERING_GROUPS } from '../../../../lib/core/inventory/tampering/tampering-groups';
import { toTamperingRules } from '../../../../lib/core/inventory/tampering/tampering-rules';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';

const KINDS = Object.keys(CALLS) as CallKind[];
const ACCOUNT = '444455556666';
const NAME = 'audit-part';
const EVERY_NAME = Object.fromEntries(KINDS.map((kind) => [kind, [NAME]]));

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** The rules of an account in which a resource of each kind has the same name. */
const TAMPERING = RuleMatcher.of(
  withOwnKeys(
    toTamperingRules({
      ...{ accounts: [ACCOUNT], names: EVERY_NAME, memberNames: {} },
      ...{ executionRoles: [roleArn('deployment')], memberExecutionRoles: [], deploymentRoles: [] },
      ...{ functionRoles: ['functions'], trailCreatorRoles: ['trailCreators'] },
      ...{ operatorRoles: [roleArn('operators')] },
    }),
    NAME,
  ),
);

const BUILT_IN = RuleMatcher.of(readBuiltInRules());

const ROWS = KINDS.flatMap((kind) => CALLS[kind].calls.map((call) => ({ kind, ...call })));

function recordOf(kind: CallKind, event: string, more: JsonObject = {}): JsonObject {
  const { eventSource, isVersioned } = CALLS[kind];
  return {
    ...{ eventVersion: '1.11', eventSource, eventName: isVersioned ? `${event}20150331v2` : event },
    ...{ eventType: 'AwsApiCall', readOnly: false, awsRegion: 'eu-west-1', recipientAccountId: ACCOUNT },
    userIdentity: { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/alice` },
    ...more,
  };
}

/** The record whose field has the name in one of the forms. */
function naming({ field }: NamedIn, form: string): JsonObject {
  const text = form.replace('{}', NAME).replaceAll('*', 'any');
  const [first = '', ...rest] = field.split('.');
  return { [first]: rest.reduceRight<Json>((value, part) => ({ [part]: value }), text) };
}

const wordsOf = ({ deny, tell }: Call) => [deny, tell].flatMap((each) => ('why' in each ? [each.why] : []));

test('a call is once in its kind, and each reason says something', () => {
  for (const kind of KINDS) {
    const actions = CALLS[kind].calls.map(({ action }) => action);
    expect([kind, actions.length]).toEqual([kind, new Set(actions).size]);
  }
  const reasons = ROWS.flatMap(wordsOf);
  expect(reasons.length).toBeGreaterThan(50);
  expect(reasons.filter((why) => why.length < 15)).toEqual([]);
});

test.each(KINDS)('every form in which a record names a %s raises the alert of its group', (kind) => {
  const groups = TAMPERING_GROUPS.filter(({ kinds, isOfMembers }) => kinds.includes(kind) && !isOfMembers);
  const told = CALLS[kind].calls.flatMap(({ records, tell }) =>
    'named' in tell ? records.map((event) => ({ event, named: tell.named })) : [],
  );
  expect(groups.length).toBe(told.length > 0 ? 1 : 0);
  for (const { event, named } of told) {
    const forms = named.flatMap((each) => each.forms.map((form) => naming(each, form)));
    for (const more of forms.length === 0 ? [{}] : forms) {
      const found = TAMPERING.match(recordOf(kind, event, more)).map(({ name }) => name);
      expect({ event, more, found: found.includes(groups[0]?.name ?? '') }).toEqual({
        event,
        more,
        found: true,
      });
    }
  }
});

/** A session of a legitimate caller, whose role has the name of its kind. */
function sessionOf(userName: Doer): JsonObject {
  return {
    ...{ type: 'AssumedRole', accountId: ACCOUNT },
    ...(userName === 'deployment' ? { invokedBy: 'cloudformation.amazonaws.com' } : {}),
    sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn(userName), userName } },
  };
}

const CALLERS = ['deployment', 'functions', 'operators', 'trailCreators'] as const;

test.each(CALLERS)(
  'of all calls, those that name %s as legitimate callers are quiet by these, and no other',
  (doer) => {
    const told = ROWS.filter(({ tell }) => 'named' in tell);
    expect(told.filter(({ by }) => by.includes(doer)).length).toBeGreaterThan(5);
    const wrong = told.flatMap(({ kind, records, tell, by }) =>
      records.flatMap((event) => {
        const [first] = 'named' in tell ? tell.named : [];
        const more = first === undefined ? {} : naming(first, first.forms[0] ?? '');
        const found = TAMPERING.match(recordOf(kind, event, { ...more, userIdentity: sessionOf(doer) }));
        return (found.length === 0) === by.includes(doer) ? [] : [`${kind} ${event}`];
      }),
    );
    expect(wrong).toEqual([]);
  },
);

const BY_RULE = ROWS.flatMap(({ kind, records, tell }) =>
  'rule' in tell ? records.map((event) => [event, tell.rule, kind] as const) : [],
);

test.each(BY_RULE)('%s is found by the built-in rule %s', (event, rule, kind) => {
  const found = BUILT_IN.match(recordOf(kind, event)).map(({ name }) => name);
  expect(found).toContain(rule);
});
