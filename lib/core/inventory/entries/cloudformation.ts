import { flow, text } from '../judges/references';
import { stackInstances } from '../judges/stack-instances';
import { on } from '../judges/words';
import { DESCRIPTION, type InventoryEntry, TAGS } from '../model';

const UNFORWARDED = 'events of those accounts and Regions are no longer forwarded';

/** Stacks that stacks make: nested ones, and those of member accounts. Their templates are compared like others. */
export const CLOUDFORMATION: Readonly<Record<string, InventoryEntry>> = {
  'AWS::CloudFormation::StackSet': {
    ...{ noun: 'StackSet', roles: ['carries'] },
    kinds: ['stackSet'],
    fixed: { replacedBy: ['PermissionModel', 'StackSetName'], name: 'StackSetName' },
    ...{ gone: 'weaker', goneWords: 'events of member accounts are no longer forwarded' },
    decides: {
      StackSetName: { area: 'pipeline', says: 'name', judge: text },
      PermissionModel: { area: 'pipeline', says: 'permission model', judge: text },
      TemplateURL: { area: 'pipeline', says: 'template', judge: flow },
      TemplateBody: { area: 'pipeline', says: 'template', judge: flow },
      Parameters: { area: 'pipeline', says: 'parameters', judge: text },
      StackInstancesGroup: {
        ...{ area: 'pipeline', says: 'accounts and Regions', judge: stackInstances },
        weaker: UNFORWARDED,
      },
      'AutoDeployment.Enabled': {
        ...{ area: 'pipeline', says: 'deployment to new accounts', judge: on },
        weaker: 'events of accounts that join later are not forwarded',
      },
      'AutoDeployment.RetainStacksOnAccountRemoval': {
        ...{ area: 'pipeline', says: 'stacks of accounts that leave', judge: text },
      },
      CallAs: { area: 'pipeline', says: 'administrator', judge: text },
      AdministrationRoleARN: { area: 'pipeline', says: 'administration role', judge: text },
      ExecutionRoleName: { area: 'pipeline', says: 'execution role', judge: text },
    },
    neutral: {
      Capabilities: 'CloudFormation refuses a template that needs more',
      Description: DESCRIPTION,
      ManagedExecution: 'the order of operations',
      OperationPreferences: 'the order of operations, and how many may fail',
      Tags: TAGS,
    },
    links: [],
  },
  'AWS::CloudFormation::Stack': {
    ...{ noun: 'nested stack', roles: ['carries'] },
    kinds: ['stack', 'roleOfStack'],
    ...{ gone: 'weaker', goneWords: 'its resources are gone' },
    decides: {
      TemplateURL: { area: 'pipeline', says: 'template', judge: flow },
      Parameters: { area: 'pipeline', says: 'parameters', judge: flow },
    },
    neutral: {
      NotificationARNs: 'who is notified of deployments',
      TimeoutInMinutes: 'how long CloudFormation waits',
      Tags: TAGS,
    },
    links: [],
  },
};
