import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Json, JsonObject } from '../../lib/core/json/json-value';
import { requestOptions } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { askPlace, PlaceError } from '../places/ask-place';
import { credentialsOf } from '../places/find-places';
import { ofDetails, type PolicySource } from './read-policies';

const NEEDS = 'iam:GetAccountAuthorizationDetails';

/** The maximum number of roles, users and policies in an IAM response. */
const PAGE_LENGTH = 1000;

/**
 * The policies of an account as IAM has them now.
 *
 * @param roleArn a role of another account; the account of the credentials, if it is undefined
 * @throws {@link UserError} if IAM does not answer
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function livePolicies(roleArn: string | undefined, io: CommandIo): Promise<PolicySource> {
  const client = new IAMClient({
    credentials: credentialsOf(roleArn, 'trailwatch-permissions'),
    maxAttempts: 1,
    requestHandler: requestOptions(),
  });
  const details = { RoleDetailList: [], UserDetailList: [], GroupDetailList: [], Policies: [] } as {
    readonly [list: string]: unknown[];
  };
  const given = new Set<string>();
  let Marker: string | undefined;
  try {
    do {
      const command = new GetAccountAuthorizationDetailsCommand({ MaxItems: PAGE_LENGTH, Marker });
      const question = { send: () => client.send(command), needs: NEEDS, wait: io.wait };
      const page = await askPlace({ name: 'IAM' }, question);
      for (const [list, all] of Object.entries(details)) all.push(...(page[list as 'Policies'] ?? []));
      // a repeated marker would cause an endless loop
      Marker = page.Marker === undefined || given.has(page.Marker) ? undefined : page.Marker;
      if (Marker !== undefined) given.add(Marker);
    } while (Marker !== undefined);
  } catch (error) {
    throw error instanceof PlaceError ? new UserError(error.message) : error;
  } finally {
    client.destroy();
  }
  return ofDetails(details as { readonly [list: string]: Json[] } as JsonObject, 'IAM');
}
