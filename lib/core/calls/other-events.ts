/**
 * Names of events that no model of a service has: sign-ins, what AWS reports of its own work, calls of the console alone, and calls of S3 that
 * are written by another name than the model's. By event source without its end. Each is in a real record, or on the page of the service's
 * guide on CloudTrail. Of a source without names, any may be right.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/non-api-aws-service-events.html
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-info-in-cloudtrail.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
 */
const OTHER_EVENTS: Readonly<Record<string, string>> = {
  'cognito-idp':
    'ConfirmForgotPassword_POST Confirm_POST ForgotPassword_POST Login_GET Login_POST Logout_GET OAuth2Response_GET OAuth2_Authorize_GET ' +
    'OAuth2_Token_POST ResetPassword_POST Signup_GET Signup_POST Token_POST UserInfo_GET',
  controltower:
    'CreateManagedAccount DeregisterOrganizationalUnit DisableGuardrail EnableGuardrail PrecheckOrganizationalUnit ' +
    'RegisterOrganizationalUnit SetupLandingZone UpdateLandingZone UpdateManagedAccount',
  ec2: 'BidEvictedEvent BidFulfilledEvent SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated',
  ecr: 'PolicyExecutionEvent',
  elasticfilesystem: 'NewClientConnection',
  kms: 'DeleteKey RotateKey',
  organizations: 'AccountDepartedOrganization AccountJoinedOrganization CreateAccountResult',
  // The service was shut down; archives have its records.
  qldb: '',
  s3:
    'DeleteAccountPublicAccessBlock DeleteBucketPublicAccessBlock GetAccountPublicAccessBlock ' +
    'GetBucketObjectLockConfiguration GetBucketPublicAccessBlock JobCreated JobStatusChanged ListBucket PutAccountPublicAccessBlock ' +
    'PutBucketObjectLockConfiguration PutBucketPublicAccessBlock',
  secretsmanager:
    'CancelSecretVersionDelete EndSecretVersionDelete RotationAbandoned RotationFailed RotationStarted RotationSucceeded SecretVersionDeletion StartSecretVersionDelete',
  signin:
    'CheckMfa ConsoleLogin CredentialChallenge CredentialVerification EmailUpdated ExitRole GetSigninToken PasswordRecoveryCompleted ' +
    'PasswordRecoveryRequested PasswordUpdated RenewRole SwitchRole UserAuthentication',
  sso: 'Authenticate Federate Logout',
  workspaces: 'WorkspaceLogin',
};

const BY_SOURCE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(OTHER_EVENTS).map(([source, names]) => [
    source,
    names.split(' ').filter((name) => name !== ''),
  ]),
);

/** The sources of such events. */
export const OTHER_SOURCES: readonly string[] = [...BY_SOURCE.keys()];

/** The events of a source that no model has. */
export function otherEvents(source: string): readonly string[] {
  return BY_SOURCE.get(source) ?? [];
}
