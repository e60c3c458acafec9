import type { Command } from 'commander';
import type { CommandIo } from '../cli/command-io';
import type { Run } from '../cli/command-options';
import { addActor, addCase, addHistory, addResource } from './add-actor-commands';
import { addArchive } from './add-archive';
import { addCost, addReview } from './add-change-commands';
import { addCompletion } from './add-completion';
import { addResponse, addSilence, addValidate } from './add-estate-commands';
import { addLake } from './add-lake';
import { addMcp, addRedact, addReport, addScan } from './add-log-commands';
import { addPermissions } from './add-policies';
import { addConvert, addQuery, addView } from './add-query';
import { addRules } from './add-rules';
import { addCoverage, addOverview, addPersistence, addTimeline } from './add-survey';
import { addTrails } from './add-trails';

/** A command, as it is registered, listed and documented. */
export interface ListedCommand {
  /** Registers it. */
  readonly add: (program: Command, io: CommandIo, run: Run) => void;
  /** Its page in `docs`. */
  readonly page: string;
  /** The default is experimental. */
  readonly tier?: 'stable';
}

/** All commands by task, in the order of `--help` and of the pages. */
export const COMMAND_GROUPS: Readonly<Record<string, Readonly<Record<string, ListedCommand>>>> = {
  'Find attacks': {
    scan: { add: addScan, page: 'scan.md', tier: 'stable' },
    report: { add: addReport, page: 'report.md' },
    case: { add: addCase, page: 'case.md' },
  },
  'Ask questions': {
    overview: { add: addOverview, page: 'survey.md' },
    timeline: { add: addTimeline, page: 'survey.md' },
    actor: { add: addActor, page: 'actor.md' },
    resource: { add: addResource, page: 'resource.md' },
    view: { add: addView, page: 'command-line.md' },
    query: { add: addQuery, page: 'query.md' },
    persistence: { add: addPersistence, page: 'survey.md' },
    coverage: { add: addCoverage, page: 'survey.md' },
    permissions: { add: addPermissions, page: 'permissions.md' },
    history: { add: addHistory, page: 'history.md' },
  },
  'Prove what the archive has': {
    validate: { add: addValidate, page: 'validate.md', tier: 'stable' },
    archive: { add: addArchive, page: 'archive-search.md' },
  },
  'Write rules': { rules: { add: addRules, page: 'rule-language.md', tier: 'stable' } },
  'Look after trails': { trails: { add: addTrails, page: 'trails.md' } },
  Operate: {
    review: { add: addReview, page: 'review.md' },
    cost: { add: addCost, page: 'cost.md' },
    silence: { add: addSilence, page: 'silences.md' },
    response: { add: addResponse, page: 'response.md' },
    redact: { add: addRedact, page: 'redact.md' },
    convert: { add: addConvert, page: 'command-line.md' },
    lake: { add: addLake, page: 'lake.md' },
    mcp: { add: addMcp, page: 'mcp.md' },
    completion: { add: addCompletion, page: 'command-line.md', tier: 'stable' },
  },
};
