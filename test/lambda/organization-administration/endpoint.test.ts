import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { organizationServicesOf } from '../../../lambda/aws/trail/organization-services';
import { clientsOf } from './served-organization';

/** Organizations has one endpoint in a partition; the client finds it, and signs for its Region. */
test.each([
  ['eu-central-1', 'organizations.us-east-1.amazonaws.com', 'us-east-1'],
  ['ap-southeast-5', 'organizations.us-east-1.amazonaws.com', 'us-east-1'],
  ['cn-north-1', 'organizations.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
  ['us-gov-east-1', 'organizations.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
])('a function in %s calls %s', async (region, host, signingRegion) => {
  const requests: { readonly hostname: string; readonly headers: Readonly<Record<string, string>> }[] = [];
  const organizations = new OrganizationsClient({
    ...{ region, maxAttempts: 1, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    requestHandler: {
      handle: async (request: (typeof requests)[number]) => {
        requests.push(request);
        throw new Error('no network');
      },
    },
  });
  const services = organizationServicesOf({ ...clientsOf(() => ({})), organizations });
  await expect(services.describe()).rejects.toThrow('no network');
  expect(requests.map(({ hostname }) => hostname)).toEqual([host]);
  expect(requests[0]?.headers.authorization).toContain(`/${signingRegion}/organizations/aws4_request`);
});
