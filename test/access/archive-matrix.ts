import type { Account } from '../../lib/core/policy/evaluation/request';
import type { Scenario } from '../scenarios/scenario';
import { SCENARIOS } from '../scenarios/scenarios';
import { archiveCallersOf } from './archive-callers';
import { type ArchiveParts, partsOf, withReplicaKey } from './archive-parts';
import { ARCHIVE_SETTINGS, type ArchiveSetting } from './archive-settings';
import { type ArchiveWish, archiveWishesOf } from './archive-wishes';
import type { Caller } from './matrix-callers';
import { deploymentsOfScenario } from './reference-stacks';
import { collectPolicies, type TemplatePolicies } from './template/template-policies';

/** The archive of a scenario, who asks for something of it, and what for. */
export interface ArchiveMatrix {
  readonly name: string;
  readonly owner: Account;
  readonly setting: ArchiveSetting;
  readonly archive: ArchiveParts;
  readonly policies: TemplatePolicies;
  readonly callers: Readonly<Record<string, Caller>>;
  readonly wishes: Readonly<Record<string, ArchiveWish>>;
}

/** Of every scenario that has a setting. */
export function archiveMatrices(): readonly ArchiveMatrix[] {
  return SCENARIOS.flatMap((scenario) => {
    const setting = ARCHIVE_SETTINGS[scenario.name];
    return setting === undefined ? [] : [matrixOf(scenario, setting)];
  });
}

function matrixOf(scenario: Scenario, setting: ArchiveSetting): ArchiveMatrix {
  const deployments = withReplicaKey(deploymentsOfScenario(scenario));
  const archive = partsOf(setting, deployments);
  return {
    ...{
      name: scenario.name,
      setting,
      archive,
      owner: setting.owner,
      policies: collectPolicies(deployments),
    },
    callers: archiveCallersOf(setting, archive.find),
    wishes: archiveWishesOf(archive),
  };
}
