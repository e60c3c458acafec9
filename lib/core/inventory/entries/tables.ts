import { list } from '../judges/lists';
import { definition } from '../judges/parsed-text';
import { flow, ref, text } from '../judges/references';
import { more, moreOrForever, off, on, rank } from '../judges/words';
import {
  access,
  COST_ONLY,
  DESCRIPTION,
  type Deciding,
  delivery,
  encryption,
  type InventoryEntry,
  integrity,
  pipeline,
  retention,
  SHOWN,
  TAGS,
  worksAs,
} from '../model';

const FOUND_LESS = 'queries may find less; log files are kept';

function found(says: string): Deciding {
  return delivery(says, text, { weaker: FOUND_LESS });
}

/** Tables and queries over log files. They show what the archive keeps; no alert depends on them. */
export const ATHENA: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Athena::WorkGroup': {
    ...{ noun: 'workgroup', roles: ['shows'], gone: 'changed', goneWords: 'queries have no workgroup' },
    fixed: { replacedBy: ['Name'], name: 'Name' },
    decides: {
      State: delivery('state', rank(['ENABLED', 'DISABLED']), { weaker: 'queries and compactions fail' }),
      'WorkGroupConfiguration.EnforceWorkGroupConfiguration': encryption(
        'settings of the workgroup for every query',
        on,
        { weaker: 'results can be written elsewhere, and without the key' },
      ),
      'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration': encryption(
        'key of results',
        text,
        { weaker: 'anyone who may read the bucket can read results' },
      ),
      'WorkGroupConfiguration.ResultConfiguration.OutputLocation': access('location of results', text),
      'WorkGroupConfiguration.ResultConfiguration.ExpectedBucketOwner': access(
        'owner of the bucket of results',
        text,
        { weaker: 'results may be written to a bucket of another account' },
      ),
      'WorkGroupConfiguration.RequesterPaysEnabled': access('requester pays', off),
      'WorkGroupConfiguration.ExecutionRole': access('role', ref),
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
      'DatabaseInput.CreateTableDefaultPermissions': access('permissions', text),
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

const THROTTLED = { weaker: 'claims are throttled above it, so alerts are late' };

/** Tables of claims: the state of searches and sent alerts, so that these are not sent again. */
export const DYNAMODB: Readonly<Record<string, InventoryEntry>> = {
  'AWS::DynamoDB::Table': {
    ...{ noun: 'table', roles: ['searches'], holds: 'state' },
    kinds: ['table', 'claim'],
    fixed: {
      replacedBy: ['ImportSourceSpecification', 'KeySchema', 'LocalSecondaryIndexes', 'TableName'],
      name: 'TableName',
    },
    ...{ gone: 'weaker', goneWords: 'claims fail: alerts are lost or repeated' },
    decides: {
      DeletionProtectionEnabled: integrity('deletion protection', on, {
        weaker: 'one call deletes the table',
      }),
      'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled': integrity('point-in-time recovery', on, {
        weaker: 'lost claims cannot be restored',
      }),
      'PointInTimeRecoverySpecification.RecoveryPeriodInDays': retention('point-in-time recovery', more, {
        weaker: 'lost claims can be restored for a shorter time',
      }),
      'SSESpecification.SSEEnabled': encryption('key of KMS', on),
      'SSESpecification.KMSMasterKeyId': encryption('key', ref),
      TimeToLiveSpecification: pipeline('expiry of claims', text, { weaker: 'claims are kept forever' }),
      BillingMode: pipeline('billing mode', rank(['PAY_PER_REQUEST', 'PROVISIONED']), {
        weaker: 'claims are throttled above the provisioned capacity, so alerts are late',
      }),
      ProvisionedThroughput: pipeline('provisioned capacity', text),
      'OnDemandThroughput.MaxReadRequestUnits': pipeline('maximum of reads', moreOrForever, THROTTLED),
      'OnDemandThroughput.MaxWriteRequestUnits': pipeline('maximum of writes', moreOrForever, THROTTLED),
      ResourcePolicy: access('resource policy', flow),
      StreamSpecification: access('stream of changes', text),
      KinesisStreamSpecification: access('stream of changes', text),
    },
    neutral: {
      AttributeDefinitions: 'names what the key schema uses, which cannot change in place',
      'SSESpecification.SSEType': 'KMS is the only type',
      TableClass: COST_ONLY,
      ContributorInsightsSpecification: SHOWN,
      Tags: TAGS,
    },
    links: [{ path: 'SSESpecification.KMSMasterKeyId', to: 'evidence', needs: [] }],
  },
};

/** State machines that respond to alerts, search the archive, and compact it. */
export const STEP_FUNCTIONS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::StepFunctions::StateMachine': {
    ...{ noun: 'state machine', roles: ['responds'] },
    kinds: ['machine', 'response', 'execution', 'approval'],
    fixed: { replacedBy: ['StateMachineName', 'StateMachineType'], name: 'StateMachineName' },
    ...{ gone: 'weaker', goneWords: 'its executions no longer start' },
    decides: {
      StateMachineName: pipeline('name', text, { weaker: 'running executions are stopped' }),
      StateMachineType: pipeline('type', text),
      DefinitionString: pipeline('definition', definition),
      Definition: pipeline('definition', definition),
      DefinitionS3Location: pipeline('definition', text),
      DefinitionSubstitutions: pipeline('definition', text),
      RoleArn: pipeline('role', ref),
      'EncryptionConfiguration.Type': encryption(
        'kind of key',
        rank(['CUSTOMER_MANAGED_KMS_KEY', 'AWS_OWNED_KEY']),
        { weaker: 'anyone who may read executions can read alerts in them' },
      ),
      'EncryptionConfiguration.KmsKeyId': encryption('key', ref),
      'LoggingConfiguration.Level': integrity('log level', rank(['ALL', 'ERROR', 'FATAL', 'OFF']), {
        weaker: 'fewer steps of executions are logged',
      }),
      'LoggingConfiguration.Destinations': integrity('log groups', list, {
        weaker: 'executions are no longer logged',
      }),
      'LoggingConfiguration.IncludeExecutionData': access('data of executions in logs', off, {
        weaker: 'anyone who may read the log group can read alerts in it',
      }),
    },
    neutral: {
      'EncryptionConfiguration.KmsDataKeyReusePeriodSeconds': COST_ONLY,
      TracingConfiguration: SHOWN,
      Tags: TAGS,
    },
    links: [
      worksAs('RoleArn', 'states.amazonaws.com', 'the state machine cannot start'),
      {
        ...{ path: 'EncryptionConfiguration.KmsKeyId', to: 'evidence' },
        needs: [
          {
            ...{ who: 'role', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] },
            refused: 'executions cannot start',
          },
        ],
      },
      {
        path: 'LoggingConfiguration.Destinations[].CloudWatchLogsLogGroup.LogGroupArn',
        to: 'evidence',
        needs: [],
      },
    ],
  },
};
