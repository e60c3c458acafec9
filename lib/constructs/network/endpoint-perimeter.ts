import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EndpointPerimeter } from '../../core/policy/endpoint-statements';
import { onlyOrganization } from '../identity/only-organization';
import { checkName } from '../preflight/check-name';
import type { AuditEndpointProps } from './audit-endpoint-props';

/** Whose principals and resources the policies allow; throws on ids that are none. */
export function perimeterOf(
  scope: Construct,
  { organizationId, accounts, archives = [] }: AuditEndpointProps,
): EndpointPerimeter {
  checkName('organizationId', 'organization id', organizationId);
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  if (accounts !== undefined) {
    if (organizationId === undefined && accounts.length > 0) return { accounts };
    throw new Error(
      organizationId === undefined
        ? 'accounts is empty, so no request would pass; name an account or leave it out'
        : 'organizationId and accounts are both given; name the organization, or the accounts where it has others that shall not pass',
    );
  }
  const own = organizationId ?? onlyOrganization(archives.flatMap(({ trails }) => trails));
  return { ...(own === undefined ? {} : { organizationId: own }), accounts: [Stack.of(scope).account] };
}
