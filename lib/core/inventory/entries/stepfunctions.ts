import { list } from '../judges/lists';
import { definition } from '../judges/parsed-text';
import { ref, text } from '../judges/references';
import { off, rank } from '../judges/words';
import { COST_ONLY, type InventoryEntry, SHOWN, TAGS, worksAs } from '../model';

/** State machines that respond to alerts, search the archive, and compact it. */
export const STEP_FUNCTIONS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::StepFunctions::StateMachine': {
    ...{ noun: 'state machine', roles: ['responds'] },
    kinds: ['machine', 'response', 'execution', 'approval'],
    fixed: { replacedBy: ['StateMachineName', 'StateMachineType'], name: 'StateMachineName' },
    ...{ gone: 'weaker', goneWords: 'what it did no longer happens' },
    decides: {
      StateMachineName: {
        area: 'pipeline',
        says: 'name',
        judge: text,
        weaker: 'executions that wait are stopped',
      },
      StateMachineType: { area: 'pipeline', says: 'type', judge: text },
      DefinitionString: { area: 'pipeline', says: 'definition', judge: definition },
      Definition: { area: 'pipeline', says: 'definition', judge: definition },
      DefinitionS3Location: { area: 'pipeline', says: 'definition', judge: text },
      DefinitionSubstitutions: { area: 'pipeline', says: 'definition', judge: text },
      RoleArn: { area: 'pipeline', says: 'role', judge: ref },
      'EncryptionConfiguration.Type': {
        ...{
          area: 'encryption',
          says: 'kind of key',
          judge: rank(['CUSTOMER_MANAGED_KMS_KEY', 'AWS_OWNED_KEY']),
        },
        weaker: 'whoever may read executions can read alerts in them',
      },
      'EncryptionConfiguration.KmsKeyId': { area: 'encryption', says: 'key', judge: ref },
      'LoggingConfiguration.Level': {
        ...{ area: 'integrity', says: 'log level', judge: rank(['ALL', 'ERROR', 'FATAL', 'OFF']) },
        weaker: 'fewer steps of executions are logged',
      },
      'LoggingConfiguration.Destinations': {
        ...{ area: 'integrity', says: 'log groups', judge: list },
        weaker: 'executions are no longer logged',
      },
      'LoggingConfiguration.IncludeExecutionData': {
        ...{ area: 'access', says: 'data of executions in logs', judge: off },
        weaker: 'whoever may read the log group can read alerts in it',
      },
    },
    neutral: {
      'EncryptionConfiguration.KmsDataKeyReusePeriodSeconds': COST_ONLY,
      TracingConfiguration: SHOWN,
      Tags: TAGS,
    },
    links: [
      {
        ...{ path: 'RoleArn', to: 'works-as' },
        needs: worksAs('states.amazonaws.com', 'the state machine cannot start'),
      },
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
