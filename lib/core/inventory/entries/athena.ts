import { ref, text } from '../judges/references';
import { off, on, rank } from '../judges/words';
import { COST_ONLY, DESCRIPTION, type Deciding, type InventoryEntry, SHOWN, TAGS } from '../model';

const FOUND_LESS = 'queries may find less; log files are kept';

function found(says: string): Deciding {
  return { area: 'delivery', says, judge: text, weaker: FOUND_LESS };
}

/** Tables and queries over log files. They show what the archive keeps; no alert depends on them. */
export const ATHENA: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Athena::WorkGroup': {
    ...{ noun: 'workgroup', roles: ['shows'], gone: 'changed', goneWords: 'queries have no workgroup' },
    fixed: { replacedBy: ['Name'], name: 'Name' },
    decides: {
      State: {
        ...{ area: 'delivery', says: 'state', judge: rank(['ENABLED', 'DISABLED']) },
        weaker: 'queries and compactions fail',
      },
      'WorkGroupConfiguration.EnforceWorkGroupConfiguration': {
        ...{ area: 'encryption', says: 'settings of the workgroup for every query', judge: on },
        weaker: 'results can be written elsewhere, and without the key',
      },
      'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration': {
        ...{ area: 'encryption', says: 'key of results', judge: text },
        weaker: 'whoever may read the bucket can read results',
      },
      'WorkGroupConfiguration.ResultConfiguration.OutputLocation': {
        ...{ area: 'access', says: 'location of results', judge: text },
      },
      'WorkGroupConfiguration.ResultConfiguration.ExpectedBucketOwner': {
        ...{ area: 'access', says: 'owner of the bucket of results', judge: text },
        weaker: 'results may be written to a bucket of another account',
      },
      'WorkGroupConfiguration.RequesterPaysEnabled': { area: 'access', says: 'requester pays', judge: off },
      'WorkGroupConfiguration.ExecutionRole': { area: 'access', says: 'role', judge: ref },
    },
    neutral: {
      Name: 'the queries of a group are found by it',
      Description: DESCRIPTION,
      RecursiveDeleteOption: 'what becomes of saved queries when the workgroup is deleted',
      WorkGroupConfigurationUpdates: 'an older spelling that CloudFormation no longer takes',
      'WorkGroupConfiguration.BytesScannedCutoffPerQuery': COST_ONLY,
      'WorkGroupConfiguration.EngineVersion': 'which SQL is understood',
      'WorkGroupConfiguration.PublishCloudWatchMetricsEnabled': COST_ONLY,
      Tags: TAGS,
    },
    links: [],
  },
  'AWS::Athena::NamedQuery': {
    ...{ noun: 'saved query', roles: ['shows'], gone: 'changed', goneWords: 'a saved query is gone' },
    fixed: { replacedBy: ['Database', 'Description', 'Name', 'QueryString', 'WorkGroup'] },
    decides: {},
    neutral: {
      ...{ Database: SHOWN, Description: DESCRIPTION, Name: DESCRIPTION, WorkGroup: SHOWN },
      QueryString: 'people read it before they run it',
    },
    links: [],
  },
  'AWS::Glue::Database': {
    ...{ noun: 'database', roles: ['shows'], gone: 'changed', goneWords: FOUND_LESS },
    fixed: { replacedBy: ['CatalogId', 'DatabaseName'], name: 'DatabaseName' },
    decides: {
      CatalogId: found('account of the catalog'),
      DatabaseName: found('name'),
      'DatabaseInput.Name': found('name'),
      'DatabaseInput.CreateTableDefaultPermissions': { area: 'access', says: 'permissions', judge: text },
    },
    neutral: { 'DatabaseInput.Description': DESCRIPTION },
    links: [],
  },
  'AWS::Glue::Table': {
    ...{ noun: 'table of log files', roles: ['shows'], gone: 'changed', goneWords: FOUND_LESS },
    fixed: { replacedBy: ['CatalogId', 'DatabaseName', 'Name'], name: 'Name' },
    decides: {
      CatalogId: found('account of the catalog'),
      DatabaseName: found('database'),
      Name: found('name'),
      'TableInput.Name': found('name'),
      'TableInput.TableType': found('type'),
      'TableInput.StorageDescriptor.Location': found('location'),
      'TableInput.StorageDescriptor.InputFormat': found('format'),
      'TableInput.StorageDescriptor.SerdeInfo': found('format'),
      'TableInput.Parameters': found('partitions'),
      'TableInput.PartitionKeys': found('partitions'),
      'TableInput.ViewOriginalText': found('view'),
    },
    neutral: {
      'TableInput.Description': DESCRIPTION,
      'TableInput.StorageDescriptor.Columns': 'the rows stay; a query that names a lost column fails',
      'TableInput.StorageDescriptor.OutputFormat': 'queries only read',
      'TableInput.ViewExpandedText': 'Athena does not use it',
    },
    links: [],
  },
};
