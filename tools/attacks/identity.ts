import { FOREIGN, OWN, type Sequence } from './sequence';

const PIPELINE = { by: 'pipeline' } as const;
const READ = { readOnly: true };
const policy = (statement: object) => ({
  userName: 'bob',
  policyName: 'x',
  policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }),
});
const role = (name: string) => `arn:aws:iam::${OWN}:role/${name}`;
const assignment = (targetId: string) => ({
  targetId,
  targetType: 'AWS_ACCOUNT',
  permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
  principalType: 'USER',
  principalId: 'p',
});
const CLAIM = { clientId: 'c', clientSecret: 'HIDDEN_DUE_TO_SECURITY_REASONS' };

/** Family 10: identity. */
export const IDENTITY: readonly Sequence[] = [
  {
    name: 'a wildcard inside the name of a service',
    by: 'user',
    calls: [['iam PutUserPolicy', policy({ Action: 'i*m:*', Resource: '*' })]],
    raises: 'administrator-policy-written',
    twin: { calls: [['iam PutUserPolicy', policy({ Action: 'i*m:*', Resource: role('x') })]] },
  },
  {
    name: 'another wildcard inside it',
    by: 'role',
    calls: [['iam PutUserPolicy', policy({ Action: ['s3:GetObject', '?a*:**'], Resource: '*' })]],
    raises: 'administrator-policy-written',
    twin: { calls: [['iam PutUserPolicy', policy({ Action: ['s3:*', 'ec*:Describe*'], Resource: '*' })]] },
  },
  {
    name: 'a verb cut short',
    by: 'person',
    calls: [['iam PutUserPolicy', policy({ Action: 'I?M:Atta*', Resource: '*' })]],
    raises: 'escalation-policy-written',
    twin: { calls: [['iam PutUserPolicy', policy({ Action: 'iam:Lis*', Resource: '*' })]] },
  },
  {
    name: 'a permission set with a wildcard inside',
    by: 'user',
    calls: [
      [
        'sso PutInlinePolicyToPermissionSet',
        { permissionSetArn: 'p', inlinePolicy: policy({ Action: '*am:*', Resource: '*' }).policyDocument },
      ],
    ],
    raises: 'permission-set-given-everything',
    twin: {
      calls: [
        [
          'sso PutInlinePolicyToPermissionSet',
          { permissionSetArn: 'p', inlinePolicy: policy({ Action: 's3:*', Resource: '*' }).policyDocument },
        ],
      ],
    },
  },
  {
    name: 'every role may be assumed',
    by: 'pipeline',
    calls: [['iam PutUserPolicy', policy({ Action: 'sts:AssumeRole', Resource: '*' })]],
    raises: 'every-role-may-be-assumed',
    twin: { calls: [['iam PutUserPolicy', policy({ Action: 'sts:AssumeRole', Resource: role('cdk-*') })]] },
  },
  {
    name: 'every role of every account may be assumed',
    by: 'user',
    calls: [
      ['iam CreatePolicyVersion', policy({ Action: ['sts:Assume*'], Resource: ['arn:aws:iam::*:role/*'] })],
    ],
    raises: 'every-role-may-be-assumed',
    twin: { calls: [['iam CreatePolicy', policy({ Action: 'sts:GetCallerIdentity', Resource: '*' })]] },
  },
  {
    name: 'access to the management account',
    by: 'console',
    calls: [
      ['sso ListPermissionSets', {}, READ],
      ['sso CreateAccountAssignment', assignment(OWN)],
    ],
    raises: 'management-account-access-assigned',
    twin: { calls: [['sso CreateAccountAssignment', assignment(FOREIGN)]] },
  },
  {
    name: 'access to an account by a program',
    by: 'user',
    calls: [['sso CreateAccountAssignment', assignment(FOREIGN)]],
    raises: 'access-assigned-outside-console',
    twin: PIPELINE,
  },
  {
    name: 'a password of the directory is reset',
    by: 'person',
    calls: [
      ['sso-directory SearchUsers', {}, READ],
      ['sso-directory UpdatePassword', { userId: 'u', passwordMode: 'OTP' }],
    ],
    raises: 'identity-center-user-taken-over',
    twin: { calls: [['sso-directory SearchUsers', {}, READ]] },
  },
  {
    name: 'the address of a user is changed',
    by: 'role',
    calls: [
      [
        'identitystore UpdateUser',
        {
          userId: 'u',
          operations: [{ attributePath: 'emails', attributeValue: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
        },
      ],
    ],
    raises: 'identity-center-user-taken-over',
    twin: {
      calls: [['identitystore UpdateUser', { userId: 'u', operations: [{ attributePath: 'title' }] }]],
    },
  },
  {
    name: 'a session by device code',
    by: 'role',
    calls: [
      ['sso RegisterClient', { clientName: 'x', clientType: 'public' }],
      ['sso StartDeviceAuthorization', { ...CLAIM }],
      ['sso CreateToken', { ...CLAIM, grantType: 'urn:ietf:params:oauth:grant-type:device_code' }],
    ],
    raises: 'device-code-session-started',
    twin: {
      calls: [
        ['sso CreateToken', { ...CLAIM, grantType: 'authorization_code' }],
        ['sso CreateToken', { ...CLAIM, grantType: 'refresh_token' }],
      ],
    },
  },
  {
    name: 'the second factor of root',
    by: 'root',
    calls: [
      ['iam ListVirtualMFADevices', {}, READ],
      ['iam DeactivateMFADevice', { serialNumber: `arn:aws:iam::${OWN}:mfa/device` }],
    ],
    raises: 'root-second-factor-removed',
    twin: { by: 'user', calls: [['iam ResyncMFADevice', { userName: 'alice' }]] },
  },
  {
    name: 'an account joins another organization',
    by: 'user',
    calls: [
      ['organizations LeaveOrganization', null],
      ['organizations AcceptHandshake', { handshakeId: 'h-1' }],
    ],
    raises: 'account-taken-over',
    twin: { calls: [['organizations ListHandshakesForAccount', {}, READ]] },
  },
  {
    name: 'a subordinate authority',
    by: 'pipeline',
    calls: [
      [
        'acm-pca IssueCertificate',
        { templateArn: 'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1' },
      ],
    ],
    raises: 'certificate-authority-made',
    twin: {
      calls: [
        ['acm-pca IssueCertificate', { templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1' }],
      ],
    },
  },
  {
    name: 'an authority of one’s own',
    by: 'user',
    calls: [
      ['acm-pca CreateCertificateAuthority', { certificateAuthorityType: 'ROOT' }],
      ['acm-pca ImportCertificateAuthorityCertificate', {}],
    ],
    raises: 'certificate-authority-made',
    twin: PIPELINE,
  },
  {
    name: 'code of a function, from an instance',
    by: 'instance',
    calls: [
      ['lambda ListFunctions20150331', {}, READ],
      ['lambda UpdateFunctionCode20150331v2', { functionName: 'f', s3Bucket: 'b' }],
    ],
    raises: 'function-code-replaced-by-key-or-workload',
    twin: { by: 'person' },
  },
  {
    name: 'code of a function, with a key',
    by: 'user',
    calls: [
      ['lambda GetFunction20150331v2', { functionName: 'f' }, READ],
      ['lambda UpdateFunctionCode20150331v2', { functionName: 'f' }],
    ],
    raises: 'function-code-replaced-by-key-or-workload',
    twin: { calls: [['lambda UpdateFunctionCode20150331v2', { functionName: 'f', dryRun: true }]] },
  },
  {
    name: 'code of a function, by another function',
    by: 'function',
    calls: [['lambda UpdateFunctionCode20150331v2', { functionName: 'f' }]],
    raises: 'function-code-replaced-by-key-or-workload',
    twin: { by: 'stack' },
  },
  {
    name: 'role of a function',
    by: 'role',
    calls: [['lambda UpdateFunctionConfiguration20150331v2', { functionName: 'f', role: role('payments') }]],
    raises: 'function-role-replaced',
    twin: { calls: [['lambda UpdateFunctionConfiguration20150331v2', { functionName: 'f', timeout: 30 }]] },
  },
  {
    name: 'source of a build',
    by: 'user',
    calls: [
      ['codebuild BatchGetProjects', {}, READ],
      [
        'codebuild UpdateProject',
        { name: 'b', source: { type: 'GITHUB', location: 'https://example.net/x.git' } },
      ],
      ['codebuild StartBuild', { projectName: 'b' }],
    ],
    raises: 'build-source-changed-outside-pipeline',
    twin: PIPELINE,
  },
  {
    name: 'stages of a pipeline',
    by: 'person',
    calls: [
      ['codepipeline UpdatePipeline', { pipeline: { name: 'p', stages: [{ name: 'Source' }] } }],
      ['codepipeline StartPipelineExecution', { name: 'p' }],
    ],
    raises: 'build-source-changed-outside-pipeline',
    twin: { calls: [['codepipeline StartPipelineExecution', { name: 'p' }]] },
  },
  {
    name: 'commands of a build',
    by: 'role',
    calls: [['codebuild StartBuild', { projectName: 'b', buildspecOverride: 'version: 0.2' }]],
    raises: 'build-source-changed-outside-pipeline',
    twin: { calls: [['codebuild StartBuild', { projectName: 'b', sourceVersion: 'main' }]] },
  },
  {
    name: 'credentials of a repository',
    by: 'federated',
    calls: [
      ['codebuild ImportSourceCredentials', { serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' }],
    ],
    raises: 'build-source-changed-outside-pipeline',
    twin: { by: 'stack' },
  },
  {
    name: 'a delegation is accepted',
    by: 'console',
    calls: [
      ['iam GetDelegationRequest', {}, READ],
      ['iam AcceptDelegationRequest', { delegationRequestId: 'd' }],
    ],
    raises: 'delegation-request-accepted',
    twin: { calls: [['iam RejectDelegationRequest', { delegationRequestId: 'd' }]] },
  },
  {
    name: 'a token for services outside',
    by: 'user',
    calls: [['sts GetWebIdentityToken', { audience: ['https://example.net'] }]],
    raises: 'web-identity-token-taken',
    twin: { by: 'role' },
  },
];
