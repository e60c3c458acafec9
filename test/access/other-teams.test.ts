import { decide, type Policies } from '../../lib/core/policy/evaluation/decide';
import { parsePolicy } from '../../lib/core/policy/evaluation/policy-document';
import { describePrincipal, type Request } from '../../lib/core/policy/evaluation/request';
import { REGION } from '../constructs/synthesize';
import {
  ELSEWHERE,
  type GuardedEstate,
  guardedEstates,
  intruders,
  ours,
  requestOf,
  type Shape,
  shapesIn,
  shapesInProtectedAccount,
} from './other-teams';
import { awsManagedPolicy } from './template/aws-managed-policy';

const ESTATES = guardedEstates();

/** The policies of an estate, as if they were attached to the root. */
function policiesOf({ documents }: GuardedEstate): Policies {
  const of = (type: string, kind: 'service control' | 'resource control') =>
    documents
      .filter(({ policyType }) => policyType === type)
      .map(({ name, json }) => parsePolicy(JSON.parse(json), kind, `the ${kind} policy ${name}`));
  const full = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  return {
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
    serviceControl: [
      [
        parsePolicy(full, 'service control', 'FullAWSAccess'),
        ...of('SERVICE_CONTROL_POLICY', 'service control'),
      ],
    ],
    resourceControl: of('RESOURCE_CONTROL_POLICY', 'resource control'),
  };
}

function denialsOf(requests: readonly Request[], estate: GuardedEstate): readonly string[] {
  const policies = policiesOf(estate);
  return requests.flatMap((request) => {
    const { verdict, reason } = decide(request, policies);
    return verdict === 'denied explicitly' ? [`${request.action} on ${request.resource.arn}: ${reason}`] : [];
  });
}

const rows = (shapesOf: (estate: GuardedEstate) => readonly Shape[]) =>
  ESTATES.flatMap((estate) =>
    shapesOf(estate).map((shape) => [shape.who, estate.name, shape, estate] as const),
  );

describe('guardrails at the root', () => {
  test.each(rows((estate) => shapesIn(ELSEWHERE, REGION, estate)))(
    'stop nothing that %s does in an account of another team, beside those of %s',
    (_who, _estate, { principal, wishes }, estate) => {
      const requests = wishes.map((wish) => requestOf(principal, wish, ELSEWHERE));
      expect(requests.length).toBeGreaterThan(1);
      expect(denialsOf(requests, estate)).toEqual([]);
    },
  );

  test.each(rows(shapesInProtectedAccount))(
    'stop nothing that %s does in the protected account of %s',
    (_who, _estate, { principal, wishes }, estate) => {
      const requests = wishes.map((wish) => requestOf(principal, wish, estate.protectedAccount));
      expect(denialsOf(requests, estate)).toEqual([]);
    },
  );

  test.each(ESTATES.map((estate) => [estate.name, estate] as const))(
    'let nobody else touch what is protected in %s',
    (_name, estate) => {
      const requests = intruders(estate).flatMap((principal) =>
        ours(estate).map((wish) => requestOf(principal, wish, estate.protectedAccount)),
      );
      const policies = policiesOf(estate);
      const passed = requests.filter((request) => decide(request, policies).verdict === 'allowed');
      expect(
        passed.map(({ principal, action, resource }) => [describePrincipal(principal), action, resource.arn]),
      ).toEqual([]);
      expect(requests.length).toBeGreaterThan(200);
    },
  );

  test.each(ESTATES.map((estate) => [estate.name, estate] as const))(
    'keep to the accounts that are protected: the same requests to another account pass, beside %s',
    (_name, estate) => {
      const { id } = estate.protectedAccount;
      const moved = ours(estate)
        .filter(({ arn }) => arn !== '*' && arn.includes(id))
        .map((wish) => ({ ...wish, arn: wish.arn.replaceAll(id, ELSEWHERE.id) }));
      const requests = intruders({ ...estate, protectedAccount: ELSEWHERE }).flatMap((principal) =>
        moved.map((wish) => requestOf(principal, wish, ELSEWHERE)),
      );
      expect(requests.length).toBeGreaterThan(100);
      expect(denialsOf(requests, estate)).toEqual([]);
    },
  );
});
