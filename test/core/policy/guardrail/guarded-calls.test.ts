import type { Doer } from '../../../../lib/core/inventory/calls/call';
import { CALLS, type CallKind } from '../../../../lib/core/inventory/calls/calls';
import type { GuardedResources, GuardrailSet } from '../../../../lib/core/policy/guardrail/guardrail';
import { toResourceControlGuardrails } from '../../../../lib/core/policy/guardrail/resource-control-guardrails';
import { toServiceControlGuardrails } from '../../../../lib/core/policy/guardrail/service-control-guardrails';

/** One resource of each kind, by the name of its list. */
const GUARDED = new Proxy({}, { get: (_, list) => [`arn:${String(list)}`] }) as GuardedResources;
const EXEMPT = { exemptRoles: ['arn:deployment'], operatorRoles: ['arn:operators'] };
const BY_SERVICE = toServiceControlGuardrails(GUARDED, EXEMPT);
const BY_RESOURCE = toResourceControlGuardrails(GUARDED, EXEMPT);

const DENIED = (Object.keys(CALLS) as CallKind[]).flatMap((kind) =>
  CALLS[kind].calls.flatMap(({ action, by, deny }) => ('on' in deny ? [{ kind, action, by, deny }] : [])),
);

/** Roles by which a statement lets somebody act; services are bound by no such policy. */
const ROLES: Readonly<Partial<Record<Doer, RegExp>>> = {
  deployment: /^arn:deployment$/,
  functions: /^arn:functionRoles$/,
  machines: /^arn:machineRoles$/,
  operators: /^arn:operators$/,
  stackSets: /^arn:memberDeployers$/,
  trailCreators: /^arn:trailCreatorRoles$/,
};

function guardrailsOn(sets: readonly GuardrailSet[], action: string) {
  return sets
    .flatMap(({ guardrails }) => guardrails)
    .filter(({ parts }) => parts.some(({ actions }) => actions.includes(action)));
}

test('a service control policy denies each call that is to be denied, and a resource control policy some of them', () => {
  expect(DENIED.length).toBeGreaterThan(280);
  expect(DENIED.filter(({ action }) => guardrailsOn(BY_SERVICE, action).length === 0)).toEqual([]);
  const further = DENIED.filter(({ deny }) => deny.rcp);
  expect(further.length).toBeGreaterThan(100);
  expect(further.filter(({ action }) => guardrailsOn(BY_RESOURCE, action).length === 0)).toEqual([]);
});

test('everyone who makes a call legitimately is exempt where it is denied', () => {
  const bound = DENIED.flatMap(({ action, by }) =>
    by.flatMap((doer) => {
      const role = ROLES[doer];
      const isExempt = guardrailsOn(BY_SERVICE, action).some(({ exemptRoles }) =>
        exemptRoles.some((arn) => role?.test(arn)),
      );
      return role === undefined || isExempt ? [] : [`${action} by ${doer}`];
    }),
  );
  expect(bound).toEqual([]);
});
