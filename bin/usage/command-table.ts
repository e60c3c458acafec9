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
  /** Its page, from `docs`. */
  readonly page: string;
  /** The default is experimental. */
  readonly tier?: 'stable';
}

/** All commands by task, in the order of `--help` and of the pages. */
export const COMMAND_GROUPS: Readonly<Record<string, Readonly<Record<string, ListedCommand>>>> = {
  'Find attacks': {
    scan: { add: addScan, page: 'investigate/scan.md', tier: 'stable' },
    report: { add: addReport, page: 'investigate/report.md' },
    case: { add: addCase, page: 'investigate/case.md' },
  },
  'Ask questions': {
    overview: { add: addOverview, page: 'investigate/survey.md' },
    timeline: { add: addTimeline, page: 'investigate/survey.md' },
    actor: { add: addActor, page: 'investigate/actor.md' },
    resource: { add: addResource, page: 'investigate/resource.md' },
    view: { add: addView, page: 'investigate/command-line.md' },
    query: { add: addQuery, page: 'investigate/query.md' },
    persistence: { add: addPersistence, page: 'investigate/survey.md' },
    coverage: { add: addCoverage, page: 'investigate/survey.md' },
    permissions: { add: addPermissions, page: 'investigate/permissions.md' },
    history: { add: addHistory, page: 'investigate/history.md' },
  },
  'Prove what the archive has': {
    validate: { add: addValidate, page: 'prove/validate.md', tier: 'stable' },
    archive: { add: addArchive, page: 'investigate/archive-search.md' },
  },
  'Write rules': { rules: { add: addRules, page: 'alerts/rule-language.md', tier: 'stable' } },
  'Look after trails': { trails: { add: addTrails, page: 'prove/trails.md' } },
  Operate: {
    review: { add: addReview, page: 'review/review.md' },
    cost: { add: addCost, page: 'deploy/cost.md' },
    silence: { add: addSilence, page: 'alerts/silences.md' },
    response: { add: addResponse, page: 'alerts/response.md' },
    redact: { add: addRedact, page: 'investigate/redact.md' },
    convert: { add: addConvert, page: 'investigate/command-line.md' },
    lake: { add: addLake, page: 'deploy/lake.md' },
    mcp: { add: addMcp, page: 'investigate/mcp.md' },
    completion: { add: addCompletion, page: 'investigate/command-line.md', tier: 'stable' },
  },
};
