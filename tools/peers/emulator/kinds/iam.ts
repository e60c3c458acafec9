import {
  AttachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::IAM::Role` */
export const role: ResourceKind = {
  async read({ iam }, { ref: RoleName }) {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return {
      ...Role,
      AssumeRolePolicyDocument: parseEncoded(Role?.AssumeRolePolicyDocument),
      ManagedPolicyArns: AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
    };
  },
  put: {
    ManagedPolicyArns: ({ iam }, { ref: RoleName, properties }) =>
      Promise.all(
        (properties.ManagedPolicyArns as readonly string[]).map((PolicyArn) =>
          iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
        ),
      ),
    Description: ({ iam }, { ref: RoleName, properties }) =>
      iam.send(new UpdateRoleCommand({ RoleName, Description: String(properties.Description) })),
  },
};

/** `AWS::IAM::ManagedPolicy` */
export const managedPolicy: ResourceKind = {
  async read({ iam }, { ref: PolicyArn }) {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = Policy?.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    const { PolicyRoles } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    return {
      ...Policy,
      Roles: PolicyRoles?.map(({ RoleName }) => RoleName),
      ManagedPolicyName: Policy?.PolicyName,
      PolicyDocument: parseEncoded(PolicyVersion?.Document),
    };
  },
};

/** `AWS::IAM::Policy`, of roles */
export const policy: ResourceKind = {
  async read({ iam }, { properties }) {
    const PolicyName = String(properties.PolicyName);
    const roles = properties.Roles as readonly string[];
    const answers = await Promise.all(
      roles.map((RoleName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
    );
    return {
      PolicyName: answers[0]?.PolicyName,
      PolicyDocument: parseEncoded(answers[0]?.PolicyDocument),
      Roles: answers.map(({ RoleName }) => RoleName),
    };
  },
};

function parseEncoded(text: string | undefined): unknown {
  return parseDocument(text === undefined ? undefined : decodeURIComponent(text));
}
