import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { JsonObject } from '../../core/json/json-value';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { grantFolderList, grantObjects, LogFolder } from '../archive/log-reading';
import { createMachineRole, createStateMachine, OWN_POLICY } from '../machine/state-machine';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import type { LogTableCompactionProps } from './log-table-compaction-props';

const WHOLE_FOLDERS: Readonly<Record<string, string>> = {
  's3:AbortMultipartUpload':
    'Athena names the files of results and of the table; a policy can name them by their folder only',
  's3:GetObject': 'trails write new objects; a policy can name them by their folders only',
};

/** Properties of a state machine that runs statements in Athena. */
export interface CompactionMachineParts {
  readonly props: LogTableCompactionProps;
  readonly definition: JsonObject;
  /** Its permissions in addition to reading log files. */
  readonly statements: readonly PolicyStatementData[];
}

/** The state machine that compacts log files, with its role and log group. */
export function createCompactionMachine(
  scope: Construct,
  { props, definition, statements }: CompactionMachineParts,
): StateMachine {
  const machineScope = new Construct(scope, 'Machine');
  const description = 'Permissions of the state machine that compacts log files for trailwatch';
  const role = createMachineRole(machineScope, description, WHOLE_FOLDERS);
  for (const statement of statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
  grantObjects(props.table._archive, role, { folders: [LogFolder.RECORDS] });
  grantFolderList(props.table._archive, role);
  const machine = createStateMachine(machineScope, {
    ...{ role, definition, options: props },
    logged: 'names of states, no records',
    untraced: 'it runs a few statements of Athena a day, whose times Athena shows',
  });
  // A separate policy: the role's default policy must exist before the state machine, and this one names the state machine.
  const policy = new Policy(machine, 'Others', {
    statements: [
      new PolicyStatement({ actions: ['states:ListExecutions'], resources: [machine.stateMachineArn] }),
    ],
    roles: [role],
  });
  acknowledgeControls(policy, { IAMNoInlinePolicy: OWN_POLICY });
  return machine;
}
