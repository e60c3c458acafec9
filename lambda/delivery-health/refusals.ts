/** Errors that hold until someone changes a permission, by the names that the services give them. */
const REFUSALS: readonly string[] = [
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationErrorException',
  'NotOrganizationMasterAccountException',
  'OperationNotPermittedException',
  'UnauthorizedOperation',
];

/** Whether AWS refuses to answer, and will do so again. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && REFUSALS.includes(error.name);
}
