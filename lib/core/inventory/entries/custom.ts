import { guests, list } from '../judges/lists';
import { deployedList } from '../judges/named-items';
import { ref, text } from '../judges/references';
import { on } from '../judges/words';
import { type Deciding, type InventoryEntry, SERVICE_TIMEOUT, TEST } from '../model';

const PROVIDER: Deciding = { area: 'pipeline', says: 'function behind it', judge: ref };
const REST = { neutral: { ServiceTimeout: SERVICE_TIMEOUT }, links: [] } as const;

const ADMINISTRATION = 'trails and StackSets of the organization cannot be administered';

/** Custom resources: what functions of the library do at a deployment. */
export const CUSTOM: Readonly<Record<string, InventoryEntry>> = {
  'Custom::TrailwatchDeployedResources': {
    ...{ noun: 'list of deployed resources', roles: ['watches'], ...REST },
    ...{ gone: 'weaker', goneWords: 'changes of deployed resources are not detected' },
    decides: {
      ServiceToken: PROVIDER,
      Resources: {
        ...{ area: 'integrity', says: 'resources that are compared', judge: deployedList },
        weaker: 'changes of deployed resources are not detected',
      },
      Realtime: {
        ...{ area: 'integrity', says: 'forwarding that is expected', judge: text },
        weaker: 'accounts and Regions that stop forwarding are not detected',
      },
    },
  },
  'Custom::TrailwatchOrganizationAdministration': {
    ...{ noun: 'organization administration', roles: ['permits'], ...REST },
    kinds: ['trustedAccess', 'membership', 'trailAdministration'],
    ...{ gone: 'weaker', goneWords: ADMINISTRATION },
    decides: {
      ServiceToken: PROVIDER,
      account: { area: 'pipeline', says: 'management account', judge: text },
      delegatedAdministrators: {
        ...{ area: 'pipeline', says: 'delegated administrators', judge: list },
        weaker: ADMINISTRATION,
      },
      stackSets: { area: 'pipeline', says: 'trusted access of StackSets', judge: on, weaker: ADMINISTRATION },
      eventContext: { area: 'logging', says: 'tags and context keys of events', judge: on },
      deregisterRemoved: { area: 'pipeline', says: 'deregistration of what is removed', judge: text },
    },
  },
  'Custom::TrailwatchLakeImport': {
    ...{ noun: 'import of log files', roles: ['keeps'], ...REST },
    ...{ gone: 'changed', goneWords: 'log files are no longer imported; what was imported stays' },
    decides: {
      ServiceToken: PROVIDER,
      ...Object.fromEntries(
        [
          'bucketRegion',
          'endTime',
          'eventDataStoreArn',
          'location',
          'roleArn',
          'startTime',
          'stopWhenRemoved',
        ].map((name) => [name, { area: 'delivery', says: name, judge: text } as const]),
      ),
    },
  },
  'Custom::TrailwatchTestAlert': {
    ...{ noun: 'test alert', roles: ['tells'] },
    ...{ gone: 'changed', goneWords: 'a deployment sends no test alert' },
    decides: { ServiceToken: PROVIDER },
    neutral: {
      ...{ Create: TEST, Update: TEST },
      InstallLatestAwsSdk: 'which SDK sends it',
      ServiceTimeout: SERVICE_TIMEOUT,
    },
    links: [],
  },
  'Custom::S3AutoDeleteObjects': {
    ...{ noun: 'deletion of objects', roles: ['keeps'] },
    ...{ gone: 'stronger', goneWords: 'objects stay when the stack is deleted' },
    added: { verdict: 'weaker', words: 'the objects of the bucket are deleted with the stack' },
    decides: { ServiceToken: PROVIDER, BucketName: { area: 'retention', says: 'bucket', judge: guests } },
    neutral: { ServiceTimeout: SERVICE_TIMEOUT },
    links: [],
  },
};
