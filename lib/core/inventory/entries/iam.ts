import { flow, text } from '../judges/references';
import { less } from '../judges/words';
import { DESCRIPTION, type InventoryEntry, TAGS } from '../model';

const NAMED = 'policies and settings elsewhere that name it no longer match';

const attached = { area: 'access', says: 'principals that have the policy', judge: flow } as const;

/** Who works as what, and what it may do. Policies are compared by what they allow, and by what the pipeline needs. */
export const IAM: Readonly<Record<string, InventoryEntry>> = {
  'AWS::IAM::Role': {
    ...{ noun: 'role', roles: ['permits'] },
    kinds: ['role', 'session', 'identityProvider'],
    fixed: { replacedBy: ['Path', 'RoleName'], name: 'RoleName' },
    ...{ gone: 'weaker', goneWords: 'what works as the role fails' },
    decides: {
      RoleName: { area: 'access', says: 'name', judge: text, weaker: NAMED },
      Path: { area: 'access', says: 'path', judge: text, weaker: NAMED },
      AssumeRolePolicyDocument: { area: 'access', says: 'trust policy', judge: flow },
      Policies: { area: 'access', says: 'inline policies', judge: flow },
      ManagedPolicyArns: { area: 'access', says: 'managed policies', judge: flow },
      PermissionsBoundary: { area: 'access', says: 'permissions boundary', judge: flow },
      MaxSessionDuration: {
        ...{
          area: 'access',
          says: 'maximum session duration',
          judge: less,
        },
        weaker: 'stolen credentials of the role work for longer',
      },
    },
    neutral: { Description: DESCRIPTION, Tags: TAGS },
    links: [],
  },
  'AWS::IAM::Policy': {
    ...{ noun: 'policy', roles: ['permits'] },
    kinds: ['role'],
    ...{ gone: 'changed', goneWords: 'its principals lose what it allows' },
    decides: {
      PolicyDocument: { area: 'access', says: 'policy', judge: flow },
      ...{ Roles: attached, Users: attached, Groups: attached },
    },
    neutral: { PolicyName: 'a name among the policies of its principals' },
    links: [],
  },
  'AWS::IAM::ManagedPolicy': {
    ...{ noun: 'managed policy', roles: ['permits'] },
    kinds: ['managedPolicy'],
    fixed: { replacedBy: ['ManagedPolicyName', 'Path', 'Description'], name: 'ManagedPolicyName' },
    ...{ gone: 'changed', goneWords: 'its principals lose what it allows' },
    decides: {
      ManagedPolicyName: { area: 'access', says: 'name', judge: text, weaker: NAMED },
      Path: { area: 'access', says: 'path', judge: text, weaker: NAMED },
      PolicyDocument: { area: 'access', says: 'policy', judge: flow },
      ...{ Roles: attached, Users: attached, Groups: attached },
    },
    neutral: { Description: DESCRIPTION },
    links: [],
  },
};
