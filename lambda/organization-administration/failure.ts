const REMEDIES: Readonly<Record<string, string>> = {
  AWSOrganizationsNotInUseException:
    'put OrganizationAdministration into a stack of the management account of an organization',
  AccountNotFoundException: 'take the account off delegatedAdministrators, or invite it to the organization',
  CannotDelegateManagementAccountException:
    'take the management account off delegatedAdministrators: it administers CloudTrail anyway',
  DelegatedAdminAccountLimitExceededException:
    'deregister one of the accounts that aws organizations list-delegated-administrators --service-principal cloudtrail.amazonaws.com lists',
};

/** Of errors whose names begin with these words. */
const REMEDIES_BY_START: readonly (readonly [start: string, remedy: string])[] = [
  [
    'AccessDenied',
    "check the permissions boundary of the function's role, and that the account is the management account",
  ],
  ['Throttling', 'deploy again when fewer calls are made'],
  ['TooManyRequests', 'deploy again when fewer calls are made'],
  ['ConcurrentModification', 'deploy again when nothing else changes the organization'],
];

/** One sentence: what failed, why, and what to do. */
export function failureOf(what: string, { name = 'Error', message = '' }: Partial<Error>): string {
  const remedy =
    REMEDIES[name] ??
    REMEDIES_BY_START.find(([start]) => name.startsWith(start))?.[1] ??
    'deploy again once the cause is removed';
  return `could not ${what}: ${name}: ${message.replace(/\.$/, '')}; ${remedy}`;
}
