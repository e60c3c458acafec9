import { ARCHITECTURE_PATH, renderArchitecture } from './architecture';
import { ATTACK_LAYER_PATH, renderAttackLayer } from './attack-layer';
import { ATTACK_PATH, renderAttackPage } from './attack-page';
import { CALLS_PATH, renderCalls } from './calls-page';
import { DATA_EVENT_TYPE_PATH, renderDataEventType } from './data-event-type';
import type { GeneratedFile } from './generated-file';
import { INPUTS_PATH, renderInputs } from './inputs-page';
import { OWN_RESOURCES_PATH, renderOwnResources } from './own-resources-page';
import { PIPELINE_PATH, renderPipeline } from './pipeline-page';
import { PREFLIGHT_TABLE_PATH, renderPreflightTable } from './preflight-table';
import { QUERY_PATH, renderQueryPage } from './query-page';
import { RULE_TABLES_PATH, renderRuleTables } from './rule-tables';
import { RUNBOOK_FILES } from './runbooks';
import { RUNBOOKS_RELEASE_FILE } from './runbooks-release';
import { renderScalePage, SCALE_PATH } from './scale-page';

/** All of them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: ARCHITECTURE_PATH, render: renderArchitecture },
  { path: ATTACK_PATH, render: renderAttackPage },
  { path: ATTACK_LAYER_PATH, render: renderAttackLayer },
  { path: CALLS_PATH, render: renderCalls },
  { path: DATA_EVENT_TYPE_PATH, render: renderDataEventType },
  { path: INPUTS_PATH, render: renderInputs },
  { path: OWN_RESOURCES_PATH, render: renderOwnResources },
  { path: PIPELINE_PATH, render: renderPipeline },
  { path: PREFLIGHT_TABLE_PATH, render: renderPreflightTable },
  { path: QUERY_PATH, render: renderQueryPage },
  { path: RULE_TABLES_PATH, render: renderRuleTables },
  { path: SCALE_PATH, render: renderScalePage },
  ...RUNBOOK_FILES,
  // after the pages, which it depends on
  RUNBOOKS_RELEASE_FILE,
];
