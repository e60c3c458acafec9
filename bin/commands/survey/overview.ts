import type { Rule } from '../../../lib/core/rule/rule';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { Overview } from '../../../lib/core/survey/overview';
import type { CommandIo } from '../../cli/command-io';
import type { SurveyOptions } from '../../survey/read-survey';
import { surveyText } from '../../survey/survey-text';
import { runScan } from '../scan';

/** The options of `trailwatch overview`, as the command line names them. */
export interface OverviewOptions extends SurveyOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly ownAccounts?: readonly string[];
  readonly workers?: string;
}

/** Finds every record beside the alerts; its texts are not used. */
const EVERY_RECORD: Rule = {
  ...{ id: 'trailwatch-overview', name: 'overview', title: 'A record', description: 'What is counted.' },
  ...{ severity: 'informational', status: 'stable', author: '' },
  ...{ tags: [], falsePositives: [], references: [], firstSteps: [] },
  condition: { kind: 'and', of: [] },
};

/** Prints what an investigator reads first. Returns the exit status. */
export function overview(paths: readonly string[], options: OverviewOptions, io: CommandIo): Promise<number> {
  const { format = io.stdout.isTTY === true ? 'text' : 'json', ...rest } = options;
  const found = new Overview();
  return runScan({
    paths,
    options: rest,
    io,
    watch: { rule: EVERY_RECORD, isKept: false, take: (record) => found.take(record) },
    textOf: ({ diagnostics }) => ({
      next: ({ alert }) => {
        found.takeAlert(alert);
        return '';
      },
      end: () => [
        format === 'text'
          ? surveyText(found.report)
          : `${toJsonText({ ...found.report, ...diagnostics.incompleteness })}\n`,
      ],
    }),
  });
}
